// SPDX-License-Identifier: Apache-2.0
#include "services/admission/store/decision_store.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/areas.hpp"

namespace mimamori::admission {
namespace {

using platform::postgres::AppendAudit;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::PatternsOf;
using platform::postgres::Rows;
using platform::postgres::Statement;

// What a row of the books says: see OwnBooks.
enum Column : int16_t { kPromised = 1, kRecent = 2, kMinutes = 3, kDeclined = 4, kKnown = 5, kQuota = 6 };

constexpr Statement kBooks{"admission.own_books", R"sql(
  SELECT 1::int2, o.facility_id, count(*)::int4 FROM offers o JOIN admissions a ON a.offer_id = o.offer_id
  WHERE o.bed_class = $3 AND o.admission_id <> $1 AND ((o.state = 1 AND o.deadline > $4) OR (o.state = 2 AND a.state = 3))
  GROUP BY o.facility_id
  UNION ALL
  SELECT 2::int2, o.facility_id, count(*)::int4 FROM offers o JOIN admissions a ON a.offer_id = o.offer_id
  WHERE o.state = 2 AND o.answered_at >= $5 AND a.state NOT IN (1, 4, 10) GROUP BY o.facility_id
  UNION ALL
  SELECT 3::int2, facility_id, minutes::int4 FROM travel_times WHERE area_code = $6
  UNION ALL
  SELECT 4::int2, facility_id, 1 FROM offers WHERE admission_id = $1 AND state IN (3, 4)
  UNION ALL
  SELECT 5::int2, facility_id, 1 FROM admissions WHERE case_id = $2 AND admission_id <> $1 AND stay_id IS NOT NULL
  UNION ALL
  SELECT 6::int2, '00000000-0000-0000-0000-000000000000'::uuid, count(*)::int4 FROM admissions
  WHERE area_code = $6 AND bed_class = $3 AND pool = 1 AND state IN (2, 3, 5, 6, 7) AND admission_id <> $1
)sql"};
// As kDeclined and kKnown of the books, of many.
constexpr Statement kOwn{"admission.own_past", R"sql(
  SELECT 4::int2, o.admission_id, o.facility_id FROM offers o WHERE o.admission_id = ANY ($1) AND o.state IN (3, 4)
  UNION ALL
  SELECT 5::int2, w.admission_id, a.facility_id
  FROM admissions w JOIN admissions a ON a.case_id = w.case_id AND a.admission_id <> w.admission_id
  WHERE w.admission_id = ANY ($1) AND a.stay_id IS NOT NULL
)sql"};
constexpr Statement kInsert{"admission.insert_decision", R"sql(
  INSERT INTO decisions (decision_id, admission_id, made_by, made_at, rules_version, record) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};
constexpr Statement kInsertAll{"admission.insert_decisions", R"sql(
  INSERT INTO decisions (decision_id, admission_id, made_by, made_at, rules_version, record)
  SELECT made.decision_id, made.admission_id, $3, $4, $5, made.record
  FROM unnest($1::uuid[], $2::uuid[], $6::bytea[]) AS made (decision_id, admission_id, record)
)sql"};
constexpr Statement kGet{"admission.get_decision", R"sql(
  SELECT d.decision_id, d.admission_id, d.made_at, d.rules_version, d.record, a.area_code
  FROM decisions d JOIN admissions a ON a.admission_id = d.admission_id
  WHERE d.decision_id = $1 AND a.area_code LIKE ANY ($2::text[])
)sql"};
constexpr Statement kSetTimes{"admission.set_travel_times", R"sql(
  INSERT INTO travel_times (area_code, facility_id, minutes, set_by, set_at)
  SELECT $1, told.facility_id, told.minutes, $4, $5 FROM unnest($2::uuid[], $3::int2[]) AS told (facility_id, minutes)
  ON CONFLICT (area_code, facility_id) DO UPDATE SET minutes = excluded.minutes, set_by = excluded.set_by, set_at = excluded.set_at
)sql"};

}  // namespace

absl::StatusOr<OwnBooks> DecisionStore::Books(absl::Time deadline, const Admission& admission, absl::Time now,
                                              absl::Time recent_since) {
  const Params params = Params().Uuid(admission.id.uuid()).Uuid(admission.case_id.uuid()).Text(admission.needs.bed_class)
                            .Time(now).Time(recent_since).Text(admission.area.ToString());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kBooks, params));
  OwnBooks books;
  for (int row = 0; row < rows.size(); ++row) {
    const FacilityId facility(rows.Uuid(row, 1));
    const int value = rows.Int4(row, 2);
    switch (rows.Int2(row, 0)) {
      case kPromised: books.promised[facility] = value; break;
      case kRecent: books.recent[facility] = value; break;
      case kMinutes: books.minutes[facility] = value; break;
      case kDeclined: books.declined.insert(facility); break;
      case kKnown: books.known_there.insert(facility); break;
      case kQuota: books.quota_used = value; break;
    }
  }
  return books;
}

absl::StatusOr<std::vector<OwnBooks>> DecisionStore::BooksOf(absl::Time deadline, const std::vector<KeptAdmission>& waiting,
                                                              absl::Time now, absl::Time recent_since) {
  std::map<std::pair<std::string, std::string>, OwnBooks> shared;  // by area and class
  std::map<AdmissionId, size_t> indices;
  std::vector<platform::Uuid> ids;
  std::vector<OwnBooks> all;
  for (const KeptAdmission& kept : waiting) {
    Admission anybody = kept.admission;  // whoever waits has no open offer and fills no bed that could be left out
    anybody.id = {};
    anybody.case_id = {};
    const auto [books, first] = shared.try_emplace({anybody.area.ToString(), anybody.needs.bed_class});
    if (first) {
      ASSIGN_OR_RETURN(books->second, Books(deadline, anybody, now, recent_since));
    }
    indices[kept.admission.id] = all.size();
    ids.push_back(kept.admission.id.uuid());
    all.push_back(books->second);
  }
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kOwn, Params().UuidArray(ids)));
  for (int row = 0; row < rows.size(); ++row) {
    OwnBooks& books = all[indices.at(AdmissionId(rows.Uuid(row, 1)))];
    (rows.Int2(row, 0) == kDeclined ? books.declined : books.known_there).insert(FacilityId(rows.Uuid(row, 2)));
  }
  return all;
}

absl::StatusOr<KeptAdmission> DecisionStore::Keep(absl::Time deadline, const KeptDecision& decision,
                                                  const std::string& made_by, const Decide& decide,
                                                  const AuditEntry& audit) {
  KeptAdmission kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockAdmission(transaction, decision.admission));
    ASSIGN_OR_RETURN(const bool changed, KeepDeed(transaction, kept, decide, made_by, audit));
    if (!changed) RETURN_IF_ERROR(AppendAudit(transaction, About(audit, kept.admission)));
    return transaction.Run(kInsert, Params().Uuid(decision.id.uuid()).Uuid(decision.admission.uuid()).Text(made_by)
                                        .Time(decision.made_at).Int4(decision.rules_version).Bytes(decision.record)).status();
  }));
  return kept;
}

absl::Status DecisionStore::KeepAll(absl::Time deadline, const std::vector<KeptDecision>& decisions,
                                    const std::string& made_by, const AuditEntry& audit) {
  if (decisions.empty()) return absl::OkStatus();
  std::vector<platform::Uuid> ids, admissions;
  std::vector<std::string> records;
  for (const KeptDecision& decision : decisions) {
    ids.push_back(decision.id.uuid());
    admissions.push_back(decision.admission.uuid());
    records.push_back(decision.record);
  }
  const KeptDecision& first = decisions.front();  // made at one moment, by one version of the rules
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kInsertAll, Params().UuidArray(ids).UuidArray(admissions).Text(made_by)
                                                    .Time(first.made_at).Int4(first.rules_version)
                                                    .BytesArray(records)).status());
    return AppendAudit(transaction, audit);
  });
}

absl::StatusOr<KeptDecision> DecisionStore::Get(absl::Time deadline, const Scope& scope, const DecisionId& id,
                                                const std::optional<AuditEntry>& audit) {
  KeptDecision found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope.areas))));
    if (rows.empty()) return platform::NotFound("DECISION_UNKNOWN", "there is no such decision in your areas");
    found = {.id = id, .admission = AdmissionId(rows.Uuid(0, 1)), .made_at = rows.Time(0, 2), .rules_version = rows.Int4(0, 3),
             .record = std::string(rows.Bytes(0, 4))};
    if (!audit) return absl::OkStatus();
    AuditEntry entry = *audit;
    entry.object_type = "decision";
    entry.object_id = id.ToString();
    entry.area = std::string(rows.Text(0, 5));
    return AppendAudit(transaction, entry);
  }));
  return found;
}

absl::Status DecisionStore::SetTimes(absl::Time deadline, const platform::AreaCode& area, const std::vector<TravelTime>& times,
                                     const AuditEntry& audit) {
  std::vector<platform::Uuid> facilities;
  std::vector<int16_t> minutes;
  for (const TravelTime& time : times) {
    facilities.push_back(time.facility.uuid());
    minutes.push_back(static_cast<int16_t>(time.minutes));
  }
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    RETURN_IF_ERROR(transaction.Run(kSetTimes, Params().Text(area.ToString()).UuidArray(facilities).Int2Array(minutes)
                                                   .Text(audit.actor).Time(audit.time)).status());
    return AppendAudit(transaction, audit);
  });
}

std::vector<Statement> DecisionStore::Statements() { return {kBooks, kOwn, kInsert, kInsertAll, kGet, kSetTimes}; }

}  // namespace mimamori::admission
