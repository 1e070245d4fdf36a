// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/escaping.h"
#include "gateways/http/json.hpp"

namespace mimamori::http {
namespace {

namespace pb = google::protobuf;
using pb::FieldDescriptor;

constexpr char kWrappers[] = "google/protobuf/wrappers.proto";

void AppendText(std::string_view text, std::string& out) {
  out += '"';
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f) continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    if (byte == '"' || byte == '\\') {
      out.append({'\\', text[i]});
    } else if (byte == '\n') {
      out += "\\n";
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    }
  }
  out.append(text, plain);
  out += '"';
}

template <class Float>
void AppendFloat(Float value, std::string& out) {
  if (std::isfinite(value)) {
    fmt::format_to(std::back_inserter(out), "{}", value);
  } else {
    out += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  }
}

class Printer {
 public:
  explicit Printer(std::string& out) : out_(out) {}

  void Object(const pb::Message& message, const std::vector<const FieldDescriptor*>& left_out) {
    const pb::Descriptor& type = *message.GetDescriptor();
    const pb::Reflection& reflection = *message.GetReflection();
    char separator = '{';
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.has_presence() && !reflection.HasField(message, &field)) continue;
      if (std::find(left_out.begin(), left_out.end(), &field) != left_out.end()) continue;
      out_.append({std::exchange(separator, ','), '"'}).append(field.json_name()).append("\":");
      if (field.is_repeated()) {
        List(message, reflection, field);
      } else {
        Value(message, reflection, field);
      }
    }
    out_ += separator == '{' ? "{}" : "}";
  }

 private:
  void List(const pb::Message& message, const pb::Reflection& reflection, const FieldDescriptor& field) {
    const int size = reflection.FieldSize(message, &field);
    out_ += '[';
    for (int i = 0; i < size; ++i) {
      if (i > 0) out_ += ',';
      Element(message, reflection, field, i);
    }
    out_ += ']';
  }

  void Value(const pb::Message& message, const pb::Reflection& reflection, const FieldDescriptor& field) {
    std::string scratch;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: return Integer(reflection.GetInt32(message, &field));
      case FieldDescriptor::CPPTYPE_INT64: return Long(reflection.GetInt64(message, &field));
      case FieldDescriptor::CPPTYPE_UINT32: return Integer(reflection.GetUInt32(message, &field));
      case FieldDescriptor::CPPTYPE_UINT64: return Long(reflection.GetUInt64(message, &field));
      case FieldDescriptor::CPPTYPE_DOUBLE: return AppendFloat(reflection.GetDouble(message, &field), out_);
      case FieldDescriptor::CPPTYPE_FLOAT: return AppendFloat(reflection.GetFloat(message, &field), out_);
      case FieldDescriptor::CPPTYPE_BOOL: return Boolean(reflection.GetBool(message, &field));
      case FieldDescriptor::CPPTYPE_ENUM: return Enum(field, reflection.GetEnumValue(message, &field));
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(field, reflection.GetStringReference(message, &field, &scratch));
      case FieldDescriptor::CPPTYPE_MESSAGE: return Below(reflection.GetMessage(message, &field));
    }
  }

  void Element(const pb::Message& message, const pb::Reflection& reflection, const FieldDescriptor& field, int i) {
    std::string scratch;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: return Integer(reflection.GetRepeatedInt32(message, &field, i));
      case FieldDescriptor::CPPTYPE_INT64: return Long(reflection.GetRepeatedInt64(message, &field, i));
      case FieldDescriptor::CPPTYPE_UINT32: return Integer(reflection.GetRepeatedUInt32(message, &field, i));
      case FieldDescriptor::CPPTYPE_UINT64: return Long(reflection.GetRepeatedUInt64(message, &field, i));
      case FieldDescriptor::CPPTYPE_DOUBLE: return AppendFloat(reflection.GetRepeatedDouble(message, &field, i), out_);
      case FieldDescriptor::CPPTYPE_FLOAT: return AppendFloat(reflection.GetRepeatedFloat(message, &field, i), out_);
      case FieldDescriptor::CPPTYPE_BOOL: return Boolean(reflection.GetRepeatedBool(message, &field, i));
      case FieldDescriptor::CPPTYPE_ENUM: return Enum(field, reflection.GetRepeatedEnumValue(message, &field, i));
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(field, reflection.GetRepeatedStringReference(message, &field, i, &scratch));
      case FieldDescriptor::CPPTYPE_MESSAGE: return Below(reflection.GetRepeatedMessage(message, &field, i));
    }
  }

  template <class Number>
  void Integer(Number number) {
    const fmt::format_int digits(number);
    out_.append(digits.data(), digits.size());
  }
  template <class Number>
  void Long(Number number) {
    out_ += '"';
    Integer(number);
    out_ += '"';
  }
  void Boolean(bool value) { out_ += value ? "true" : "false"; }

  void Enum(const FieldDescriptor& field, int number) {
    // A number that a newer service knows, and we don't.
    const pb::EnumValueDescriptor* const value = field.enum_type()->FindValueByNumber(number);
    if (value == nullptr) return Integer(number);
    out_.append("\"").append(value->name()).append("\"");
  }

  void Text(const FieldDescriptor& field, const std::string& text) {
    if (field.type() != FieldDescriptor::TYPE_BYTES) return AppendText(text, out_);
    out_.append("\"").append(absl::Base64Escape(absl::string_view(text))).append("\"");
  }

  void Below(const pb::Message& message) {
    const pb::Descriptor& type = *message.GetDescriptor();
    if (type.full_name() == "google.protobuf.Timestamp") {
      return AppendText(pb::util::TimeUtil::ToString(static_cast<const pb::Timestamp&>(message)), out_);
    }
    if (type.full_name() == "google.protobuf.Duration") {
      return AppendText(pb::util::TimeUtil::ToString(static_cast<const pb::Duration&>(message)), out_);
    }
    if (type.file()->name() == kWrappers) return Value(message, *message.GetReflection(), *type.field(0));
    Object(message, {});
  }

  std::string& out_;
};

absl::Status Check(const pb::Descriptor& type, std::set<const pb::Descriptor*>& above) {
  static const std::set<std::string> kCarried = {"google/protobuf/timestamp.proto", "google/protobuf/duration.proto",
                                                 kWrappers};
  if (kCarried.contains(type.file()->name())) return absl::OkStatus();
  if (!above.insert(&type).second || type.file()->package() == "google.protobuf") {
    return absl::InvalidArgumentError(fmt::format("{} has no JSON here", type.full_name()));
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.is_map() || field.type() == FieldDescriptor::TYPE_GROUP) {
      return absl::InvalidArgumentError(fmt::format("{} has no JSON here", field.full_name()));
    }
    if (field.message_type() == nullptr) continue;
    if (absl::Status below = Check(*field.message_type(), above); !below.ok()) return below;
  }
  above.erase(&type);
  return absl::OkStatus();
}

}  // namespace

std::string PrintJson(const pb::Message& message, const std::vector<const FieldDescriptor*>& left_out) {
  std::string out;
  out.reserve(256);
  Printer(out).Object(message, left_out);
  return out;
}

absl::Status CheckCarriesJson(const pb::Descriptor& type) {
  std::set<const pb::Descriptor*> above;
  return Check(type, above);
}

}  // namespace mimamori::http
