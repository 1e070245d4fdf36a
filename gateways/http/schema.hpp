// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/descriptor.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "gateways/http/comments.hpp"

namespace mimamori::http {

// JSON Schemas (2020-12, as OpenAPI 3.1 has them) of messages in the proto3 JSON mapping. Named types are collected under
// components/schemas.
class Schemas {
 public:
  using Json = nlohmann::ordered_json;
  using Fields = std::set<const google::protobuf::FieldDescriptor*>;

  explicit Schemas(const Comments& comments) : comments_(comments) {}

  Json Field(const google::protobuf::FieldDescriptor& field);  // with its description
  Json Reference(const google::protobuf::Descriptor& type);
  // Without cookie fields, and without `left_out`.
  Json Object(const google::protobuf::Descriptor& type, const Fields& left_out = {});

  Json Take() { return std::move(components_); }

 private:
  Json Value(const google::protobuf::FieldDescriptor& field);
  Json Reference(const google::protobuf::EnumDescriptor& type);

  const Comments& comments_;
  Json components_ = Json::object();
};

}  // namespace mimamori::http
