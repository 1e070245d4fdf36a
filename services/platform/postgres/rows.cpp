// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "services/platform/postgres/connection.hpp"
#include "services/platform/postgres/wire.hpp"

namespace mimamori::platform::postgres {
namespace {

[[noreturn]] void Abort(const std::string& sentence) {
  fmt::print(stderr, "mimamori: {}\n", sentence);
  std::abort();
}

void CheckType(const PGresult* result, int column, uint32_t wanted) {
  const uint32_t actual = PQftype(result, column);
  if (actual == wanted) return;
  Abort(fmt::format("column {} ({}) has type {}, read as type {}", column, PQfname(result, column), actual, wanted));
}

// The bytes of a value that must be there.
std::string_view Value(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) Abort(fmt::format("column {} ({}) is NULL", column, PQfname(result, column)));
  return {PQgetvalue(result, row, column), static_cast<size_t>(PQgetlength(result, row, column))};
}

std::string_view Value(const PGresult* result, int row, int column, uint32_t type) {
  CheckType(result, column, type);
  return Value(result, row, column);
}

platform::Uuid ReadUuid(std::string_view bytes) {
  platform::Uuid uuid;
  std::memcpy(uuid.data(), bytes.data(), uuid.size());
  return uuid;
}

// Calls `take` with the bytes of each element.
template <class Take>
void ForEach(std::string_view array, Take take) {
  const char* at = array.data();
  const int32_t dimensions = wire::Read4(at);
  if (dimensions == 0) return;
  if (dimensions != 1) Abort("an array of more than one dimension was read");
  const int32_t size = wire::Read4(at + 12);
  at += 20;
  for (int32_t i = 0; i < size; ++i) {
    const int32_t length = wire::Read4(at);
    if (length < 0) Abort("an array with a NULL element was read");
    take(std::string_view(at + 4, static_cast<size_t>(length)));
    at += 4 + length;
  }
}

std::vector<std::string> Strings(std::string_view array) {
  std::vector<std::string> out;
  ForEach(array, [&](std::string_view bytes) { out.emplace_back(bytes); });
  return out;
}

}  // namespace

Rows::Rows(std::shared_ptr<pg_result> result) : result_(std::move(result)) {}

int Rows::size() const { return PQntuples(result_.get()); }

int64_t Rows::affected() const {
  const std::string_view text = PQcmdTuples(result_.get());
  int64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

bool Rows::IsNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

int64_t Rows::Int8(int row, int column) const {
  return wire::Read8(Value(result_.get(), row, column, wire::kInt8).data());
}

int32_t Rows::Int4(int row, int column) const {
  return wire::Read4(Value(result_.get(), row, column, wire::kInt4).data());
}

int16_t Rows::Int2(int row, int column) const {
  return wire::Read2(Value(result_.get(), row, column, wire::kInt2).data());
}

bool Rows::Bool(int row, int column) const { return Value(result_.get(), row, column, wire::kBool).front() != '\0'; }

std::string_view Rows::Text(int row, int column) const {
  if (!wire::IsTextual(PQftype(result_.get(), column))) CheckType(result_.get(), column, wire::kText);
  return Value(result_.get(), row, column);
}

std::string_view Rows::Bytes(int row, int column) const { return Value(result_.get(), row, column, wire::kBytea); }

platform::Uuid Rows::Uuid(int row, int column) const {
  return ReadUuid(Value(result_.get(), row, column, wire::kUuid));
}

absl::Time Rows::Time(int row, int column) const {
  return wire::FromMicros(wire::Read8(Value(result_.get(), row, column, wire::kTimestamptz).data()));
}

absl::CivilDay Rows::Date(int row, int column) const {
  return wire::FromDays(wire::Read4(Value(result_.get(), row, column, wire::kDate).data()));
}

std::string Rows::Json(int row, int column) const {
  if (PQftype(result_.get(), column) == wire::kJson) return std::string(Value(result_.get(), row, column));
  return std::string(Value(result_.get(), row, column, wire::kJsonb).substr(1));  // after the version
}

std::vector<int64_t> Rows::Int8Array(int row, int column) const {
  std::vector<int64_t> out;
  ForEach(Value(result_.get(), row, column, wire::kInt8Array),
          [&](std::string_view bytes) { out.push_back(wire::Read8(bytes.data())); });
  return out;
}

std::vector<int32_t> Rows::Int4Array(int row, int column) const {
  std::vector<int32_t> out;
  ForEach(Value(result_.get(), row, column, wire::kInt4Array),
          [&](std::string_view bytes) { out.push_back(wire::Read4(bytes.data())); });
  return out;
}

std::vector<int16_t> Rows::Int2Array(int row, int column) const {
  std::vector<int16_t> out;
  ForEach(Value(result_.get(), row, column, wire::kInt2Array),
          [&](std::string_view bytes) { out.push_back(wire::Read2(bytes.data())); });
  return out;
}

std::vector<bool> Rows::BoolArray(int row, int column) const {
  std::vector<bool> out;
  ForEach(Value(result_.get(), row, column, wire::kBoolArray),
          [&](std::string_view bytes) { out.push_back(bytes.front() != '\0'); });
  return out;
}

std::vector<std::string> Rows::TextArray(int row, int column) const {
  const uint32_t type = PQftype(result_.get(), column);
  if (type != wire::kVarcharArray) CheckType(result_.get(), column, wire::kTextArray);
  return Strings(Value(result_.get(), row, column));
}

std::vector<std::string> Rows::BytesArray(int row, int column) const {
  return Strings(Value(result_.get(), row, column, wire::kByteaArray));
}

std::vector<platform::Uuid> Rows::UuidArray(int row, int column) const {
  std::vector<platform::Uuid> out;
  ForEach(Value(result_.get(), row, column, wire::kUuidArray),
          [&](std::string_view bytes) { out.push_back(ReadUuid(bytes)); });
  return out;
}

std::vector<absl::Time> Rows::TimeArray(int row, int column) const {
  std::vector<absl::Time> out;
  ForEach(Value(result_.get(), row, column, wire::kTimestamptzArray),
          [&](std::string_view bytes) { out.push_back(wire::FromMicros(wire::Read8(bytes.data()))); });
  return out;
}

std::vector<absl::CivilDay> Rows::DateArray(int row, int column) const {
  std::vector<absl::CivilDay> out;
  ForEach(Value(result_.get(), row, column, wire::kDateArray),
          [&](std::string_view bytes) { out.push_back(wire::FromDays(wire::Read4(bytes.data()))); });
  return out;
}

}  // namespace mimamori::platform::postgres
