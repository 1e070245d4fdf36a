// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/patient_store.hpp"

#include <tuple>
#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/registry/store/case_rows.hpp"
#include "services/registry/store/status_store.hpp"

namespace mimamori::registry {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kSealedBy{"registry.find_contact_request", R"sql(
  SELECT coalesce(contact_request_id = $2, false) FROM cases WHERE id = $1
)sql"};
constexpr Statement kSeal{"registry.replace_contact", R"sql(
  UPDATE cases SET sealed_contact = nullif($2::bytea, ''), contact_request_id = $3 WHERE id = $1
)sql"};

constexpr Statement kReportsForOthers{"registry.reports_for_others", R"sql(
  SELECT EXISTS (SELECT FROM cases WHERE reporter_id IN ($1, $2) AND id NOT IN ($1, $2))
)sql"};
constexpr Statement kMovePlaces{"registry.move_places", "UPDATE places SET case_id = $2 WHERE case_id = $1"};
constexpr Statement kMoveConsents{"registry.move_consents", "UPDATE consents SET case_id = $2 WHERE case_id = $1"};
constexpr Statement kMoveMembers{"registry.move_members", R"sql(
  UPDATE cases SET reporter_id = $2, version = version + 1 WHERE reporter_id = $1 RETURNING id
)sql"};
// What the duplicate stood for leads to the other one at once, not by way of it.
constexpr Statement kMoveDoubles{"registry.move_doubles", R"sql(
  UPDATE cases SET merged_into = $2 WHERE merged_into = $1 AND id <> $2 RETURNING id
)sql"};

absl::Status DuplicateUnknown() {
  return platform::Failure(absl::StatusCode::kNotFound, "CASE_UNKNOWN", "there is no such case", "duplicate_id");
}

absl::StatusOr<Case> LockOr(Connection& transaction, const CaseId& id, const Scope& scope,
                            const absl::Status& unknown) {
  auto found = LockCase(transaction, id, scope);
  if (absl::IsNotFound(found.status())) return unknown;
  return found;
}

// Both, in the order of their ids: two that lock in the same order don't wait for each other for ever.
absl::StatusOr<std::pair<Case, Case>> LockBoth(Connection& transaction, const CaseId& first, const CaseId& second,
                                               const Scope& scope, const absl::Status& second_unknown) {
  absl::StatusOr<Case> other = second_unknown;
  if (second < first) other = LockOr(transaction, second, scope, second_unknown);
  // Whoever may see neither is told of the first, whichever is locked first.
  ASSIGN_OR_RETURN(Case one, LockCase(transaction, first, scope));
  if (first <= second) other = LockOr(transaction, second, scope, second_unknown);
  RETURN_IF_ERROR(other.status());
  return std::pair(std::move(one), *std::move(other));
}

absl::Status MoveEverything(Connection& transaction, const Case& kept, const Case& duplicate, absl::Time now) {
  const Params from_to = Params().Uuid(duplicate.id.uuid()).Uuid(kept.id.uuid());
  RETURN_IF_ERROR(transaction.Run(kMovePlaces, from_to).status());
  RETURN_IF_ERROR(transaction.Run(kMoveConsents, from_to).status());
  // First that the one counts no more: nobody counts both.
  std::vector<std::string> told{duplicate.id.ToString(), kept.id.ToString()};
  for (const Statement& statement : {kMoveMembers, kMoveDoubles}) {
    ASSIGN_OR_RETURN(const Rows moved, transaction.Run(statement, from_to));
    for (int row = 0; row < moved.size(); ++row) told.push_back(CaseId(moved.Uuid(row, 0)).ToString());
  }
  return AppendChanges(transaction, now, "case", told);
}

}  // namespace

absl::StatusOr<Case> PatientStore::ReplaceContact(absl::Time deadline, const CaseId& id, const Scope& scope,
                                                  const NewContact& contact, const AuditEntry& audit,
                                                  const std::function<absl::StatusOr<bool>(Case&)>& decide) {
  Case kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockCase(transaction, id, scope));
    const Params call = Params().Uuid(id.uuid()).Uuid(contact.request_id.uuid());
    ASSIGN_OR_RETURN(const Rows before, transaction.Run(kSealedBy, call));
    if (before.Bool(0, 0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool changed, decide(kept));
    if (!changed) return absl::OkStatus();
    RETURN_IF_ERROR(transaction
                        .Run(kSeal, Params().Uuid(id.uuid()).Bytes(contact.sealed).Uuid(contact.request_id.uuid()))
                        .status());
    RETURN_IF_ERROR(KeepCase(transaction, kept, audit));
    return TellOfCase(transaction, audit.time, id);
  }));
  return kept;
}

absl::StatusOr<Case> PatientStore::SetReporter(absl::Time deadline, const CaseId& id, int version,
                                               const std::optional<CaseId>& reporter, const Scope& scope,
                                               const AuditEntry& audit) {
  Case kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    Case other;
    int others_members = 0;
    if (reporter) {
      ASSIGN_OR_RETURN(std::tie(kept, other), LockBoth(transaction, id, *reporter, scope, ReporterUnknown()));
      ASSIGN_OR_RETURN(others_members, CountMembers(transaction, *reporter));
    } else {
      ASSIGN_OR_RETURN(kept, LockCase(transaction, id, scope));
    }
    ASSIGN_OR_RETURN(const int her_members, CountMembers(transaction, id));
    ASSIGN_OR_RETURN(const bool changed,
                     ChangeReporter(kept, version, reporter ? &other : nullptr, her_members, others_members));
    if (!changed) return absl::OkStatus();
    RETURN_IF_ERROR(KeepCase(transaction, kept, audit));
    return TellOfCase(transaction, audit.time, id);
  }));
  return kept;
}

absl::StatusOr<Case> PatientStore::Merge(absl::Time deadline, const CaseId& kept_id, const CaseId& duplicate_id,
                                         MergeFacts facts, const Scope& scope, const AuditEntry& audit) {
  Case kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    Case duplicate;
    ASSIGN_OR_RETURN(std::tie(kept, duplicate),
                     LockBoth(transaction, kept_id, duplicate_id, scope, DuplicateUnknown()));
    ASSIGN_OR_RETURN(const Rows others, transaction.Run(kReportsForOthers, Params()
                                                                               .Uuid(kept_id.uuid())
                                                                               .Uuid(duplicate_id.uuid())));
    facts.reports_for_others = others.Bool(0, 0);
    const Standing before = kept.standing;
    ASSIGN_OR_RETURN(const bool merged, MergeCases(kept, duplicate, facts, audit.time));
    if (!merged) return absl::OkStatus();
    RETURN_IF_ERROR(KeepCase(transaction, kept, audit));
    RETURN_IF_ERROR(KeepCase(transaction, duplicate, audit));
    if (kept.standing != before) RETURN_IF_ERROR(AddStatusRow(transaction, kept, Correction::kMerged, audit));
    return MoveEverything(transaction, kept, duplicate, audit.time);
  }));
  return kept;
}

std::vector<Statement> PatientStore::Statements() {
  std::vector<Statement> all = CaseRowStatements();
  for (const Statement& statement : {kSealedBy, kSeal, kReportsForOthers, kMovePlaces, kMoveConsents, kMoveMembers,
                                     kMoveDoubles}) {
    all.push_back(statement);
  }
  return all;
}

}  // namespace mimamori::registry
