// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace mimamori::platform::postgres {

// Reads a policy's JSON body field by field. Every failure is FAILED_PRECONDITION (POLICY_MALFORMED) and names the field:
// a policy that can't be read is never replaced by a default.
class PolicyBody {
 public:
  explicit PolicyBody(const std::string& json);
  ~PolicyBody();
  PolicyBody(PolicyBody&&) noexcept;

  absl::StatusOr<int> Int(const std::string& field, int least, int most) const;
  absl::StatusOr<bool> Bool(const std::string& field) const;
  absl::StatusOr<std::string> Text(const std::string& field, size_t most_bytes) const;

 private:
  struct Json;
  std::unique_ptr<Json> json_;
};

}  // namespace mimamori::platform::postgres
