// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// What is believed of patients' devices. Failures are those of the pool.
class DeviceStore {
 public:
  explicit DeviceStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Whether the device may calm as well as raise. nullopt: it doesn't report for that case, not any more or never.
  absl::StatusOr<std::optional<bool>> Trusted(absl::Time deadline, const std::string& device, const CaseId& case_id);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
