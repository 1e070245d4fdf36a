// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "google/api/annotations.pb.h"
#include "mimamori/rpc/v1/annotations.pb.h"

namespace mimamori::tests {

// Everything that our own protos declare, with comments, from the descriptor set that the build makes.
std::vector<const google::protobuf::FileDescriptor*> Files();
std::vector<const google::protobuf::ServiceDescriptor*> Services();
std::vector<const google::protobuf::MethodDescriptor*> Methods();
std::vector<const google::protobuf::Descriptor*> Messages();  // nested ones too, map entries not
std::vector<const google::protobuf::FieldDescriptor*> Fields();
std::vector<const google::protobuf::EnumDescriptor*> Enums();

// The comment before or behind a declaration; empty when there is none.
template <class Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return "";
  return location.leading_comments + location.trailing_comments;
}

inline const rpc::v1::Access& AccessOf(const google::protobuf::MethodDescriptor& method) {
  return method.options().GetExtension(rpc::v1::access);
}

struct Route {
  std::string verb;  // "GET", "POST"; empty when the method has none
  std::string path;  // "/v1/exposures/{exposure_id}:approve"
  bool creates() const { return verb == "POST" && path.find(':') == std::string::npos; }
};
Route RouteOf(const google::protobuf::MethodDescriptor& method);

}  // namespace mimamori::tests
