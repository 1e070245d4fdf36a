// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/mail/store/statements.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kDropMessages{"mail_drop_messages", R"(
  DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE settled_at < $1 ORDER BY settled_at LIMIT $2))"};

constexpr Statement kDropGroups{"mail_drop_groups", R"(
  DELETE FROM message_groups g
  WHERE g.touched_at < $1 AND NOT EXISTS (SELECT FROM outbox o WHERE o.group_id = g.id))"};

constexpr Statement kDropQuotas{"mail_drop_quotas", "DELETE FROM mail_quotas WHERE window_start < $1"};

}  // namespace

std::vector<Statement> RetentionStatements() { return {kDropMessages, kDropGroups, kDropQuotas}; }

absl::StatusOr<int64_t> PostgresMailStore::DropOld(absl::Time deadline, absl::Time settled_before,
                                                   absl::Time windows_before, int limit) {
  int64_t dropped = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kDropMessages, Params().Time(settled_before).Int8(limit)));
    dropped = rows.affected();
    RETURN_IF_ERROR(transaction.Run(kDropGroups, Params().Time(settled_before)).status());
    return transaction.Run(kDropQuotas, Params().Time(windows_before)).status();
  }));
  return dropped;
}

}  // namespace mimamori::mail
