// SPDX-License-Identifier: Apache-2.0
#include "services/vault/config.hpp"

#include "services/platform/core/error.hpp"

namespace mimamori::vault {

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("keys", &config.keys, "Folder of the key rings (0700); made when missing. Never in a database backup.");
  flags.Check([&config]() -> absl::Status {
    if (!config.process.database.empty() && !config.process.migration_database.empty()) return absl::OkStatus();
    return platform::Failure(absl::StatusCode::kInvalidArgument, "MISSING_FLAG",
                             "--database and --migration-database are required: nothing is opened without an audit");
  });
}

}  // namespace mimamori::vault
