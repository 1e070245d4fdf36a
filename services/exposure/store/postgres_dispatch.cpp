// SPDX-License-Identifier: Apache-2.0
// The half of PostgresExposureStore that keeps recipients, from gathered to ended.
#include "services/exposure/store/dispatch_statements.hpp"
#include "services/exposure/store/postgres_exposure_store.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::exposure {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kIsGathered{"exposure.is_gathered",
                                "SELECT gathered_at IS NOT NULL FROM exposures WHERE exposure_id = $1"};

absl::StatusOr<bool> PostgresExposureStore::IsGathered(absl::Time deadline, const ExposureId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kIsGathered, Params().Uuid(id.uuid())));
  return !rows.empty() && rows.Bool(0, 0);
}

// The update locks the row, so of two workers one finds gathered_at set and adds nobody.
constexpr Statement kGather{"exposure.gather", R"sql(
  UPDATE exposures SET gathered_at = $2, recipients = $3, version = version + 1
  WHERE exposure_id = $1 AND gathered_at IS NULL AND ended_at IS NULL AND state = 2
)sql"};
constexpr Statement kAddRecipients{"exposure.add_recipients", R"sql(
  INSERT INTO recipients (exposure_id, contact_mac, sealed_contact, minutes, stay_start, stay_end)
  SELECT $1, contact_mac, sealed_contact, minutes, stay_start, stay_end
  FROM unnest($2::bytea[], $3::bytea[], $4::int4[], $5::timestamptz[], $6::timestamptz[])
       AS r(contact_mac, sealed_contact, minutes, stay_start, stay_end)
)sql"};

absl::Status PostgresExposureStore::KeepRecipients(absl::Time deadline, const ExposureId& id,
                                                   const std::vector<Recipient>& recipients, absl::Time now) {
  std::vector<std::string> macs, contacts;
  std::vector<int32_t> minutes;
  std::vector<absl::Time> starts, ends;
  for (const Recipient& recipient : recipients) {
    macs.push_back(recipient.contact_mac);
    contacts.push_back(recipient.sealed_contact);
    minutes.push_back(recipient.minutes);
    starts.push_back(recipient.stay_start);
    ends.push_back(recipient.stay_end);
  }
  return pool_.Transact(deadline, [&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows gathered,
                     connection.Run(kGather, Params().Uuid(id.uuid()).Time(now)
                                                 .Int4(static_cast<int32_t>(recipients.size()))));
    if (gathered.affected() == 0) return absl::OkStatus();
    return connection.Run(kAddRecipients, Params().Uuid(id.uuid()).BytesArray(macs).BytesArray(contacts)
                                              .Int4Array(minutes).TimeArray(starts).TimeArray(ends)).status();
  });
}

constexpr Statement kWaiting{"exposure.waiting", R"sql(
  SELECT contact_mac, sealed_contact, minutes, stay_start, stay_end FROM recipients
  WHERE exposure_id = $1 AND queued_at IS NULL ORDER BY contact_mac LIMIT $2
)sql"};

absl::StatusOr<std::vector<Recipient>> PostgresExposureStore::Waiting(absl::Time deadline, const ExposureId& id,
                                                                      int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kWaiting, Params().Uuid(id.uuid()).Int8(limit)));
  std::vector<Recipient> waiting;
  for (int row = 0; row < rows.size(); ++row) {
    Recipient recipient;
    recipient.contact_mac = std::string(rows.Bytes(row, 0));
    recipient.sealed_contact = std::string(rows.Bytes(row, 1));
    recipient.minutes = rows.Int4(row, 2);
    recipient.stay_start = rows.Time(row, 3);
    recipient.stay_end = rows.Time(row, 4);
    waiting.push_back(std::move(recipient));
  }
  return waiting;
}

constexpr Statement kMarkQueued{"exposure.mark_queued", R"sql(
  UPDATE recipients SET queued_at = $3
  WHERE exposure_id = $1 AND contact_mac = ANY ($2::bytea[]) AND queued_at IS NULL
)sql"};

absl::Status PostgresExposureStore::MarkQueued(absl::Time deadline, const ExposureId& id,
                                               const std::vector<std::string>& contact_macs, absl::Time now) {
  return pool_.Run(deadline, kMarkQueued, Params().Uuid(id.uuid()).BytesArray(contact_macs).Time(now)).status();
}

constexpr Statement kFinish{"exposure.finish", R"sql(
  UPDATE exposures e SET state = 3, version = version + 1
  WHERE exposure_id = $1 AND state = 2 AND gathered_at IS NOT NULL AND ended_at IS NULL
    AND NOT EXISTS (SELECT FROM recipients r WHERE r.exposure_id = e.exposure_id AND r.queued_at IS NULL)
)sql"};

absl::Status PostgresExposureStore::FinishDispatch(absl::Time deadline, const ExposureId& id) {
  return pool_.Run(deadline, kFinish, Params().Uuid(id.uuid())).status();
}

constexpr Statement kRecalling{"exposure.recalling", R"sql(
  SELECT exposure_id FROM exposures WHERE state = 5 AND recall_settled_at IS NULL ORDER BY number LIMIT 100
)sql"};
constexpr Statement kFinishRecall{"exposure.finish_recall",
                                  "UPDATE exposures SET recall_settled_at = $2 WHERE exposure_id = $1 AND state = 5"};

absl::StatusOr<std::vector<ExposureId>> PostgresExposureStore::Recalling(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kRecalling));
  std::vector<ExposureId> recalling;
  for (int row = 0; row < rows.size(); ++row) recalling.emplace_back(rows.Uuid(row, 0));
  return recalling;
}

absl::Status PostgresExposureStore::FinishRecall(absl::Time deadline, const ExposureId& id, absl::Time now) {
  return pool_.Run(deadline, kFinishRecall, Params().Uuid(id.uuid()).Time(now)).status();
}

// Whatever became of it: a proposal that nobody decided has nobody left to tell, and a dispatch that never came to its
// end must not keep contacts for ever.
constexpr Statement kDue{"exposure.due_to_end", R"sql(
  SELECT exposure_id FROM exposures
  WHERE ended_at IS NULL AND COALESCE(approved_at, proposed_at) < $1 ORDER BY number LIMIT 1000
)sql"};

absl::StatusOr<std::vector<ExposureId>> PostgresExposureStore::DueToEnd(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kDue, Params().Time(before)));
  std::vector<ExposureId> due;
  for (int row = 0; row < rows.size(); ++row) due.emplace_back(rows.Uuid(row, 0));
  return due;
}

constexpr Statement kForget{"exposure.forget", "DELETE FROM recipients WHERE exposure_id = $1"};
constexpr Statement kForgetEvidence{"exposure.forget_evidence", "DELETE FROM evidence WHERE exposure_id = $1"};
constexpr Statement kEnd{"exposure.end", "UPDATE exposures SET ended_at = $2 WHERE exposure_id = $1"};

absl::Status PostgresExposureStore::End(absl::Time deadline, const ExposureId& id, absl::Time now) {
  return pool_.Transact(deadline, [&](Connection& connection) -> absl::Status {
    RETURN_IF_ERROR(connection.Run(kForget, Params().Uuid(id.uuid())).status());
    RETURN_IF_ERROR(connection.Run(kForgetEvidence, Params().Uuid(id.uuid())).status());
    RETURN_IF_ERROR(connection.Run(kEnd, Params().Uuid(id.uuid()).Time(now)).status());
    return platform::postgres::AppendAudit(
        connection, {.time = now, .actor = "exposure", .action = "exposure.End", .object_type = "exposure",
                     .object_id = id.ToString(), .area = "", .reason = "retention", .payload = "{}", .trace_id = ""});
  });
}

std::vector<Statement> DispatchStatements() {
  return {kIsGathered, kGather, kAddRecipients, kWaiting, kMarkQueued, kFinish, kRecalling, kFinishRecall, kDue, kForget, kForgetEvidence, kEnd};
}

}  // namespace mimamori::exposure
