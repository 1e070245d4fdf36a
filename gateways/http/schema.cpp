// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/schema.hpp"

#include "mimamori/rpc/v1/annotations.pb.h"

namespace mimamori::http {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using Json = Schemas::Json;

// "visit.v1.Stay": the organisation's own prefix says nothing.
std::string ShortName(const std::string& full_name) {
  static constexpr std::string_view kPrefix = "mimamori.";
  return full_name.starts_with(kPrefix) ? full_name.substr(kPrefix.size()) : full_name;
}

Json ReferenceTo(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

// Messages that proto3 JSON writes as a plain value; null for any other.
Json WellKnown(const std::string& full_name) {
  if (full_name == "google.protobuf.Timestamp") return {{"type", "string"}, {"format", "date-time"}};
  if (full_name == "google.protobuf.Duration") return {{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]+)?s$"}};
  return nullptr;
}

bool IsCookie(const FieldDescriptor& field) {
  return field.options().HasExtension(rpc::v1::from_cookie) || field.options().HasExtension(rpc::v1::set_cookie);
}

}  // namespace

Json Schemas::Value(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_DOUBLE: return {{"type", "number"}, {"format", "double"}};
    case FieldDescriptor::TYPE_FLOAT: return {{"type", "number"}, {"format", "float"}};
    case FieldDescriptor::TYPE_BOOL: return {{"type", "boolean"}};
    case FieldDescriptor::TYPE_STRING: return {{"type", "string"}};
    case FieldDescriptor::TYPE_BYTES: return {{"type", "string"}, {"contentEncoding", "base64"}};
    case FieldDescriptor::TYPE_ENUM: return Reference(*field.enum_type());
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP: return Reference(*field.message_type());
    default: break;
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return {{"type", "integer"}, {"format", "int32"}};
    case FieldDescriptor::CPPTYPE_UINT32: return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
    case FieldDescriptor::CPPTYPE_INT64: return {{"type", "string"}, {"format", "int64"}};
    default: return {{"type", "string"}, {"format", "uint64"}};
  }
}

Json Schemas::Field(const FieldDescriptor& field) {
  Json out = field.is_repeated() ? Json{{"type", "array"}, {"items", Value(field)}} : Value(field);
  const std::string comment = comments_.Of(field);
  if (!comment.empty()) out["description"] = comment;
  return out;
}

Json Schemas::Reference(const google::protobuf::EnumDescriptor& type) {
  const std::string name = ShortName(type.full_name());
  if (!components_.contains(name)) {
    Json values = Json::array();
    for (int i = 0; i < type.value_count(); ++i) values.push_back(type.value(i)->name());
    Json schema{{"type", "string"}, {"enum", values}};
    const std::string comment = comments_.Of(type);
    if (!comment.empty()) schema["description"] = comment;
    components_[name] = std::move(schema);
  }
  return ReferenceTo(name);
}

Json Schemas::Reference(const Descriptor& type) {
  if (Json known = WellKnown(type.full_name()); !known.is_null()) return known;
  if (type.file()->name() == "google/protobuf/wrappers.proto") return Value(*type.field(0));
  const std::string name = ShortName(type.full_name());
  if (!components_.contains(name)) {
    components_[name] = Json::object();  // a message may hold itself
    Json schema = Object(type);
    components_[name] = std::move(schema);
  }
  return ReferenceTo(name);
}

Json Schemas::Object(const Descriptor& type, const Fields& left_out) {
  Json properties = Json::object();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!IsCookie(field) && !left_out.contains(&field)) properties[field.json_name()] = Field(field);
  }
  Json out{{"type", "object"}};
  const std::string comment = comments_.Of(type);
  if (!comment.empty()) out["description"] = comment;
  out["properties"] = std::move(properties);
  out["additionalProperties"] = false;
  return out;
}

}  // namespace mimamori::http
