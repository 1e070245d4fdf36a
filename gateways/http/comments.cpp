// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/comments.hpp"

#include <google/protobuf/descriptor.pb.h>

namespace mimamori::http {
namespace {

template <class Descriptor>
std::string LeadingComment(const Descriptor* descriptor) {
  google::protobuf::SourceLocation location;
  if (descriptor == nullptr || !descriptor->GetSourceLocation(&location)) return "";
  std::string out;
  for (const char c : location.leading_comments) {
    const bool blank = c == '\n' || c == ' ';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

absl::StatusOr<Comments> Comments::Read(std::string_view descriptor_set) {
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromArray(descriptor_set.data(), static_cast<int>(descriptor_set.size()))) {
    return absl::InvalidArgumentError("the descriptor set can't be read");
  }
  Comments out;
  out.pool_ = std::make_unique<google::protobuf::DescriptorPool>();
  for (const auto& file : set.file()) {
    if (out.pool_->BuildFile(file) == nullptr) return absl::InvalidArgumentError(file.name() + " does not build");
  }
  return out;
}

std::string Comments::Of(const google::protobuf::MethodDescriptor& method) const {
  return LeadingComment(pool_->FindMethodByName(method.full_name()));
}
std::string Comments::Of(const google::protobuf::Descriptor& type) const {
  return LeadingComment(pool_->FindMessageTypeByName(type.full_name()));
}
std::string Comments::Of(const google::protobuf::FieldDescriptor& field) const {
  return LeadingComment(pool_->FindFieldByName(field.full_name()));
}
std::string Comments::Of(const google::protobuf::EnumDescriptor& type) const {
  return LeadingComment(pool_->FindEnumTypeByName(type.full_name()));
}
std::string Comments::Of(const google::protobuf::ServiceDescriptor& service) const {
  return LeadingComment(pool_->FindServiceByName(service.full_name()));
}

}  // namespace mimamori::http
