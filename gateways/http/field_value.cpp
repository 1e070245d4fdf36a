// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/field_value.hpp"

#include <fmt/format.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "absl/strings/escaping.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::http {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;

template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return value;
}

std::optional<bool> ParseBool(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<std::string> ParseBytes(std::string_view text) {
  std::string out;
  const absl::string_view view(text.data(), text.size());
  if (absl::Base64Unescape(view, &out) || absl::WebSafeBase64Unescape(view, &out)) return out;
  return std::nullopt;
}

std::optional<int> ParseEnum(const FieldDescriptor& field, std::string_view text) {
  const pb::EnumDescriptor& type = *field.enum_type();
  if (const auto* value = type.FindValueByName(std::string(text))) return value->number();
  const auto number = ParseNumber<int>(text);
  return number && type.FindValueByNumber(*number) != nullptr ? number : std::nullopt;
}

// Writes one scalar through Set or Add, as the field asks.
class Writer {
 public:
  Writer(pb::Message& message, const FieldDescriptor& field)
      : message_(message), reflection_(*message.GetReflection()), field_(field) {}

  bool Write(std::string_view text) {
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Put(ParseNumber<int32_t>(text), &pb::Reflection::SetInt32, &pb::Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return Put(ParseNumber<int64_t>(text), &pb::Reflection::SetInt64, &pb::Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return Put(ParseNumber<uint32_t>(text), &pb::Reflection::SetUInt32, &pb::Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return Put(ParseNumber<uint64_t>(text), &pb::Reflection::SetUInt64, &pb::Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return Put(ParseNumber<double>(text), &pb::Reflection::SetDouble, &pb::Reflection::AddDouble);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Put(ParseNumber<float>(text), &pb::Reflection::SetFloat, &pb::Reflection::AddFloat);
      case FieldDescriptor::CPPTYPE_BOOL:
        return Put(ParseBool(text), &pb::Reflection::SetBool, &pb::Reflection::AddBool);
      case FieldDescriptor::CPPTYPE_ENUM:
        return Put(ParseEnum(field_, text), &pb::Reflection::SetEnumValue, &pb::Reflection::AddEnumValue);
      case FieldDescriptor::CPPTYPE_STRING:
        return Put(field_.type() == FieldDescriptor::TYPE_BYTES ? ParseBytes(text) : std::optional(std::string(text)),
                   &pb::Reflection::SetString, &pb::Reflection::AddString);
      case FieldDescriptor::CPPTYPE_MESSAGE: return WriteMessage(text);
    }
    return false;
  }

 private:
  template <class Value, class Given>
  bool Put(std::optional<Value> value,
           void (pb::Reflection::*set)(pb::Message*, const FieldDescriptor*, Given) const,
           void (pb::Reflection::*add)(pb::Message*, const FieldDescriptor*, Given) const) {
    if (!value) return false;
    (reflection_.*(field_.is_repeated() ? add : set))(&message_, &field_, *std::move(value));
    return true;
  }

  bool WriteMessage(std::string_view text) {
    pb::Message* below = field_.is_repeated() ? reflection_.AddMessage(&message_, &field_)
                                              : reflection_.MutableMessage(&message_, &field_);
    if (auto* time = dynamic_cast<pb::Timestamp*>(below)) {
      return pb::util::TimeUtil::FromString(std::string(text), time);
    }
    if (auto* duration = dynamic_cast<pb::Duration*>(below)) {
      return pb::util::TimeUtil::FromString(std::string(text), duration);
    }
    const pb::Descriptor& type = *below->GetDescriptor();
    if (type.file()->name() != "google/protobuf/wrappers.proto") return false;
    return Writer(*below, *type.field(0)).Write(text);
  }

  pb::Message& message_;
  const pb::Reflection& reflection_;
  const FieldDescriptor& field_;
};

pb::Message* Holder(pb::Message& message, const FieldPath& path) {
  pb::Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) at = at->GetReflection()->MutableMessage(at, path[i]);
  return at;
}

}  // namespace

std::string NameOf(const FieldPath& path) {
  std::string out;
  for (const FieldDescriptor* field : path) {
    if (!out.empty()) out += '.';
    out += field->name();
  }
  return out;
}

bool SetText(pb::Message& message, const FieldDescriptor& field, std::string_view text) {
  return Writer(message, field).Write(text);
}

absl::Status SetField(pb::Message& message, const FieldPath& path, std::string_view text) {
  if (!platform::IsUtf8(text)) {
    return platform::BadField(NameOf(path), "TEXT_NOT_PLAIN", fmt::format("{} is not UTF-8", NameOf(path)));
  }
  if (!SetText(*Holder(message, path), *path.back(), text)) {
    return platform::BadField(NameOf(path), "BAD_VALUE", fmt::format("{} has a value of another type", NameOf(path)));
  }
  return absl::OkStatus();
}

std::string TextOf(const pb::Message& message, const FieldPath& path) {
  const pb::Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) at = &at->GetReflection()->GetMessage(*at, path[i]);
  const FieldDescriptor& field = *path.back();
  const pb::Reflection& reflection = *at->GetReflection();
  if (field.is_repeated()) return "";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return fmt::to_string(reflection.GetInt32(*at, &field));
    case FieldDescriptor::CPPTYPE_INT64: return fmt::to_string(reflection.GetInt64(*at, &field));
    case FieldDescriptor::CPPTYPE_UINT32: return fmt::to_string(reflection.GetUInt32(*at, &field));
    case FieldDescriptor::CPPTYPE_UINT64: return fmt::to_string(reflection.GetUInt64(*at, &field));
    case FieldDescriptor::CPPTYPE_BOOL: return reflection.GetBool(*at, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM: return reflection.GetEnum(*at, &field)->name();
    case FieldDescriptor::CPPTYPE_STRING: return reflection.GetString(*at, &field);
    default: return "";
  }
}

}  // namespace mimamori::http
