// SPDX-License-Identifier: Apache-2.0
#include "services/vault/store/postgres_vault_store.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/vault/store/policy_reader.hpp"

namespace mimamori::vault {
namespace {

using platform::postgres::AppendAudit;
using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// A link lives an hour and its page half of one; its uses are counted as long as it could be used.
constexpr absl::Duration kRecordLinksKept = absl::Hours(24);

AuditEntry EntryOf(const Access& access, std::string action, std::string object_type, std::string_view object_id) {
  return {.time = access.now,
          .actor = access.actor,
          .action = std::move(action),
          .object_type = std::move(object_type),
          .object_id = std::string(object_id),
          .area = {},
          .reason = {},
          .payload = "{}",
          .trace_id = access.trace_id};
}

}  // namespace

absl::StatusOr<Retention> PostgresVaultStore::GetRetention(const Access& access) {
  ASSIGN_OR_RETURN(const auto policy,
                   platform::postgres::PolicyAt(pool_, access.deadline, "vault.retention", access.now));
  return ReadRetention(policy.body);
}

absl::StatusOr<PermitPolicy> PostgresVaultStore::GetPermitPolicy(const Access& access) {
  ASSIGN_OR_RETURN(const auto policy,
                   platform::postgres::PolicyAt(pool_, access.deadline, "vault.permits", access.now));
  return ReadPermitPolicyInForce(policy.body);
}

absl::Status PostgresVaultStore::RecordPseudonymKeyGiven(const Access& access, std::string_view service_day) {
  const AuditEntry entry = EntryOf(access, "vault.GetPseudonymKey", "pseudonym_key", service_day);
  return pool_.Transact(access.deadline, [&](Connection& transaction) { return AppendAudit(transaction, entry); });
}

constexpr Statement kUseLink{"vault.use_record_link", R"sql(
  INSERT INTO record_links (link_hash, first_used_at, uses) VALUES ($1, $2, 1)
  ON CONFLICT (link_hash) DO UPDATE SET uses = record_links.uses + 1
  RETURNING uses
)sql"};
constexpr Statement kCountLinks{"vault.count_record_links", R"sql(
  SELECT count(*) FROM record_links WHERE first_used_at > $1
)sql"};
constexpr Statement kDropLinks{"vault.drop_record_links", "DELETE FROM record_links WHERE first_used_at < $1"};

absl::Status PostgresVaultStore::BeginDerivation(const Access& access, std::string_view link_hash, int days) {
  ASSIGN_OR_RETURN(const auto policy,
                   platform::postgres::PolicyAt(pool_, access.deadline, "vault.records", access.now));
  ASSIGN_OR_RETURN(const RecordLimits limits, ReadRecordLimits(policy.body));
  AuditEntry entry = EntryOf(access, "vault.DerivePseudonyms", "record_link", platform::crypto::ToHex(link_hash));
  entry.payload = fmt::format(R"({{"days": {}}})", days);
  return pool_.Transact(access.deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kDropLinks, Params().Time(access.now - kRecordLinksKept)).status());
    ASSIGN_OR_RETURN(const Rows uses, transaction.Run(kUseLink, Params().Bytes(link_hash).Time(access.now)));
    ASSIGN_OR_RETURN(const Rows links, transaction.Run(kCountLinks, Params().Time(access.now - absl::Hours(1))));
    const bool first = uses.Int4(0, 0) == 1;
    if (uses.Int4(0, 0) > limits.uses_per_link || (first && links.Int8(0, 0) > limits.links_per_hour)) {
      return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_DERIVATIONS",
                               "too many records are looked at; try again later");
    }
    return AppendAudit(transaction, entry);
  });
}

// Issuer, ring and template are in the permit policy's table, and the event is an opaque id: nothing to escape.
absl::Status PostgresVaultStore::RecordOpening(const Access& access, const Permit& permit, int asked, int opened) {
  AuditEntry entry = EntryOf(access, "vault.OpenContacts", "event", permit.event_id);
  entry.payload = fmt::format(R"({{"issuer": "{}", "ring": "{}", "template": "{}", "asked": {}, "opened": {}}})",
                              permit.issuer, NameOf(permit.ring), permit.template_name, asked, opened);
  return pool_.Transact(access.deadline, [&](Connection& transaction) { return AppendAudit(transaction, entry); });
}

constexpr Statement kRememberEvent{"vault.remember_event", R"sql(
  INSERT INTO event_keys (event_id, first_used_at) VALUES ($1, $2) ON CONFLICT (event_id) DO NOTHING
)sql"};
constexpr Statement kIsEventEnded{"vault.is_event_ended", R"sql(
  SELECT ended_at IS NOT NULL FROM event_keys WHERE event_id = $1
)sql"};

absl::Status PostgresVaultStore::BeginMatching(const Access& access, EventId event, int contacts) {
  AuditEntry entry = EntryOf(access, "vault.MatchContacts", "event", event.ToString());
  entry.payload = fmt::format(R"({{"contacts": {}}})", contacts);
  return pool_.Transact(access.deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kRememberEvent, Params().Uuid(event.uuid()).Time(access.now)).status());
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kIsEventEnded, Params().Uuid(event.uuid())));
    if (rows.Bool(0, 0)) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "EVENT_ENDED",
                               "the event has ended; its matching key is destroyed");
    }
    return AppendAudit(transaction, entry);
  });
}

constexpr Statement kEndEvent{"vault.end_event", R"sql(
  INSERT INTO event_keys (event_id, first_used_at, ended_at) VALUES ($1, $2, $2)
  ON CONFLICT (event_id) DO UPDATE SET ended_at = excluded.ended_at WHERE event_keys.ended_at IS NULL
)sql"};

absl::Status PostgresVaultStore::EndEvent(const Access& access, EventId event) {
  const AuditEntry entry = EntryOf(access, "vault.EndEvent", "event", event.ToString());
  return pool_.Transact(access.deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kEndEvent, Params().Uuid(event.uuid()).Time(access.now)));
    return rows.affected() == 0 ? absl::OkStatus() : AppendAudit(transaction, entry);
  });
}

absl::Status PostgresVaultStore::RecordDestruction(const Access& access, KeyKind kind, std::string_view period) {
  AuditEntry entry = EntryOf(access, "vault.DestroyKeys", "key", period);
  entry.payload = fmt::format(R"({{"ring": "{}"}})", FolderOf(kind));
  return pool_.Transact(access.deadline, [&](Connection& transaction) { return AppendAudit(transaction, entry); });
}

constexpr Statement kRememberEvents{"vault.remember_events", R"sql(
  INSERT INTO event_keys (event_id, first_used_at) SELECT unnest($1::uuid[]), $2 ON CONFLICT (event_id) DO NOTHING
)sql"};
constexpr Statement kListEventKeys{"vault.list_event_keys", R"sql(
  SELECT event_id, first_used_at, ended_at FROM event_keys WHERE event_id = ANY ($1::uuid[]) ORDER BY event_id
)sql"};

absl::StatusOr<std::vector<EventKey>> PostgresVaultStore::ListEventKeys(const Access& access,
                                                                        const std::vector<EventId>& events) {
  std::vector<platform::Uuid> uuids;
  for (const EventId& event : events) uuids.push_back(event.uuid());
  RETURN_IF_ERROR(pool_.Run(access.deadline, kRememberEvents, Params().UuidArray(uuids).Time(access.now)).status());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(access.deadline, kListEventKeys, Params().UuidArray(uuids)));
  std::vector<EventKey> keys;
  for (int row = 0; row < rows.size(); ++row) {
    EventKey key{.event = EventId(rows.Uuid(row, 0)), .first_used = rows.Time(row, 1), .ended = std::nullopt};
    if (!rows.IsNull(row, 2)) key.ended = rows.Time(row, 2);
    keys.push_back(key);
  }
  return keys;
}

std::vector<Statement> PostgresVaultStore::Statements() {
  return {kRememberEvent, kIsEventEnded, kEndEvent, kRememberEvents, kListEventKeys, kUseLink, kCountLinks, kDropLinks};
}

}  // namespace mimamori::vault
