// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::platform::rpc {

google::protobuf::Timestamp ToTimestamp(absl::Time time);
// MISSING_FIELD when unset, MALFORMED_TIME when out of the range of RFC 3339 (years 1–9999).
absl::StatusOr<absl::Time> ParseTimestamp(bool present, const google::protobuf::Timestamp& time, std::string_view field);

// Keyset pagination. `page_size` 0 means `usual`; more than `most` is cut to it; negative: BAD_PAGE_SIZE.
absl::StatusOr<int> ParsePageSize(int page_size, int usual = 50, int most = 500);

// Page and resume tokens: the key of the last row, sealed and bound to the caller (subject) and to the question (a
// fingerprint of the filter), so that a token can't be used by another person or for another list.
class PageTokens {
 public:
  explicit PageTokens(Secret key) : key_(std::move(key)) {}
  std::string Seal(std::string_view position, std::string_view subject, std::string_view question) const;
  // Empty token: an empty position. BAD_PAGE_TOKEN.
  absl::StatusOr<std::string> Open(std::string_view token, std::string_view subject, std::string_view question) const;

 private:
  Secret key_;
};

}  // namespace mimamori::platform::rpc
