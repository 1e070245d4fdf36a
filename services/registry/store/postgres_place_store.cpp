// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/postgres_place_store.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/registry/store/case_rows.hpp"
#include "services/registry/store/policy_reader.hpp"

namespace mimamori::registry {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFindByRequest{"registry.find_place_by_request", R"sql(
  SELECT )sql" MIMAMORI_PLACE_COLUMNS R"sql( FROM places WHERE created_by = $1 AND request_id = $2
)sql"};

constexpr Statement kCount{"registry.count_places", R"sql(
  SELECT count(*) FROM places WHERE case_id = $1 AND withdrawn_at IS NULL
)sql"};

constexpr Statement kInsert{"registry.insert_place", R"sql(
  INSERT INTO places (id, case_id, venue_id, start_time, end_time, participants, source, recorded_by, created_at,
                      created_by, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $10)
)sql"};

constexpr Statement kGet{"registry.get_place", R"sql(
  SELECT )sql" MIMAMORI_PLACE_COLUMNS R"sql( FROM places WHERE case_id = $1 AND id = $2
)sql"};

constexpr Statement kChange{"registry.change_place", R"sql(
  UPDATE places SET venue_id = $2, start_time = $3, end_time = $4, participants = $5, recorded_by = $6, version = $7,
                    withdrawn_at = $8
  WHERE id = $1
)sql"};

constexpr Statement kList{"registry.list_places", R"sql(
  SELECT )sql" MIMAMORI_PLACE_COLUMNS R"sql( FROM places
  WHERE case_id = $1 AND withdrawn_at IS NULL AND (start_time, id) > ($2, $3) ORDER BY start_time, id LIMIT $4
)sql"};

// Ids alone: entries outlive places.
std::string PayloadOf(const Place& place) {
  return fmt::format(R"({{"place_id": "{}", "version": {}}})", place.id.ToString(), place.version);
}

absl::StatusOr<std::optional<Place>> FindByRequest(Connection& connection, const NewPlace& created) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFindByRequest, Params()
                                                                       .Text(created.place.recorded_by)
                                                                       .Uuid(created.request_id.uuid())));
  if (rows.empty()) return std::nullopt;
  Place first = ReadPlace(rows, 0);
  const bool corrected = first.version > 1;  // what was asked for first is not known any more
  if (first.case_id != created.place.case_id || (!corrected && first.where != created.place.where)) {
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was already used for another place");
  }
  return first;
}

absl::Status Insert(Connection& transaction, const NewPlace& created) {
  const Place& place = created.place;
  return transaction
      .Run(kInsert, Params()
                        .Uuid(place.id.uuid())
                        .Uuid(place.case_id.uuid())
                        .Int8(place.where.venue.number())
                        .Time(place.where.start)
                        .Time(place.where.end)
                        .Int4(place.where.participants)
                        .Int2(static_cast<int16_t>(place.source))
                        .Text(place.recorded_by)
                        .Time(created.created_at)
                        .Uuid(created.request_id.uuid()))
      .status();
}

absl::Status KeepChange(Connection& transaction, const Place& place) {
  return transaction
      .Run(kChange, Params()
                        .Uuid(place.id.uuid())
                        .Int8(place.where.venue.number())
                        .Time(place.where.start)
                        .Time(place.where.end)
                        .Int4(place.where.participants)
                        .Text(place.recorded_by)
                        .Int4(place.version)
                        .Optional(place.withdrawn_at, &Params::Time))
      .status();
}

}  // namespace

// One officer's calls for one case come one after another behind the lock of the case; that she uses one request id for
// two cases at the same moment is refused by the constraint.
absl::StatusOr<Place> PostgresPlaceStore::Add(absl::Time deadline, const NewPlace& created, const Scope& scope,
                                              const AuditEntry& audit,
                                              const std::function<absl::Status(const Case&, int)>& check) {
  Place kept;
  const absl::Status done = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Case patient, LockCase(transaction, created.place.case_id, scope));
    ASSIGN_OR_RETURN(const std::optional<Place> first, FindByRequest(transaction, created));
    if (first) {
      kept = *first;
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const Rows count, transaction.Run(kCount, Params().Uuid(patient.id.uuid())));
    RETURN_IF_ERROR(check(patient, static_cast<int>(count.Int8(0, 0))));
    kept = created.place;
    RETURN_IF_ERROR(Insert(transaction, created));
    AuditEntry entry = About(audit, patient);
    entry.payload = PayloadOf(kept);
    RETURN_IF_ERROR(AppendAudit(transaction, entry));
    return TellOfCase(transaction, created.created_at, patient.id);
  });
  if (platform::postgres::ConstraintOf(done) == "places_request_key") {
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was already used for another place");
  }
  RETURN_IF_ERROR(done);
  return kept;
}

absl::StatusOr<Place> PostgresPlaceStore::Change(
    absl::Time deadline, const CaseId& case_id, const PlaceId& id, const Scope& scope, absl::Time now,
    const AuditEntry& audit, const std::function<absl::StatusOr<bool>(const Case&, Place&)>& decide) {
  Place place;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Case patient, LockCase(transaction, case_id, scope));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, Params().Uuid(case_id.uuid()).Uuid(id.uuid())));
    if (rows.empty()) return platform::NotFound("PLACE_UNKNOWN", "this case has no such place");
    place = ReadPlace(rows, 0);
    ASSIGN_OR_RETURN(const bool changed, decide(patient, place));
    if (!changed) return absl::OkStatus();
    ++place.version;
    RETURN_IF_ERROR(KeepChange(transaction, place));
    AuditEntry entry = About(audit, patient);
    entry.payload = PayloadOf(place);
    RETURN_IF_ERROR(AppendAudit(transaction, entry));
    return TellOfCase(transaction, now, case_id);
  }));
  return place;
}

absl::StatusOr<std::vector<Place>> PostgresPlaceStore::List(absl::Time deadline, const CaseId& case_id,
                                                            const Scope& scope,
                                                            const std::optional<PlacePosition>& after, int limit,
                                                            const AuditEntry& audit) {
  const PlacePosition from = after.value_or(PlacePosition{.start = absl::InfinitePast(), .id = {}});
  std::vector<Place> places;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    places.clear();
    ASSIGN_OR_RETURN(const Case patient, LockCase(transaction, case_id, scope));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kList, Params()
                                                                 .Uuid(case_id.uuid())
                                                                 .Time(from.start)
                                                                 .Uuid(from.id.uuid())
                                                                 .Int8(limit)));
    for (int row = 0; row < rows.size(); ++row) places.push_back(ReadPlace(rows, row));
    return AppendAudit(transaction, About(audit, patient));
  }));
  return places;
}

absl::StatusOr<PlacePolicy> PostgresPlaceStore::PolicyAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy,
                   platform::postgres::PolicyAt(pool_, deadline, "registry.places", now));
  return ReadPlacePolicy(policy.body);
}

std::vector<Statement> PostgresPlaceStore::Statements() {
  std::vector<Statement> all = CaseRowStatements();
  all.insert(all.end(), {kFindByRequest, kCount, kInsert, kGet, kChange, kList});
  return all;
}

}  // namespace mimamori::registry
