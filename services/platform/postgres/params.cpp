// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/connection.hpp"
#include "services/platform/postgres/wire.hpp"

namespace mimamori::platform::postgres {
namespace {

std::string_view View(const platform::Uuid& uuid) { return {reinterpret_cast<const char*>(uuid.data()), uuid.size()}; }

// Dimensions, has-nulls flag, element type; then size and lower bound. An empty array has no dimension.
std::string ArrayHeader(uint32_t element, size_t size, size_t bytes_per_element) {
  std::string out;
  out.reserve(20 + size * (4 + bytes_per_element));
  wire::Append4(out, size == 0 ? 0 : 1);
  wire::Append4(out, 0);
  wire::Append4(out, element);
  if (size == 0) return out;
  wire::Append4(out, static_cast<uint32_t>(size));
  wire::Append4(out, 1);
  return out;
}

std::string ArrayOfBytes(uint32_t element, std::span<const std::string> values) {
  size_t bytes = 0;
  for (const std::string& value : values) bytes += value.size();
  std::string out = ArrayHeader(element, values.size(), values.empty() ? 0 : bytes / values.size() + 1);
  for (const std::string& value : values) {
    wire::Append4(out, static_cast<uint32_t>(value.size()));
    out.append(value);
  }
  return out;
}

std::string One(void (*append)(std::string&, uint64_t), uint64_t value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace

Params& Params::Int8(int64_t value) {
  values_.push_back({wire::kInt8, false, One(wire::Append8, static_cast<uint64_t>(value))});
  return *this;
}

Params& Params::Int4(int32_t value) {
  std::string bytes;
  wire::Append4(bytes, static_cast<uint32_t>(value));
  values_.push_back({wire::kInt4, false, std::move(bytes)});
  return *this;
}

Params& Params::Int2(int16_t value) {
  std::string bytes;
  wire::Append2(bytes, static_cast<uint16_t>(value));
  values_.push_back({wire::kInt2, false, std::move(bytes)});
  return *this;
}

Params& Params::Bool(bool value) {
  values_.push_back({wire::kBool, false, std::string(1, value ? '\1' : '\0')});
  return *this;
}

Params& Params::Text(std::string_view value) {
  values_.push_back({wire::kText, false, std::string(value)});
  return *this;
}

Params& Params::Bytes(std::string_view value) {
  values_.push_back({wire::kBytea, false, std::string(value)});
  return *this;
}

Params& Params::Uuid(const platform::Uuid& value) {
  values_.push_back({wire::kUuid, false, std::string(View(value))});
  return *this;
}

Params& Params::Time(absl::Time value) {
  values_.push_back({wire::kTimestamptz, false, One(wire::Append8, static_cast<uint64_t>(wire::ToMicros(value)))});
  return *this;
}

Params& Params::Date(absl::CivilDay value) {
  std::string bytes;
  wire::Append4(bytes, static_cast<uint32_t>(wire::ToDays(value)));
  values_.push_back({wire::kDate, false, std::move(bytes)});
  return *this;
}

Params& Params::Json(std::string_view value) {
  std::string bytes(1, static_cast<char>(wire::kJsonbVersion));
  bytes.append(value);
  values_.push_back({wire::kJsonb, false, std::move(bytes)});
  return *this;
}

Params& Params::Null() {
  values_.push_back({0, true, {}});
  return *this;
}

Params& Params::Int8Array(std::span<const int64_t> values) {
  std::string out = ArrayHeader(wire::kInt8, values.size(), 8);
  for (const int64_t value : values) {
    wire::Append4(out, 8);
    wire::Append8(out, static_cast<uint64_t>(value));
  }
  values_.push_back({wire::kInt8Array, false, std::move(out)});
  return *this;
}

Params& Params::Int4Array(std::span<const int32_t> values) {
  std::string out = ArrayHeader(wire::kInt4, values.size(), 4);
  for (const int32_t value : values) {
    wire::Append4(out, 4);
    wire::Append4(out, static_cast<uint32_t>(value));
  }
  values_.push_back({wire::kInt4Array, false, std::move(out)});
  return *this;
}

Params& Params::Int2Array(std::span<const int16_t> values) {
  std::string out = ArrayHeader(wire::kInt2, values.size(), 2);
  for (const int16_t value : values) {
    wire::Append4(out, 2);
    wire::Append2(out, static_cast<uint16_t>(value));
  }
  values_.push_back({wire::kInt2Array, false, std::move(out)});
  return *this;
}

Params& Params::BoolArray(const std::vector<bool>& values) {
  std::string out = ArrayHeader(wire::kBool, values.size(), 1);
  for (const bool value : values) {
    wire::Append4(out, 1);
    out.push_back(value ? '\1' : '\0');
  }
  values_.push_back({wire::kBoolArray, false, std::move(out)});
  return *this;
}

Params& Params::TextArray(std::span<const std::string> values) {
  values_.push_back({wire::kTextArray, false, ArrayOfBytes(wire::kText, values)});
  return *this;
}

Params& Params::BytesArray(std::span<const std::string> values) {
  values_.push_back({wire::kByteaArray, false, ArrayOfBytes(wire::kBytea, values)});
  return *this;
}

Params& Params::UuidArray(std::span<const platform::Uuid> values) {
  std::string out = ArrayHeader(wire::kUuid, values.size(), 16);
  for (const platform::Uuid& value : values) {
    wire::Append4(out, 16);
    out.append(View(value));
  }
  values_.push_back({wire::kUuidArray, false, std::move(out)});
  return *this;
}

Params& Params::TimeArray(std::span<const absl::Time> values) {
  std::string out = ArrayHeader(wire::kTimestamptz, values.size(), 8);
  for (const absl::Time value : values) {
    wire::Append4(out, 8);
    wire::Append8(out, static_cast<uint64_t>(wire::ToMicros(value)));
  }
  values_.push_back({wire::kTimestamptzArray, false, std::move(out)});
  return *this;
}

Params& Params::DateArray(std::span<const absl::CivilDay> values) {
  std::string out = ArrayHeader(wire::kDate, values.size(), 4);
  for (const absl::CivilDay value : values) {
    wire::Append4(out, 4);
    wire::Append4(out, static_cast<uint32_t>(wire::ToDays(value)));
  }
  values_.push_back({wire::kDateArray, false, std::move(out)});
  return *this;
}

}  // namespace mimamori::platform::postgres
