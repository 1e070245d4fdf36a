// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "gateways/http/route_table.hpp"

namespace mimamori::http {

// Puts a text from a path, a query or a form into a field: numbers in decimal, booleans `true` or `false`, enums by name
// or number, bytes as base64 (either alphabet), Timestamp and Duration as in proto3 JSON, wrappers as their value. A
// repeated field gets one more element.
// INVALID_ARGUMENT with the field's proto path: BAD_VALUE, TEXT_NOT_PLAIN (not UTF-8).
absl::Status SetField(google::protobuf::Message& message, const FieldPath& path, std::string_view text);

// The same for one field of `message` itself and a text that is UTF-8; false for a value that is none of its type.
bool SetText(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field, std::string_view text);

// The value of a singular plain field as text, as SetField takes it; empty for a message or an unset one.
std::string TextOf(const google::protobuf::Message& message, const FieldPath& path);

// "stay.arrive_time"
std::string NameOf(const FieldPath& path);

}  // namespace mimamori::http
