// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <endian.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

// PostgreSQL's binary format, as its *_send and *_recv functions write and read it: big-endian, times in microseconds
// and days counted from 2000-01-01, arrays with a header of dimensions and the element's type.
namespace mimamori::platform::postgres::wire {

// Numbers of pg_type.dat; they never change.
inline constexpr uint32_t kBool = 16, kBytea = 17, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25,
                          kJson = 114, kUnknown = 705, kBpchar = 1042, kVarchar = 1043, kDate = 1082,
                          kTimestamptz = 1184, kUuid = 2950, kJsonb = 3802;
inline constexpr uint32_t kBoolArray = 1000, kByteaArray = 1001, kInt2Array = 1005, kInt4Array = 1007,
                          kTextArray = 1009, kVarcharArray = 1015, kInt8Array = 1016, kDateArray = 1182,
                          kTimestamptzArray = 1185, kUuidArray = 2951;
inline constexpr uint32_t kFirstOfUsers = 16384;  // enums, domains and extension types come after

inline constexpr int64_t kEpochMicros = 946684800LL * 1000000;  // 2000-01-01T00:00:00Z after 1970
inline constexpr absl::CivilDay kEpochDay(2000, 1, 1);
inline constexpr uint8_t kJsonbVersion = 1;

// Every type that goes over the wire as plain text.
inline bool IsTextual(uint32_t type) {
  return type == kText || type == kVarchar || type == kBpchar || type == kName || type == kUnknown ||
         type >= kFirstOfUsers;
}

inline void Append2(std::string& out, uint16_t value) {
  value = htobe16(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
inline void Append4(std::string& out, uint32_t value) {
  value = htobe32(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
inline void Append8(std::string& out, uint64_t value) {
  value = htobe64(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

inline int16_t Read2(const char* in) {
  uint16_t value;
  std::memcpy(&value, in, sizeof(value));
  return static_cast<int16_t>(be16toh(value));
}
inline int32_t Read4(const char* in) {
  uint32_t value;
  std::memcpy(&value, in, sizeof(value));
  return static_cast<int32_t>(be32toh(value));
}
inline int64_t Read8(const char* in) {
  uint64_t value;
  std::memcpy(&value, in, sizeof(value));
  return static_cast<int64_t>(be64toh(value));
}

// A time before or after what the server can hold is sent as the nearest number that it refuses (SQLSTATE 22008).
inline int64_t ToMicros(absl::Time time) {
  using Limits = std::numeric_limits<int64_t>;
  if (time == absl::InfiniteFuture()) return Limits::max();
  if (time == absl::InfinitePast()) return Limits::min();
  const int64_t micros = absl::ToUnixMicros(time);  // saturates
  if (micros == Limits::max()) return Limits::max() - 1;
  return micros <= Limits::min() + kEpochMicros ? Limits::min() + 1 : micros - kEpochMicros;
}
inline absl::Time FromMicros(int64_t micros) {
  using Limits = std::numeric_limits<int64_t>;
  if (micros == Limits::max()) return absl::InfiniteFuture();
  if (micros == Limits::min()) return absl::InfinitePast();
  return absl::FromUnixMicros(kEpochMicros) + absl::Microseconds(micros);
}

inline int32_t ToDays(absl::CivilDay day) {
  using Limits = std::numeric_limits<int32_t>;
  if (day == (absl::CivilDay::max)()) return Limits::max();
  if (day == (absl::CivilDay::min)()) return Limits::min();
  if (day.year() > 5'000'000) return Limits::max() - 1;  // refused by the server
  if (day.year() < -5'000'000) return Limits::min() + 1;
  return static_cast<int32_t>(day - kEpochDay);
}
inline absl::CivilDay FromDays(int32_t days) {
  using Limits = std::numeric_limits<int32_t>;
  if (days == Limits::max()) return (absl::CivilDay::max)();
  if (days == Limits::min()) return (absl::CivilDay::min)();
  return kEpochDay + days;
}

}  // namespace mimamori::platform::postgres::wire
