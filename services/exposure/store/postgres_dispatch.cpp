// SPDX-License-Identifier: Apache-2.0
// The half of PostgresExposureStore that keeps recipients, from gathered to ended.
#include <fmt/format.h>
#include <fmt/ranges.h>

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

// Which other exposures have told people of this one's venue: those whose people are fixed. A week is longer than any stay,
// so nobody's stay lies between two windows that are farther apart.
#define MIMAMORI_TOLD_BEFORE(exposure)                                                                            \
  "o.venue_id = " exposure ".venue_id AND o.exposure_id <> " exposure ".exposure_id AND o.level >= " exposure     \
  ".level AND o.state IN (2, 3) AND o.gathered_at IS NOT NULL AND o.ended_at IS NULL AND o.start_time < " exposure \
  ".end_time + interval '7 days' AND o.end_time > " exposure ".start_time - interval '7 days'"

constexpr Statement kToldExposures{"exposure.told_exposures", R"sql(
  SELECT o.exposure_id FROM exposures e JOIN exposures o ON )sql" MIMAMORI_TOLD_BEFORE("e") R"sql(
  WHERE e.exposure_id = $1 ORDER BY o.number
)sql"};
constexpr Statement kPeopleTold{"exposure.people_told", R"sql(
  SELECT sealed_contact, contact_subject, service_days FROM recipients
  WHERE exposure_id = ANY ($1::uuid[]) AND service_days <> '{}'
)sql"};

absl::StatusOr<ToldBefore> PostgresExposureStore::PeopleTold(absl::Time deadline, const ExposureId& id) {
  ToldBefore before;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) -> absl::Status {
    before = {};
    ASSIGN_OR_RETURN(const Rows exposures, connection.Run(kToldExposures, Params().Uuid(id.uuid())));
    std::vector<platform::Uuid> ids;
    for (int row = 0; row < exposures.size(); ++row) ids.push_back(exposures.Uuid(row, 0));
    for (const platform::Uuid& one : ids) before.exposures.emplace_back(one);
    if (ids.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Rows people, connection.Run(kPeopleTold, Params().UuidArray(ids)));
    for (int row = 0; row < people.size(); ++row) {
      before.people.push_back({.sealed_contact = std::string(people.Bytes(row, 0)),
                               .contact_subject = std::string(people.Text(row, 1)),
                               .service_days = people.TextArray(row, 2)});
    }
    return absl::OkStatus();
  }));
  return before;
}

// All of the venue, in one order: whoever fixes people there waits for the others, and then sees theirs.
constexpr Statement kLockVenue{"exposure.lock_venue", R"sql(
  SELECT exposure_id FROM exposures
  WHERE venue_id = (SELECT venue_id FROM exposures WHERE exposure_id = $1) AND ended_at IS NULL
  ORDER BY number FOR UPDATE
)sql"};
// Of two workers one finds gathered_at set and adds nobody.
constexpr Statement kGather{"exposure.gather", R"sql(
  UPDATE exposures e SET gathered_at = $2, version = version + 1
  WHERE exposure_id = $1 AND gathered_at IS NULL AND ended_at IS NULL AND state = 2
    AND NOT EXISTS (SELECT FROM exposures o WHERE )sql" MIMAMORI_TOLD_BEFORE("e") R"sql( AND o.exposure_id <> ALL ($3::uuid[]))
)sql"};
constexpr Statement kMayGather{"exposure.may_gather", R"sql(
  SELECT gathered_at IS NULL AND ended_at IS NULL AND state = 2 FROM exposures WHERE exposure_id = $1
)sql"};
constexpr Statement kAddRecipients{"exposure.add_recipients", R"sql(
  INSERT INTO recipients (exposure_id, contact_mac, sealed_contact, minutes, stay_start, stay_end, contact_subject,
                          service_days)
  SELECT $1, contact_mac, sealed_contact, minutes, stay_start, stay_end, contact_subject, string_to_array(days, ' ')
  FROM unnest($2::bytea[], $3::bytea[], $4::int4[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[])
       AS r(contact_mac, sealed_contact, minutes, stay_start, stay_end, contact_subject, days)
  ON CONFLICT (exposure_id, contact_mac) DO NOTHING
)sql"};
constexpr Statement kCountRecipients{"exposure.count_recipients", R"sql(
  UPDATE exposures SET recipients = (SELECT count(*) FROM recipients WHERE exposure_id = $1) WHERE exposure_id = $1
)sql"};

absl::StatusOr<bool> PostgresExposureStore::KeepRecipients(absl::Time deadline, const ExposureId& id,
                                                           const std::vector<Recipient>& recipients,
                                                           const std::vector<ExposureId>& heeded, absl::Time now) {
  std::vector<std::string> macs, contacts, subjects, days;
  std::vector<int32_t> minutes;
  std::vector<absl::Time> starts, ends;
  for (const Recipient& recipient : recipients) {
    macs.push_back(recipient.contact_mac);
    contacts.push_back(recipient.sealed_contact);
    minutes.push_back(recipient.minutes);
    starts.push_back(recipient.stay_start);
    ends.push_back(recipient.stay_end);
    subjects.push_back(recipient.contact_subject);
    days.push_back(fmt::format("{}", fmt::join(recipient.service_days, " ")));
  }
  std::vector<platform::Uuid> known;
  for (const ExposureId& one : heeded) known.push_back(one.uuid());
  bool done = false;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& connection) -> absl::Status {
    RETURN_IF_ERROR(connection.Run(kLockVenue, Params().Uuid(id.uuid())).status());
    ASSIGN_OR_RETURN(const Rows gathered,
                     connection.Run(kGather, Params().Uuid(id.uuid()).Time(now).UuidArray(known)));
    if (gathered.affected() == 0) {
      ASSIGN_OR_RETURN(const Rows waits, connection.Run(kMayGather, Params().Uuid(id.uuid())));
      done = waits.empty() || !waits.Bool(0, 0);
      return absl::OkStatus();
    }
    done = true;
    RETURN_IF_ERROR(connection.Run(kAddRecipients, Params().Uuid(id.uuid()).BytesArray(macs).BytesArray(contacts)
                                                       .Int4Array(minutes).TimeArray(starts).TimeArray(ends)
                                                       .TextArray(subjects).TextArray(days)).status());
    return connection.Run(kCountRecipients, Params().Uuid(id.uuid())).status();
  }));
  return done;
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
// Those fixed later at this venue may have left out people whom the recalled one told. They look again; who is in their
// list stays there, and mail knows her message.
constexpr Statement kLookAgain{"exposure.look_again", R"sql(
  UPDATE exposures e SET state = 2, gathered_at = NULL, version = e.version + 1
  FROM exposures o
  WHERE o.exposure_id = $1 AND e.venue_id = o.venue_id AND e.exposure_id <> o.exposure_id AND e.state IN (2, 3)
    AND e.ended_at IS NULL AND e.gathered_at >= o.gathered_at AND e.level <= o.level
    AND o.start_time < e.end_time + interval '7 days' AND o.end_time > e.start_time - interval '7 days'
)sql"};

absl::StatusOr<std::vector<ExposureId>> PostgresExposureStore::Recalling(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kRecalling));
  std::vector<ExposureId> recalling;
  for (int row = 0; row < rows.size(); ++row) recalling.emplace_back(rows.Uuid(row, 0));
  return recalling;
}

absl::Status PostgresExposureStore::FinishRecall(absl::Time deadline, const ExposureId& id, absl::Time now) {
  return pool_.Transact(deadline, [&](Connection& connection) -> absl::Status {
    RETURN_IF_ERROR(connection.Run(kLockVenue, Params().Uuid(id.uuid())).status());
    RETURN_IF_ERROR(connection.Run(kFinishRecall, Params().Uuid(id.uuid()).Time(now)).status());
    return connection.Run(kLookAgain, Params().Uuid(id.uuid())).status();
  });
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
  return {kIsGathered, kToldExposures, kPeopleTold, kLockVenue,    kGather,    kMayGather, kAddRecipients, kCountRecipients,
          kWaiting,    kMarkQueued,    kFinish,     kRecalling,    kFinishRecall, kLookAgain, kDue,       kForget,
          kForgetEvidence, kEnd};
}

}  // namespace mimamori::exposure
