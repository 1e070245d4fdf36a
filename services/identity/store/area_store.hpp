// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/account.hpp"
#include "services/identity/domain/area.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::identity {

struct ImportedAreas {
  int added = 0;
  int changed = 0;
  int unchanged = 0;
};

class AreaStore {
 public:
  virtual ~AreaStore() = default;
  // By code, those after `after` ("" for all), at most `limit`.
  virtual absl::StatusOr<std::vector<Area>> List(absl::Time deadline, const std::string& after, int limit) = 0;
  virtual absl::StatusOr<Prefectures> GetPrefectures(absl::Time deadline) = 0;
  // All of them or none. PERMISSION_DENIED: NOT_AN_ADMINISTRATOR, WHOLE_INSTALLATION_ONLY, by `actor`'s own account as it
  // is now. The payload of `audit` is made here.
  virtual absl::StatusOr<ImportedAreas> Import(absl::Time deadline, const AccountId& actor,
                                               const std::vector<Area>& areas,
                                               platform::postgres::AuditEntry audit) = 0;
};

}  // namespace mimamori::identity
