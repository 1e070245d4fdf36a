// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/link_row.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kLockLink{"identity.lock_link",
                              "SELECT " MIMAMORI_LINK_COLUMNS " FROM links WHERE token_hash = $1 FOR UPDATE"};

constexpr Statement kUseLink{"identity.use_link", R"sql(
  UPDATE links SET consumed_at = $2, consumed_by = $3 WHERE token_hash = $1
)sql"};

}  // namespace

absl::StatusOr<Link> ReadLink(const Rows& rows) {
  const auto purpose = ParsePurpose(rows.Text(0, 0));
  if (!purpose) return absl::InternalError("a link has a purpose that this version does not know");
  Link link{.purpose = *purpose,
            .payload = std::string(rows.Bytes(0, 1)),
            .owner = std::string(rows.Text(0, 2)),
            .request_id = RequestId(rows.Uuid(0, 3)),
            .created_at = rows.Time(0, 4),
            .expires_at = rows.Time(0, 5)};
  if (!rows.IsNull(0, 6)) link.consumed_at = rows.Time(0, 6);
  if (!rows.IsNull(0, 7)) link.consumed_by = RequestId(rows.Uuid(0, 7));
  return link;
}

absl::StatusOr<Link> LockLink(Connection& transaction, const std::string& token_hash) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockLink, Params().Bytes(token_hash)));
  if (rows.empty()) return LinkUnknown();
  return ReadLink(rows);
}

absl::Status MarkUsed(Connection& transaction, const std::string& token_hash, const RequestId& request_id,
                      absl::Time now) {
  return transaction.Run(kUseLink, Params().Bytes(token_hash).Time(now).Uuid(request_id.uuid())).status();
}

std::vector<Statement> LinkRowStatements() { return {kLockLink, kUseLink}; }

}  // namespace mimamori::identity
