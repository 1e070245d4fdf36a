// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

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
  absl::StatusOr<double> Number(const std::string& field, double least, double most) const;
  absl::StatusOr<bool> Bool(const std::string& field) const;
  absl::StatusOr<std::string> Text(const std::string& field, size_t most_bytes) const;
  absl::StatusOr<std::vector<std::string>> Texts(const std::string& field, size_t most_bytes) const;
  absl::StatusOr<PolicyBody> Object(const std::string& field) const;
  absl::StatusOr<std::vector<PolicyBody>> Objects(const std::string& field) const;
  // Of every field there is.
  absl::StatusOr<std::map<std::string, int>> Ints(int least, int most) const;

 private:
  struct Json;
  explicit PolicyBody(std::unique_ptr<Json> json);
  std::unique_ptr<Json> json_;
};

// INVALID_ARGUMENT (field body, MALFORMED_POLICY) for anything but a JSON object.
absl::Status CheckPolicyObject(const std::string& json);

}  // namespace mimamori::platform::postgres
