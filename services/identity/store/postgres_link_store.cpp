// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/postgres_link_store.hpp"

#include "services/identity/store/link_row.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kKeepLink{"identity.keep_link", R"sql(
  INSERT INTO links (token_hash, purpose, payload, owner, request_id, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT ON CONSTRAINT links_request_key
    DO UPDATE SET token_hash = excluded.token_hash, payload = excluded.payload, expires_at = excluded.expires_at
    WHERE links.purpose = excluded.purpose AND links.consumed_at IS NULL
)sql"};

constexpr Statement kLinkOfRequest{"identity.link_of_request", R"sql(
  SELECT consumed_at IS NOT NULL AND purpose = $3 FROM links WHERE owner = $1 AND request_id = $2
)sql"};

constexpr Statement kFindLink{"identity.find_link", "SELECT " MIMAMORI_LINK_COLUMNS " FROM links WHERE token_hash = $1"};

constexpr Statement kRemoveForgottenLinks{"identity.remove_forgotten_links", R"sql(
  DELETE FROM links WHERE least(consumed_at, expires_at) <= $1
)sql"};

// Why a link was not kept: the call's first one is in the way.
absl::Status InTheWay(bool used) {
  if (used) return Failure(absl::StatusCode::kFailedPrecondition, "LINK_USED", "this request's link was used before");
  return Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                 "request_id was already used for a link of another purpose");
}

}  // namespace

absl::Status PostgresLinkStore::Keep(absl::Time deadline, const std::string& token_hash, const Link& link) {
  ASSIGN_OR_RETURN(const Rows kept, pool_.Run(deadline, kKeepLink, Params()
                                                                       .Bytes(token_hash)
                                                                       .Text(NameOf(link.purpose))
                                                                       .Bytes(link.payload)
                                                                       .Text(link.owner)
                                                                       .Uuid(link.request_id.uuid())
                                                                       .Time(link.created_at)
                                                                       .Time(link.expires_at)));
  if (kept.affected() == 1) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows first,
                   pool_.Run(deadline, kLinkOfRequest,
                             Params().Text(link.owner).Uuid(link.request_id.uuid()).Text(NameOf(link.purpose))));
  return InTheWay(!first.empty() && first.Bool(0, 0));
}

absl::StatusOr<std::optional<Link>> PostgresLinkStore::Find(absl::Time deadline, const std::string& token_hash) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFindLink, Params().Bytes(token_hash)));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Link link, ReadLink(rows));
  return link;
}

absl::StatusOr<Link> PostgresLinkStore::Use(absl::Time deadline, absl::Time now, const std::string& token_hash,
                                            const std::string& owner, LinkPurpose purpose,
                                            const RequestId& request_id) {
  Link used;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(used, LockLink(transaction, token_hash));
    ASSIGN_OR_RETURN(const LinkUse use, JudgeUse(used, owner, purpose, request_id, now));
    return use == LinkUse::kAgain ? absl::OkStatus() : MarkUsed(transaction, token_hash, request_id, now);
  }));
  return used;
}

absl::StatusOr<int64_t> PostgresLinkStore::RemoveForgotten(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kRemoveForgottenLinks, Params().Time(now - kLinkEpilogue)));
  return rows.affected();
}

std::vector<Statement> PostgresLinkStore::Statements() {
  std::vector<Statement> statements = {kKeepLink, kLinkOfRequest, kFindLink, kRemoveForgottenLinks};
  for (const Statement& statement : LinkRowStatements()) statements.push_back(statement);
  return statements;
}

}  // namespace mimamori::identity
