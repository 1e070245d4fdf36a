// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/postgres_case_store.hpp"

#include <algorithm>
#include <map>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/registry/domain/household.hpp"
#include "services/registry/store/case_rows.hpp"
#include "services/registry/store/new_cases.hpp"
#include "services/registry/store/policy_reader.hpp"

namespace mimamori::registry {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFindByRequest{"registry.find_case_by_request", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql( FROM cases WHERE created_by = $1 AND request_id = $2
)sql"};

// $2: every area; $3: codes; $4: the first two digits of prefectures.
constexpr Statement kGetCase{"registry.get_case", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql(, sealed_contact FROM cases
  WHERE id = $1 AND ($2 OR area_code = ANY ($3) OR left(area_code, 2) = ANY ($4))
)sql"};

// Each filter that is not wanted comes as null. The three statements say once more what is rare, so that whatever plan
// is kept for them finds it by its index.
#define MIMAMORI_LIST_CASES(rare)                                                                                 \
  "SELECT " MIMAMORI_CASE_COLUMNS " FROM cases "                                                                  \
  "WHERE (created_at, id) < ($1, $2) AND ($3 OR area_code = ANY ($4) OR left(area_code, 2) = ANY ($5)) "          \
  "AND ($7::text IS NULL OR (status = $7 AND withdrawn_at IS NULL AND kind <> 'CONTACT')) "                       \
  "AND ($8::uuid IS NULL OR reporter_id = $8) "                                                                   \
  "AND ($9::text IS NULL OR number = $9 OR (merged_numbers <> '{}' AND merged_numbers @> ARRAY[$9])) " rare       \
  " ORDER BY created_at DESC, id DESC LIMIT $6"
constexpr Statement kListCases{"registry.list_cases", MIMAMORI_LIST_CASES("")};
constexpr Statement kListByStatus{
    "registry.list_cases_by_status",
    MIMAMORI_LIST_CASES("AND status = $7 AND withdrawn_at IS NULL AND kind <> 'CONTACT'")};
constexpr Statement kListMembers{"registry.list_members", MIMAMORI_LIST_CASES("AND reporter_id = $8")};
constexpr Statement kListByNumber{
    "registry.list_cases_by_number",
    MIMAMORI_LIST_CASES("AND (number = $9 OR (merged_numbers <> '{}' AND merged_numbers @> ARRAY[$9]))")};

const Statement& StatementFor(const CaseFilter& filter) {
  if (!filter.number.empty()) return kListByNumber;
  if (filter.reporter) return kListMembers;
  return filter.status ? kListByStatus : kListCases;
}

constexpr Statement kForgetRisks{"registry.forget_risk_factors", R"sql(
  UPDATE cases SET risk_factors = '{}' WHERE created_at < $1 AND risk_factors <> '{}'
)sql"};
constexpr Statement kForgetImports{"registry.forget_case_imports", "DELETE FROM case_imports WHERE imported_at < $1"};
constexpr Statement kForgetContacts{"registry.forget_contacts", R"sql(
  UPDATE cases SET sealed_contact = NULL WHERE created_at < $1 AND sealed_contact IS NOT NULL
)sql"};

// What a patient gave of her own expires with the case, also when that is taken back.
constexpr Statement kForgetPlaces{"registry.forget_places", R"sql(
  DELETE FROM places WHERE end_time < $1
    OR (consent_id IS NOT NULL AND case_id IN (SELECT id FROM cases WHERE withdrawn_at IS NOT NULL))
)sql"};
// Whatever came by them ended before they did.
constexpr Statement kForgetConsents{"registry.forget_consents", "DELETE FROM consents WHERE expires_at < $1"};

constexpr Statement kHorizon{"registry.horizon", "SELECT dropped_through FROM changes_horizon"};

constexpr Statement kGetMany{"registry.get_cases", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql( FROM cases WHERE id = ANY ($1)
)sql"};

constexpr Statement kPlacesOfMany{"registry.places_of_cases", R"sql(
  SELECT )sql" MIMAMORI_PLACE_COLUMNS R"sql( FROM places
  WHERE case_id = ANY ($1) AND withdrawn_at IS NULL ORDER BY start_time, id
)sql"};

constexpr Statement kForgetCases{"registry.forget_cases", "DELETE FROM cases WHERE created_at < $1"};

absl::StatusOr<std::optional<Case>> FindByRequest(Connection& connection, const NewCase& created) {
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFindByRequest, Params()
                                                                       .Text(created.created_by)
                                                                       .Uuid(created.request_id.uuid())));
  if (rows.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Case first, ReadCase(rows, 0));
  const bool changed = first.version > 1;  // what was asked for first is not known any more
  if (!changed && !SameRequest(first, created.opened)) {
    return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                             "request_id was already used for another case");
  }
  return first;
}

// Locked until the case is there: meanwhile nobody begins to report for her.
absl::Status AdmitReporter(Connection& transaction, const CaseId& id, const Scope& scope) {
  const auto reporter = LockCase(transaction, id, scope);
  if (absl::IsNotFound(reporter.status())) return ReporterUnknown();
  RETURN_IF_ERROR(reporter.status());
  ASSIGN_OR_RETURN(const int members, CountMembers(transaction, id));
  return CheckReporter(*reporter, members);
}

}  // namespace

absl::StatusOr<Case> PostgresCaseStore::Create(absl::Time deadline, const NewCase& created, const Scope& scope,
                                               const AuditEntry& audit) {
  Case kept;
  const absl::Status done = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<Case> first, FindByRequest(transaction, created));
    if (first) {
      kept = *first;
      return absl::OkStatus();
    }
    if (created.opened.reporter) RETURN_IF_ERROR(AdmitReporter(transaction, *created.opened.reporter, scope));
    std::vector<NewCase> one{created};
    RETURN_IF_ERROR(InsertCases(transaction, one));
    kept = one.front().opened;
    RETURN_IF_ERROR(AppendAudit(transaction, About(audit, kept)));
    return TellOfCase(transaction, kept.created_at, kept.id);
  });
  if (platform::postgres::ConstraintOf(done) != "cases_request_key") {
    RETURN_IF_ERROR(done);
    return kept;
  }
  // The same call twice at once: the other one won, and its number was not used up by ours.
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const std::optional<Case> first, FindByRequest(*session, created));
  if (!first) return done;
  return *first;
}

absl::StatusOr<KeptCase> PostgresCaseStore::Get(absl::Time deadline, const CaseId& id, const Scope& scope,
                                                const AuditEntry& audit) {
  const ScopeParams areas = ParamsOf(scope);
  KeptCase found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGetCase, Params()
                                                                    .Uuid(id.uuid())
                                                                    .Bool(areas.all)
                                                                    .TextArray(areas.codes)
                                                                    .TextArray(areas.prefectures)));
    if (rows.empty()) return CaseUnknown();
    ASSIGN_OR_RETURN(found.kept, ReadCase(rows, 0));
    if (found.kept.has_contact) found.sealed_contact = rows.Bytes(0, kCaseColumns);
    return AppendAudit(transaction, About(audit, found.kept));
  }));
  return found;
}

absl::StatusOr<std::vector<Case>> PostgresCaseStore::List(absl::Time deadline, const Scope& scope,
                                                          const CaseFilter& filter,
                                                          const std::optional<Position>& after, int limit,
                                                          const AuditEntry& audit) {
  const ScopeParams areas = ParamsOf(filter.area ? Within(scope, *filter.area) : scope);
  const auto status = filter.status ? std::optional(NameOf(*filter.status)) : std::nullopt;
  const auto reporter = filter.reporter ? std::optional(filter.reporter->uuid()) : std::nullopt;
  const auto number = filter.number.empty() ? std::nullopt : std::optional<std::string_view>(filter.number);
  const Position from = after.value_or(Position{.created_at = absl::InfiniteFuture(), .id = {}});
  std::vector<Case> cases;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    cases.clear();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(StatementFor(filter), Params()
                                                                              .Time(from.created_at)
                                                                              .Uuid(from.id.uuid())
                                                                              .Bool(areas.all)
                                                                              .TextArray(areas.codes)
                                                                              .TextArray(areas.prefectures)
                                                                              .Int8(limit)
                                                                              .Optional(status, &Params::Text)
                                                                              .Optional(reporter, &Params::Uuid)
                                                                              .Optional(number, &Params::Text)));
    for (int i = 0; i < rows.size(); ++i) {
      ASSIGN_OR_RETURN(Case read, ReadCase(rows, i));
      cases.push_back(std::move(read));
    }
    AuditEntry entry = audit;
    entry.object_type = "case_list";
    entry.payload = fmt::format(R"({{"cases": {}}})", cases.size());
    return AppendAudit(transaction, entry);
  }));
  return cases;
}

absl::StatusOr<Case> PostgresCaseStore::Change(absl::Time deadline, const CaseId& id, const Scope& scope,
                                               absl::Time now, const AuditEntry& audit,
                                               const std::function<absl::StatusOr<bool>(Case&)>& decide) {
  Case kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockCase(transaction, id, scope));
    ASSIGN_OR_RETURN(const bool changed, decide(kept));
    if (!changed) return absl::OkStatus();
    RETURN_IF_ERROR(KeepCase(transaction, kept, audit));
    return TellOfCase(transaction, now, id);
  }));
  return kept;
}

// What was dropped tells of cases that are forgotten: nobody has missed anything who goes on behind it.
absl::StatusOr<std::vector<platform::postgres::Change>> PostgresCaseStore::ChangesAfter(absl::Time deadline,
                                                                                         int64_t sequence, int limit) {
  auto changes = platform::postgres::ReadChanges(pool_, deadline, sequence, limit);
  if (platform::ReasonOf(changes.status()) != "CHANGES_DROPPED") return changes;
  ASSIGN_OR_RETURN(const Rows horizon, pool_.Run(deadline, kHorizon));
  return platform::postgres::ReadChanges(pool_, deadline, horizon.Int8(0, 0), limit);
}

absl::StatusOr<std::vector<CaseNews>> PostgresCaseStore::NewsAfter(absl::Time deadline, int64_t sequence, int limit) {
  ASSIGN_OR_RETURN(const auto changes, ChangesAfter(deadline, sequence, limit));
  std::vector<CaseNews> news;
  std::vector<platform::Uuid> ids;
  for (const auto& change : changes) {
    ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(change.key));
    news.push_back({.sequence = change.sequence, .id = id, .current = std::nullopt, .places = {}});
    ids.push_back(id.uuid());
  }
  if (news.empty()) return news;
  ASSIGN_OR_RETURN(const Rows cases, pool_.Run(deadline, kGetMany, Params().UuidArray(ids)));
  ASSIGN_OR_RETURN(const Rows places, pool_.Run(deadline, kPlacesOfMany, Params().UuidArray(ids)));
  std::map<CaseId, Case> by_id;
  for (int row = 0; row < cases.size(); ++row) {
    ASSIGN_OR_RETURN(Case read, ReadCase(cases, row));
    by_id.emplace(read.id, std::move(read));
  }
  std::multimap<CaseId, Place> places_of;
  for (int row = 0; row < places.size(); ++row) {
    Place place = ReadPlace(places, row);
    places_of.emplace(place.case_id, std::move(place));
  }
  for (CaseNews& item : news) {
    if (const auto found = by_id.find(item.id); found != by_id.end()) item.current = found->second;
    if (!item.current || item.current->withdrawn_at) continue;
    const auto [first, last] = places_of.equal_range(item.id);
    for (auto place = first; place != last; ++place) item.places.push_back(place->second);
  }
  return news;
}

absl::StatusOr<InfectiousRules> PostgresCaseStore::Rules(absl::Time deadline) {
  ASSIGN_OR_RETURN(auto policies, platform::postgres::ListPolicies(pool_, deadline, "registry.infectious"));
  std::erase_if(policies, [](const platform::postgres::Policy& policy) { return policy.approved_by.empty(); });
  std::ranges::sort(policies, {}, [](const auto& policy) { return std::pair(policy.valid_from, policy.version); });
  std::vector<InfectiousRules::Version> versions;
  for (const auto& policy : policies) {
    ASSIGN_OR_RETURN(const InfectiousRule rule, ReadInfectiousRule(policy.body));
    versions.push_back({.valid_from = policy.valid_from, .rule = rule});
  }
  return InfectiousRules(std::move(versions));
}

absl::StatusOr<RetentionPolicy> PostgresCaseStore::RetentionPolicyAt(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy,
                   platform::postgres::PolicyAt(pool_, deadline, "registry.retention", now));
  return ReadRetentionPolicy(policy.body);
}

absl::StatusOr<Forgotten> PostgresCaseStore::Forget(absl::Time deadline, absl::Time contacts_before,
                                                    absl::Time cases_before, absl::Time places_before,
                                                    absl::Time now) {
  Forgotten forgotten;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows cases, transaction.Run(kForgetCases, Params().Time(cases_before)));
    ASSIGN_OR_RETURN(const Rows contacts, transaction.Run(kForgetContacts, Params().Time(contacts_before)));
    RETURN_IF_ERROR(transaction.Run(kForgetRisks, Params().Time(contacts_before)).status());
    RETURN_IF_ERROR(transaction.Run(kForgetImports, Params().Time(cases_before)).status());
    ASSIGN_OR_RETURN(const Rows places, transaction.Run(kForgetPlaces, Params().Time(places_before)));
    RETURN_IF_ERROR(transaction.Run(kForgetConsents, Params().Time(places_before)).status());
    forgotten = {.contacts = contacts.affected(), .cases = cases.affected(), .places = places.affected()};
    if (forgotten == Forgotten{}) return absl::OkStatus();
    return AppendAudit(transaction, {.time = now, .actor = "registry", .action = "registry.ForgetCases",
                                     .object_type = "case_list", .object_id = {}, .area = {}, .reason = "retention",
                                     .payload = fmt::format(R"({{"contacts": {}, "cases": {}, "places": {}}})",
                                                            forgotten.contacts, forgotten.cases, forgotten.places),
                                     .trace_id = {}});
  }));
  RETURN_IF_ERROR(platform::postgres::DropChanges(pool_, deadline, cases_before).status());
  return forgotten;
}

std::vector<Statement> PostgresCaseStore::Statements() {
  std::vector<Statement> all = CaseRowStatements();
  for (const Statement& statement : NewCaseStatements()) all.push_back(statement);
  for (const Statement& statement : {kFindByRequest, kGetCase, kListCases, kListByStatus, kListMembers, kListByNumber,
                                     kHorizon, kGetMany, kPlacesOfMany, kForgetPlaces, kForgetConsents,
                                     kForgetContacts, kForgetRisks, kForgetImports, kForgetCases}) {
    all.push_back(statement);
  }
  return all;
}

}  // namespace mimamori::registry
