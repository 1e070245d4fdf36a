// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/facility_store.hpp"

#include "fmt/format.h"
#include "services/capacity/store/facility_rows.hpp"
#include "services/capacity/store/new_facilities.hpp"
#include "services/capacity/store/policy_reader.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFindByRequest{"capacity.facility_by_request", "SELECT " MIMAMORI_FACILITY_COLUMNS
  " FROM facilities f WHERE f.created_by = $1 AND f.request_id = $2"};
constexpr Statement kGet{"capacity.get_facility", "SELECT " MIMAMORI_FACILITY_COLUMNS
  " FROM facilities f WHERE f.facility_id = $1 AND " MIMAMORI_SEES("$2", "$3", "$4")};
constexpr Statement kList{"capacity.list_facilities", "SELECT " MIMAMORI_FACILITY_COLUMNS R"sql(
  FROM facilities f
  WHERE )sql" MIMAMORI_SEES("$1", "$2", "$3") R"sql( AND f.area_code LIKE $4 AND ($5::smallint IS NULL OR f.kind = $5)
    AND ($6 OR f.closed_at IS NULL) AND (f.area_code, f.display_name, f.facility_id) > ($7::text, $8::text, $9::uuid)
  ORDER BY f.area_code, f.display_name, f.facility_id LIMIT $10
)sql"};
constexpr Statement kKeep{"capacity.keep_facility", R"sql(
  UPDATE facilities
  SET revision = $2, display_name = $3, latitude = $4, longitude = $5, time_zone = $6, accepting = $7, capabilities = $8,
      phone = $9, organisation_id = $10, language = $11, due_minutes = $12, closed_at = $13,
      sealed_contact = CASE WHEN $14 THEN NULL WHEN $15::bytea <> '' THEN $15 ELSE sealed_contact END
  WHERE facility_id = $1
)sql"};

absl::StatusOr<std::optional<Facility>> FindByRequest(Connection& connection, const NewFacility& created) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFindByRequest, Params()
                                                                       .Text(created.created_by)
                                                                       .Uuid(created.request.uuid())));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Facility first, ReadFacility(rows, 0));
  const bool changed = first.revision > 1;  // what was asked for first is not known any more
  if (!changed && !SameRequest(first, created.facility)) {
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was already used for another facility", "request_id");
  }
  return first;
}

absl::Status Keep(Connection& transaction, const Facility& facility, const ContactChange& contact) {
  const FacilityFacts& facts = facility.facts;
  const std::vector<int16_t> due(facts.due_minutes.begin(), facts.due_minutes.end());
  Params params;
  params.Uuid(facility.id.uuid()).Int4(facility.revision).Text(facts.display_name);
  facts.point ? params.Int4(facts.point->latitude).Int4(facts.point->longitude) : params.Null().Null();
  params.Text(facts.time_zone).Bool(facts.accepting).TextArray(facts.capabilities).Text(facts.phone);
  facts.organisation ? params.Uuid(facts.organisation->uuid()) : params.Null();
  params.Text(facts.language).Int2Array(due).Optional(facility.closed, &Params::Time);
  return transaction.Run(kKeep, params.Bool(contact.forget).Bytes(contact.sealed)).status();
}

}  // namespace

absl::StatusOr<Facility> FacilityStore::Create(absl::Time deadline, const NewFacility& created, const AuditEntry& audit) {
  Facility kept = created.facility;
  const absl::Status done = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<Facility> first, FindByRequest(transaction, created));
    if (first) {
      kept = *first;
      return absl::OkStatus();
    }
    kept = created.facility;
    return InsertFacilities(transaction, {created}, audit);
  });
  if (done.ok()) return kept;
  // The same call twice at once: the other one won.
  const std::string constraint = platform::postgres::ConstraintOf(done);
  if (constraint != "facilities_request_key" && constraint != "facilities_name_key") return done;
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const std::optional<Facility> first, FindByRequest(*session, created));
  if (!first) return AsFacilityExists(done);
  return *first;
}

absl::StatusOr<Facility> FacilityStore::Get(absl::Time deadline, const FacilityId& id, const Scope& scope) {
  Params params;
  AddScope(params.Uuid(id.uuid()), scope);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGet, params));
  if (rows.empty()) return FacilityUnknown();
  return ReadFacility(rows, 0);
}

absl::StatusOr<std::vector<Facility>> FacilityStore::List(absl::Time deadline, const Scope& scope,
                                                          const FacilityFilter& filter,
                                                          const std::optional<FacilityPosition>& after, int limit) {
  const std::string code = filter.area ? filter.area->ToString() : "";
  const std::string pattern = !filter.area ? "%" : filter.area->IsPrefecture() ? code.substr(0, 2) + "%" : code;
  const FacilityPosition from = after.value_or(FacilityPosition{});
  Params params;
  AddScope(params, scope);
  params.Text(pattern);
  filter.kind ? params.Int2(static_cast<int16_t>(*filter.kind)) : params.Null();
  params.Bool(filter.closed).Text(from.area).Text(from.display_name).Uuid(from.id.uuid()).Int8(limit);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, params));
  std::vector<Facility> facilities;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Facility read, ReadFacility(rows, row));
    facilities.push_back(std::move(read));
  }
  return facilities;
}

absl::StatusOr<Facility> FacilityStore::Change(absl::Time deadline, const FacilityId& id, const Scope& scope,
                                               const ContactChange& contact, const AuditEntry& audit,
                                               const std::function<absl::StatusOr<bool>(Facility&)>& decide) {
  Facility kept;
  const absl::Status done = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockFacility(transaction, id, scope));
    ASSIGN_OR_RETURN(const bool changed, decide(kept));
    if (!changed) return absl::OkStatus();
    kept.has_contact = !contact.forget && (kept.has_contact || !contact.sealed.empty());
    RETURN_IF_ERROR(Keep(transaction, kept, contact));
    AuditEntry entry = About(audit, kept);
    entry.payload = fmt::format(R"({{"revision": {}}})", kept.revision);
    RETURN_IF_ERROR(AppendAudit(transaction, entry));
    return TellOfFacility(transaction, audit.time, id, kept.area);
  });
  if (!done.ok()) return AsFacilityExists(done);
  return kept;
}

absl::StatusOr<NamedCatalogue> FacilityStore::CatalogueAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy,
                   platform::postgres::PolicyAt(pool_, deadline, "capacity.classes", now));
  return ReadCatalogue(policy.body);
}

std::vector<Statement> FacilityStore::Statements() {
  std::vector<Statement> all = FacilityRowStatements();
  for (const Statement& statement : NewFacilityStatements()) all.push_back(statement);
  for (const Statement& statement : {kFindByRequest, kGet, kList, kKeep}) all.push_back(statement);
  return all;
}

}  // namespace mimamori::capacity
