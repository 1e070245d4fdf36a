// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "fmt/format.h"
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/mail/store/statements.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::mail {
namespace {

using platform::Uuid;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// Locks the group until the commit, so that taking it back waits for messages that are just coming in.
constexpr Statement kTouchGroup{"mail_touch_group", R"(
  INSERT INTO message_groups (caller, name, touched_at) VALUES ($1, $2, $3)
  ON CONFLICT (caller, name) DO UPDATE SET touched_at = EXCLUDED.touched_at
  RETURNING id, cancelled_at IS NOT NULL)"};

constexpr Statement kInsert{"mail_insert", R"(
  INSERT INTO outbox (message_id, caller, request_id, group_id, template, priority, state, created_at, expires_at,
                      next_at, permit, permit_signature, key_day, sealed_contact, parameters, area_code)
  SELECT m.message_id, $4, m.request_id, $5, $6, $7, 1, $8, $9, $8, $10, $11, $12, m.sealed_contact, m.parameters, $14
  FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $13::bytea[])
       AS m (message_id, request_id, sealed_contact, parameters)
  ON CONFLICT (caller, request_id) DO NOTHING
  RETURNING request_id, message_id)"};

constexpr Statement kInsertCancelled{"mail_insert_cancelled", R"(
  INSERT INTO outbox (message_id, caller, request_id, group_id, template, priority, state, created_at, expires_at,
                      next_at, settled_at, key_day)
  SELECT m.message_id, $3, m.request_id, $4, $5, $6, 5, $7, $8, $7, $7, $9
  FROM unnest($1::uuid[], $2::uuid[]) AS m (message_id, request_id)
  ON CONFLICT (caller, request_id) DO NOTHING
  RETURNING request_id, message_id)"};

constexpr Statement kFindKnown{"mail_find_known", R"(
  SELECT request_id, message_id FROM outbox WHERE caller = $1 AND request_id = ANY ($2::uuid[]))"};

constexpr Statement kCountQuotas{"mail_count_quotas", R"(
  INSERT INTO mail_quotas AS q (kind, key, window_start, mails)
  SELECT kind, key, window_start, mails
  FROM unnest($1::smallint[], $2::bytea[], $3::timestamptz[], $4::integer[]) AS m (kind, key, window_start, mails)
  ORDER BY kind, key, window_start
  ON CONFLICT (kind, key, window_start) DO UPDATE SET mails = q.mails + EXCLUDED.mails
  RETURNING kind, key, mails)"};

struct Group {
  std::optional<int64_t> id;
  bool cancelled = false;
};

using Known = std::map<Uuid, Uuid>;  // request id → message id

absl::StatusOr<Group> TouchGroup(Connection& transaction, const Batch& batch) {
  if (batch.group.empty()) return Group{};
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kTouchGroup, Params().Text(batch.caller).Text(batch.group)
                                                                     .Time(batch.now)));
  return Group{rows.Int8(0, 0), rows.Bool(0, 1)};
}

Known ToKnown(const Rows& rows) {
  Known known;
  for (int row = 0; row < rows.size(); ++row) known.emplace(rows.Uuid(row, 0), rows.Uuid(row, 1));
  return known;
}

absl::StatusOr<Known> Insert(Connection& transaction, const Batch& batch, const Group& group) {
  std::vector<Uuid> ids, requests;
  std::vector<std::string> contacts, parameters;
  for (const NewMail& mail : batch.mails) {
    ids.push_back(mail.id.uuid());
    requests.push_back(mail.request_id.uuid());
    contacts.push_back(mail.sealed_contact);
    parameters.push_back(mail.parameters);
  }
  const auto priority = static_cast<int16_t>(batch.mail->priority);
  Params params;
  params.UuidArray(ids).UuidArray(requests);
  if (!group.cancelled) params.BytesArray(contacts);
  params.Text(batch.caller).Optional(group.id, &Params::Int8).Text(batch.mail->name).Int2(priority);
  params.Time(batch.now).Time(batch.expire_time);
  if (!group.cancelled) params.Bytes(batch.permit).Bytes(batch.permit_signature);
  params.Date(batch.key_day);
  if (!group.cancelled) params.BytesArray(parameters).Text(batch.area_code);
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(group.cancelled ? kInsertCancelled : kInsert, params));
  return ToKnown(rows);
}

// Counts what was really added: a retried request costs nothing.
absl::Status CountQuotas(Connection& transaction, const Batch& batch, const Known& added) {
  std::vector<QuotaKeys> keys;
  for (const NewMail& mail : batch.mails) {
    const auto at = added.find(mail.request_id.uuid());
    if (at != added.end() && at->second == mail.id.uuid()) keys.push_back(mail.quota);
  }
  if (keys.empty()) return absl::OkStatus();
  std::map<std::pair<int16_t, std::string>, int> limits;
  std::vector<int16_t> kinds;
  std::vector<std::string> macs;
  std::vector<absl::Time> windows;
  std::vector<int32_t> mails;
  for (const QuotaCount& count : CountsOf(keys, *batch.quotas, batch.now)) {
    kinds.push_back(static_cast<int16_t>(count.kind));
    macs.push_back(count.key);
    windows.push_back(count.window_start);
    mails.push_back(count.added);
    limits[{kinds.back(), count.key}] = count.limit;
  }
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kCountQuotas, Params().Int2Array(kinds).BytesArray(macs)
                                                                      .TimeArray(windows).Int4Array(mails)));
  for (int row = 0; row < rows.size(); ++row) {
    if (rows.Int4(row, 2) > limits[{rows.Int2(row, 0), std::string(rows.Bytes(row, 1))}]) {
      return platform::Failure(absl::StatusCode::kResourceExhausted, "MAIL_QUOTA_EXCEEDED",
                               "too many mails were asked for; try again later");
    }
  }
  return absl::OkStatus();
}

absl::Status AuditBatch(Connection& transaction, const Batch& batch, size_t added) {
  return platform::postgres::AppendAudit(
      transaction, {.time = batch.now, .actor = batch.caller, .action = "mail.Enqueue", .object_type = "message_group",
                    .object_id = batch.group, .area = "", .reason = "",
                    .payload = fmt::format(R"({{"template": "{}", "messages": {}}})", batch.mail->name, added),
                    .trace_id = batch.trace_id});
}

absl::StatusOr<std::vector<MessageId>> InOrder(Connection& transaction, const Batch& batch, Known known) {
  std::vector<Uuid> missing;
  for (const NewMail& mail : batch.mails) {
    if (!known.contains(mail.request_id.uuid())) missing.push_back(mail.request_id.uuid());
  }
  if (!missing.empty()) {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFindKnown, Params().Text(batch.caller).UuidArray(missing)));
    known.merge(ToKnown(rows));
  }
  std::vector<MessageId> ids;
  for (const NewMail& mail : batch.mails) {
    const auto at = known.find(mail.request_id.uuid());
    if (at == known.end()) return absl::AbortedError("a message with this request id was being removed");
    ids.push_back(MessageId(at->second));
  }
  return ids;
}

}  // namespace

std::vector<Statement> EnqueueStatements() {
  return {kTouchGroup, kInsert, kInsertCancelled, kFindKnown, kCountQuotas};
}

absl::StatusOr<std::vector<MessageId>> PostgresMailStore::Enqueue(absl::Time deadline, const Batch& batch) {
  std::vector<MessageId> ids;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Group group, TouchGroup(transaction, batch));
    ASSIGN_OR_RETURN(Known added, Insert(transaction, batch, group));
    if (batch.quotas) RETURN_IF_ERROR(CountQuotas(transaction, batch, added));
    if (group.id && !added.empty()) RETURN_IF_ERROR(AuditBatch(transaction, batch, added.size()));
    ASSIGN_OR_RETURN(ids, InOrder(transaction, batch, std::move(added)));
    return absl::OkStatus();
  }));
  return ids;
}

}  // namespace mimamori::mail
