// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/wire.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::rpc {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z

// The length keeps ("ab", "c") and ("a", "bc") apart.
std::string Bound(std::string_view subject, std::string_view question) {
  return fmt::format("mimamori.page.v1:{}:{}{}", subject.size(), subject, question);
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp out;
  const int64_t seconds = absl::ToUnixSeconds(time);  // rounds down, so that nanos is never negative
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return out;
}

absl::StatusOr<absl::Time> ParseTimestamp(bool present, const google::protobuf::Timestamp& time,
                                          std::string_view field) {
  if (!present) return BadField(field, "MISSING_FIELD", fmt::format("{} is required", field));
  if (time.seconds() < kFirstSecond || time.seconds() > kLastSecond || time.nanos() < 0 || time.nanos() > 999'999'999) {
    return BadField(field, "MALFORMED_TIME", fmt::format("{} is not a time between the years 1 and 9999", field));
  }
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::StatusOr<int> ParsePageSize(int page_size, int usual, int most) {
  if (page_size < 0) return BadField("page_size", "BAD_PAGE_SIZE", "page_size is not negative");
  return page_size == 0 ? usual : std::min(page_size, most);
}

std::string PageTokens::Seal(std::string_view position, std::string_view subject, std::string_view question) const {
  return crypto::ToBase64Url(crypto::Encrypt(key_, position, Bound(subject, question)));
}

absl::StatusOr<std::string> PageTokens::Open(std::string_view token, std::string_view subject,
                                             std::string_view question) const {
  if (token.empty()) return std::string();
  const auto sealed = crypto::FromBase64Url(token);
  if (sealed.ok()) {
    auto position = crypto::Decrypt(key_, *sealed, Bound(subject, question));
    if (position.ok()) return position;
  }
  return BadField("page_token", "BAD_PAGE_TOKEN", "page_token does not belong to this list; start from its beginning");
}

}  // namespace mimamori::platform::rpc
