// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::http {

// The comments of the protos, which the linked descriptors have lost.
class Comments {
 public:
  // INVALID_ARGUMENT: not a FileDescriptorSet whose files build.
  static absl::StatusOr<Comments> Read(std::string_view descriptor_set);

  // Leading comment as one paragraph of text; empty when there is none.
  std::string Of(const google::protobuf::MethodDescriptor& method) const;
  std::string Of(const google::protobuf::Descriptor& type) const;
  std::string Of(const google::protobuf::FieldDescriptor& field) const;
  std::string Of(const google::protobuf::EnumDescriptor& type) const;
  std::string Of(const google::protobuf::ServiceDescriptor& service) const;

 private:
  std::unique_ptr<google::protobuf::DescriptorPool> pool_;
};

}  // namespace mimamori::http
