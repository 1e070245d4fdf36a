// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/device_store.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kTrusted{"observation.trusted",
                             "SELECT trusted FROM devices WHERE device_id = $1 AND case_id = $2 AND NOT revoked"};

}  // namespace

absl::StatusOr<std::optional<bool>> DeviceStore::Trusted(absl::Time deadline, const std::string& device,
                                                         const CaseId& case_id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kTrusted, Params().Text(device).Uuid(case_id.uuid())));
  if (rows.empty()) return std::nullopt;
  return rows.Bool(0, 0);
}

std::vector<Statement> DeviceStore::Statements() { return {kTrusted}; }

}  // namespace mimamori::observation
