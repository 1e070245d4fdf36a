// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/stay_store.hpp"

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kByRequest{"capacity.stay_by_request", "SELECT " MIMAMORI_STAY_COLUMNS
  " FROM stays s WHERE s.facility_id = $1 AND s.request_id = $2"};
constexpr Statement kLock{"capacity.lock_stay", "SELECT " MIMAMORI_STAY_COLUMNS
  " FROM stays s WHERE s.facility_id = $1 AND s.stay_id = $2 FOR UPDATE"};
constexpr Statement kKeep{"capacity.keep_stay", R"sql(
  UPDATE stays SET ended_at = $3, ended = $4, version = $5 WHERE facility_id = $1 AND stay_id = $2
)sql"};
constexpr Statement kList{"capacity.list_stays", "SELECT " MIMAMORI_STAY_COLUMNS R"sql(
  FROM stays s
  WHERE s.facility_id = $1 AND (s.recorded_at, s.stay_id) < ($2::timestamptz, $3::uuid)
    AND (NOT $4::bool OR s.ended_at IS NULL)
  ORDER BY s.recorded_at DESC, s.stay_id DESC LIMIT $5
)sql"};

absl::Status Audit(Connection& transaction, const AuditEntry& audit, const Facility& facility, const KeptStay& stay) {
  AuditEntry entry = About(audit, facility);
  entry.object_type = "stay";
  entry.object_id = stay.id.ToString();
  entry.payload = fmt::format(R"({{"facility_id": "{}", "version": {}}})", facility.id.ToString(), stay.stay.version);
  return AppendAudit(transaction, entry);
}

// What a retry asks for was recorded; whether it has ended meanwhile is another matter.
bool SameRequest(const KeptStay& made, const NewStay& asked) {
  return !made.hold && made.bed == asked.bed && made.stay.began == asked.stay.began &&
         (!asked.stay.ended || made.stay.ended == asked.stay.ended);
}

// Under the lock of its ward. Who lay there at which time is the table's own matter.
absl::Status CheckNotHeld(Connection& transaction, const NewStay& asked, absl::Time now) {
  ASSIGN_OR_RETURN(std::vector<BedSeen> seen, LookAtBeds(transaction, now, {{asked.facility, asked.bed}}));
  if (seen.empty()) return BedUnknown();
  seen[0].lain_in = false;
  return CheckBedFree(seen[0]);
}

}  // namespace

absl::StatusOr<KeptStay> StayStore::Record(absl::Time deadline, const Scope& scope, const NewStay& stay,
                                           const MayChange& may, const AuditEntry& audit) {
  KeptStay kept;
  const absl::Status status = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Facility facility, SeeFacility(transaction, stay.facility, scope));
    RETURN_IF_ERROR(may(facility));
    ASSIGN_OR_RETURN(const auto classes, ClassesOfBeds(transaction, {{stay.facility, stay.bed}}));
    if (classes.empty()) return BedUnknown();
    RETURN_IF_ERROR(LockWard(transaction, {stay.facility, classes[0].second}).status());
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kByRequest, Params().Uuid(stay.facility.uuid())
                                                                      .Uuid(stay.request.uuid())));
    if (!rows.empty()) {
      kept = ReadStay(rows, 0);
      return SameRequest(kept, stay) ? absl::OkStatus() : RequestIdReused();
    }
    RETURN_IF_ERROR(CheckNotHeld(transaction, stay, audit.time));
    kept = {.id = StayId(platform::TimeOrderedUuid(audit.time)), .facility = stay.facility,
            .bed_class = classes[0].second, .bed = stay.bed, .recorded = audit.time, .request = stay.request,
            .stay = stay.stay};
    RETURN_IF_ERROR(InsertStay(transaction, kept, audit.actor));
    RETURN_IF_ERROR(Audit(transaction, audit, facility, kept));
    return TellOfBoards(transaction, audit.time, {stay.facility});
  });
  RETURN_IF_ERROR(AsBedTaken(status));
  return kept;
}

absl::StatusOr<KeptStay> StayStore::End(absl::Time deadline, const Scope& scope, const StayDeed& deed, const MayChange& may,
                                        const std::function<absl::Status(KeptStay& stay)>& decide) {
  KeptStay kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Facility facility, SeeFacility(transaction, deed.row.facility, scope));
    RETURN_IF_ERROR(may(facility));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLock, Params().Uuid(facility.id.uuid()).Uuid(deed.stay.uuid())));
    if (rows.empty()) return platform::NotFound("STAY_UNKNOWN", "there is no such stay at the facility");
    kept = ReadStay(rows, 0);
    ASSIGN_OR_RETURN(const bool done, IsDone(transaction, deed.row));
    if (done) return absl::OkStatus();
    RETURN_IF_ERROR(decide(kept));
    Params params;
    params.Uuid(facility.id.uuid()).Uuid(kept.id.uuid()).Optional(kept.stay.ended, &Params::Time);
    kept.stay.end ? params.Int2(static_cast<int16_t>(*kept.stay.end)) : params.Null();
    RETURN_IF_ERROR(transaction.Run(kKeep, params.Int4(kept.stay.version)).status());
    RETURN_IF_ERROR(KeepDeed(transaction, deed.row));
    RETURN_IF_ERROR(Audit(transaction, deed.audit, facility, kept));
    if (!kept.hold) return absl::OkStatus();
    return TellOfHolds(transaction, deed.row.done_at, {{.id = *kept.hold, .facility = facility.id}});
  }));
  return kept;
}

absl::StatusOr<std::vector<KeptStay>> StayStore::List(absl::Time deadline, const FacilityId& facility, const Scope& scope,
                                                      bool open, const StayPosition& after, int limit,
                                                      const AuditEntry& audit) {
  std::vector<KeptStay> stays;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    stays.clear();
    ASSIGN_OR_RETURN(const Facility seen, SeeFacility(transaction, facility, scope));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kList, Params().Uuid(facility.uuid()).Time(after.recorded)
                                                                 .Uuid(after.id.uuid()).Bool(open).Int8(limit)));
    for (int row = 0; row < rows.size(); ++row) stays.push_back(ReadStay(rows, row));
    return AppendAudit(transaction, About(audit, seen));
  }));
  return stays;
}

std::vector<Statement> StayStore::Statements() {
  std::vector<Statement> all = StayRowStatements();
  for (const Statement& statement : {kByRequest, kLock, kKeep, kList}) all.push_back(statement);
  return all;
}

}  // namespace mimamori::capacity
