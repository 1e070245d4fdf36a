// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/follower.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr Statement kLoad{"load_position", "SELECT sequence FROM positions WHERE source = $1"};

// Two replicas meet at this row: the second waits for the first one's commit, then changes nothing.
constexpr Statement kKeep{"keep_position", R"(
    INSERT INTO positions AS p (source, sequence) VALUES ($1, $2)
    ON CONFLICT (source) DO UPDATE SET sequence = excluded.sequence WHERE p.sequence < excluded.sequence)"};

}  // namespace

absl::StatusOr<int64_t> LoadPosition(Pool& pool, absl::Time deadline, const std::string& source) {
  ASSIGN_OR_RETURN(const Rows rows, pool.Run(deadline, kLoad, Params().Text(source)));
  return rows.empty() ? 0 : rows.Int8(0, 0);
}

absl::Status KeepPosition(Connection& transaction, const std::string& source, int64_t sequence) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kKeep, Params().Text(source).Int8(sequence)));
  if (rows.affected() == 1) return absl::OkStatus();
  return Failure(absl::StatusCode::kAborted, "POSITION_TAKEN", "another replica has followed this change already");
}

std::vector<Statement> FollowerStatements() { return {kLoad, kKeep}; }

}  // namespace mimamori::platform::postgres
