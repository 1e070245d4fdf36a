// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "gateways/http/field_value.hpp"
#include "gateways/http/json.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::http {
namespace {

namespace pb = google::protobuf;
using nlohmann::json;
using pb::FieldDescriptor;
using platform::BadField;

// Where in the body we are, as a chain up to the outermost object; written out only for a failure.
struct Place {
  const Place* above = nullptr;
  std::string_view name = {};
  std::optional<size_t> index = std::nullopt;

  std::string ToString() const {
    if (above == nullptr) return "";
    if (index) return fmt::format("{}[{}]", above->ToString(), *index);
    const std::string before = above->ToString();
    return before.empty() ? std::string(name) : fmt::format("{}.{}", before, name);
  }
};

absl::Status BadValue(const Place& place) {
  const std::string field = place.ToString();
  return BadField(field, "BAD_VALUE", fmt::format("{} has a value of another type or range", field));
}

// A field's name may be told back; whatever else stands in its place may be anything.
absl::Status UnknownField(const Place& place) {
  constexpr std::string_view kHarmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  const bool harmless = !place.name.empty() && place.name.size() <= 100 &&
                        place.name.find_first_not_of(kHarmless) == std::string_view::npos;
  const std::string field = harmless ? place.ToString() : "";
  return BadField(field, "UNKNOWN_FIELD", fmt::format("there is no field {}", harmless ? field : "of that name"));
}

const FieldDescriptor* FindNamed(const pb::Descriptor& type, std::string_view name) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    if (field->json_name() == name || field->name() == name) return field;
  }
  return nullptr;
}

// A JSON number for an integer field: 7, 7.0 and 7e0 are the same.
template <class Integer>
std::optional<Integer> ToInteger(const json& value) {
  using Limits = std::numeric_limits<Integer>;
  const auto within = [](auto number) {
    return std::in_range<Integer>(number) ? std::optional(static_cast<Integer>(number)) : std::nullopt;
  };
  if (value.is_number_unsigned()) return within(*value.get_ptr<const uint64_t*>());
  if (value.is_number_integer()) return within(*value.get_ptr<const int64_t*>());
  const double* const number = value.get_ptr<const double*>();
  if (number == nullptr || std::trunc(*number) != *number) return std::nullopt;
  // The largest may round up to a power of two that is one too many, so that the upper bound is open.
  const double end = std::ldexp(1.0, Limits::digits);
  if (*number < static_cast<double>(Limits::min()) || *number >= end) return std::nullopt;
  return static_cast<Integer>(*number);
}

// A deep body does no harm: the calls follow the message types, which hold no type inside itself (CheckCarriesJson).
absl::Status ReadObject(const json& value, const Place& place, pb::Message& message);

// Sets one scalar, or adds it to a repeated field.
class Scalar {
 public:
  Scalar(const json& value, pb::Message& message, const FieldDescriptor& field)
      : value_(value), message_(message), field_(field), reflection_(*message.GetReflection()) {}

  bool Read() {
    const bool text = value_.is_string();
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return text ? Text() : Put(ToInteger<int32_t>(value_), &pb::Reflection::SetInt32, &pb::Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return text ? Text() : Put(ToInteger<int64_t>(value_), &pb::Reflection::SetInt64, &pb::Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return text ? Text() : Put(ToInteger<uint32_t>(value_), &pb::Reflection::SetUInt32, &pb::Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return text ? Text() : Put(ToInteger<uint64_t>(value_), &pb::Reflection::SetUInt64, &pb::Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return text ? Text() : Put(Number(), &pb::Reflection::SetDouble, &pb::Reflection::AddDouble);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return text ? Text() : Put(Float(), &pb::Reflection::SetFloat, &pb::Reflection::AddFloat);
      case FieldDescriptor::CPPTYPE_BOOL:
        return Put(value_.is_boolean() ? std::optional(*value_.get_ptr<const bool*>()) : std::nullopt, &pb::Reflection::SetBool,
                   &pb::Reflection::AddBool);
      case FieldDescriptor::CPPTYPE_ENUM: return text ? Text() : Enum();
      case FieldDescriptor::CPPTYPE_STRING: return text && Text();
      case FieldDescriptor::CPPTYPE_MESSAGE: return text && Text();  // Timestamp and Duration
    }
    return false;
  }

 private:
  template <class Value, class Given>
  bool Put(std::optional<Value> value, void (pb::Reflection::*set)(pb::Message*, const FieldDescriptor*, Given) const,
           void (pb::Reflection::*add)(pb::Message*, const FieldDescriptor*, Given) const) {
    if (!value) return false;
    (reflection_.*(field_.is_repeated() ? add : set))(&message_, &field_, *value);
    return true;
  }
  bool Text() {
    return SetText(message_, field_, *value_.get_ptr<const std::string*>());
  }
  bool Enum() {
    const auto number = ToInteger<int32_t>(value_);
    if (!number || field_.enum_type()->FindValueByNumber(*number) == nullptr) return false;
    return Put(number, &pb::Reflection::SetEnumValue, &pb::Reflection::AddEnumValue);
  }
  std::optional<double> Number() const {
    return value_.is_number() ? std::optional(value_.get<double>()) : std::nullopt;
  }
  std::optional<float> Float() const {
    const auto number = Number();
    if (!number || std::abs(*number) > std::numeric_limits<float>::max()) return std::nullopt;
    return static_cast<float>(*number);
  }

  const json& value_;
  pb::Message& message_;
  const FieldDescriptor& field_;
  const pb::Reflection& reflection_;
};

bool IsPlainMessage(const FieldDescriptor& field) {
  return field.message_type() != nullptr && field.message_type()->file()->package() != "google.protobuf";
}

bool IsWrapper(const FieldDescriptor& field) {
  return field.message_type() != nullptr && field.message_type()->file()->name() == "google/protobuf/wrappers.proto";
}

// One value into a singular field, or onto the end of a repeated one.
absl::Status ReadOne(const json& value, const Place& place, pb::Message& message, const FieldDescriptor& field) {
  if (!IsPlainMessage(field) && !IsWrapper(field)) {
    return Scalar(value, message, field).Read() ? absl::OkStatus() : BadValue(place);
  }
  const pb::Reflection& reflection = *message.GetReflection();
  pb::Message& below = *(field.is_repeated() ? reflection.AddMessage(&message, &field)
                                             : reflection.MutableMessage(&message, &field));
  if (IsPlainMessage(field)) return ReadObject(value, place, below);
  return Scalar(value, below, *below.GetDescriptor()->field(0)).Read() ? absl::OkStatus() : BadValue(place);
}

absl::Status ReadField(const json& value, const Place& place, pb::Message& message,
                       const FieldDescriptor& field) {
  if (value.is_null()) return absl::OkStatus();
  if (!field.is_repeated()) return ReadOne(value, place, message, field);
  if (!value.is_array()) return BadValue(place);
  for (size_t i = 0; i < value.size(); ++i) {
    RETURN_IF_ERROR(ReadOne(value[i], Place{.above = &place, .index = i}, message, field));
  }
  return absl::OkStatus();
}

absl::Status ReadObject(const json& value, const Place& place, pb::Message& message) {
  const json::object_t* const object = value.get_ptr<const json::object_t*>();
  if (object == nullptr) return BadValue(place);
  for (const auto& [name, member] : *object) {
    const FieldDescriptor* const field = FindNamed(*message.GetDescriptor(), name);
    if (field == nullptr) return UnknownField(Place{.above = &place, .name = name});
    RETURN_IF_ERROR(ReadField(member, Place{.above = &place, .name = field->name()}, message, *field));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ParseJson(std::string_view body, pb::Message& message) {
  if (!platform::IsUtf8(body)) return BadField("", "TEXT_NOT_PLAIN", "the body is not UTF-8");
  const json value = json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) return BadField("", "MALFORMED_JSON", "the body is not a JSON object");
  return ReadObject(value, Place(), message);
}

}  // namespace mimamori::http
