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
constexpr Statement kKeep{"observation.keep_device", R"sql(
  INSERT INTO devices AS d (device_id, case_id, trusted, revoked) VALUES ($1, $2, $3, $4)
  ON CONFLICT (device_id) DO UPDATE SET trusted = EXCLUDED.trusted, revoked = EXCLUDED.revoked
  WHERE d.case_id = EXCLUDED.case_id RETURNING 1
)sql"};
constexpr Statement kOf{"observation.devices_of",
                        "SELECT device_id, trusted, revoked FROM devices WHERE case_id = $1 ORDER BY device_id"};

}  // namespace

absl::StatusOr<std::optional<bool>> DeviceStore::Trusted(absl::Time deadline, const std::string& device,
                                                         const CaseId& case_id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kTrusted, Params().Text(device).Uuid(case_id.uuid())));
  if (rows.empty()) return std::nullopt;
  return rows.Bool(0, 0);
}

absl::StatusOr<bool> DeviceStore::Keep(absl::Time deadline, const Device& device) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kKeep, Params().Text(device.id).Uuid(device.case_id.uuid())
                                                                   .Bool(device.trusted).Bool(device.revoked)));
  return !rows.empty();
}

absl::StatusOr<std::vector<Device>> DeviceStore::Of(absl::Time deadline, const CaseId& case_id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOf, Params().Uuid(case_id.uuid())));
  std::vector<Device> devices;
  for (int row = 0; row < rows.size(); ++row) {
    devices.push_back({.id = std::string(rows.Text(row, 0)), .case_id = case_id, .trusted = rows.Bool(row, 1),
                       .revoked = rows.Bool(row, 2)});
  }
  return devices;
}

std::vector<Statement> DeviceStore::Statements() { return {kTrusted, kKeep, kOf}; }

}  // namespace mimamori::observation
