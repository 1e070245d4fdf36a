// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/case.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/domain/day.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;
using platform::Failure;

constexpr std::array<std::pair<CaseKind, std::string_view>, 3> kKinds{{
    {CaseKind::kConfirmed, "CONFIRMED"},
    {CaseKind::kProbable, "PROBABLE"},
    {CaseKind::kContact, "CONTACT"},
}};

absl::Status NotInfected() {
  return Failure(absl::StatusCode::kFailedPrecondition, "NOT_INFECTED",
                 "a contact has no status: correct the kind first when she is a case");
}

}  // namespace

std::string_view NameOf(CaseKind kind) {
  return std::ranges::find(kKinds, kind, &std::pair<CaseKind, std::string_view>::first)->second;
}

std::optional<CaseKind> ParseKind(std::string_view name) {
  const auto* known = std::ranges::find(kKinds, name, &std::pair<CaseKind, std::string_view>::second);
  if (known == kKinds.end()) return std::nullopt;
  return known->first;
}

absl::StatusOr<Case> OpenCase(CaseId id, const CaseDraft& draft, absl::Time now, absl::CivilDay today) {
  if (!draft.kind) return BadField("kind", "MISSING_FIELD", "kind is required");
  if (draft.report_date.empty()) return BadField("report_date", "MISSING_FIELD", "report_date is required");
  Case opened{.id = id, .kind = *draft.kind, .has_contact = draft.has_contact, .created_at = now};
  ASSIGN_OR_RETURN(opened.area, platform::AreaCode::Parse(draft.area_code));
  ASSIGN_OR_RETURN(opened.onset, ParsePastDay("onset_date", draft.onset_date, today));
  ASSIGN_OR_RETURN(opened.sampling, ParsePastDay("sampling_date", draft.sampling_date, today));
  ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> report, ParsePastDay("report_date", draft.report_date, today));
  opened.report = *report;
  if (opened.sampling && *opened.sampling > opened.report) {
    return BadField("sampling_date", "DATES_OUT_OF_ORDER", "the sample can't have been taken after the report");
  }
  ASSIGN_OR_RETURN(opened.patient, ParsePatient(draft.patient, today));
  ASSIGN_OR_RETURN(opened.plan, ParsePlan(draft.plan));
  return opened;
}

absl::StatusOr<bool> CheckChange(const Case& kept, int version, bool already) {
  if (kept.withdrawn_at) {
    return Failure(absl::StatusCode::kFailedPrecondition, "CASE_WITHDRAWN", "this case was taken back");
  }
  const bool seen = version == kept.version;
  const bool again = version == kept.version - 1;
  if (already && (seen || again)) return false;
  if (seen) return true;
  return Failure(absl::StatusCode::kAborted, "CASE_CHANGED", "this case changed since you looked at it; look again",
                 "version");
}

absl::StatusOr<bool> CorrectCase(Case& kept, int version, CaseDraft draft, absl::CivilDay today) {
  draft.area_code = kept.area.ToString();
  ASSIGN_OR_RETURN(const Case wanted, OpenCase(kept.id, draft, kept.created_at, today));
  const auto corrected = [](const Case& c) { return std::tie(c.kind, c.onset, c.sampling, c.report); };
  ASSIGN_OR_RETURN(const bool changes, CheckChange(kept, version, corrected(kept) == corrected(wanted)));
  if (!changes) return false;
  if (wanted.kind == CaseKind::kContact) {
    if (kept.standing.status != CaseStatus::kPositive) {
      return Failure(absl::StatusCode::kFailedPrecondition, "STATUS_GIVEN",
                     "a contact has no status: correct the status to POSITIVE first", "kind");
    }
    kept.standing = {};
  }
  kept.kind = wanted.kind;
  kept.onset = wanted.onset;
  kept.sampling = wanted.sampling;
  kept.report = wanted.report;
  return true;
}

absl::StatusOr<bool> CorrectPatient(Case& kept, int version, PatientDraft draft, absl::CivilDay today) {
  draft.language = kept.patient.language;
  ASSIGN_OR_RETURN(const Patient wanted, ParsePatient(draft, today));
  ASSIGN_OR_RETURN(const bool changes, CheckChange(kept, version, kept.patient == wanted));
  if (changes) kept.patient = wanted;
  return changes;
}

// Whether it is the same address nobody knows: it is always another one.
absl::StatusOr<bool> ChangeContact(Case& kept, int version, bool has_contact, const std::string& language) {
  RETURN_IF_ERROR(CheckChange(kept, version, false).status());
  kept.has_contact = has_contact;
  kept.patient.language = language;
  return true;
}

absl::StatusOr<bool> ChangePlan(Case& kept, int version, const std::optional<Plan>& plan) {
  ASSIGN_OR_RETURN(const bool changes, CheckChange(kept, version, kept.plan == plan));
  if (changes) kept.plan = plan;
  return changes;
}

absl::StatusOr<bool> ChangeStatus(Case& kept, int version, const Standing& wanted, const StatusTable& table) {
  ASSIGN_OR_RETURN(const bool changes, CheckChange(kept, version, kept.standing == wanted));
  if (kept.kind == CaseKind::kContact) return NotInfected();
  if (!changes) return false;
  const Standing& now = kept.standing;
  if (now.status == wanted.status && now.severe == wanted.severe) {
    return Failure(absl::StatusCode::kFailedPrecondition, "STATUS_UNCHANGED",
                   "this is the status already: correct it when its date is wrong", "status");
  }
  if (now.status != wanted.status && !table.Leads(now.status, wanted.status)) {
    return Failure(absl::StatusCode::kFailedPrecondition, "STATUS_NOT_NEXT",
                   fmt::format("{} can't follow {}", NameOf(wanted.status), NameOf(now.status)), "status");
  }
  if (now.since && wanted.since && *wanted.since < *now.since) {
    return BadField("status_date", "DATES_OUT_OF_ORDER", "the status before began later");
  }
  kept.standing = wanted;
  return true;
}

absl::StatusOr<bool> CorrectStatus(Case& kept, int version, const Standing& wanted) {
  ASSIGN_OR_RETURN(const bool changes, CheckChange(kept, version, kept.standing == wanted));
  if (kept.kind == CaseKind::kContact) return NotInfected();
  if (changes) kept.standing = wanted;
  return changes;
}

absl::StatusOr<bool> ReleaseCase(Case& kept, absl::CivilDay day, const StatusTable& table) {
  if (!kept.withdrawn_at && kept.standing.status == CaseStatus::kReleased) return false;
  ASSIGN_OR_RETURN(const bool changes,
                   ChangeStatus(kept, kept.version, {.status = CaseStatus::kReleased, .since = day}, table));
  kept.plan = std::nullopt;
  return changes;
}

absl::StatusOr<bool> PlaceCase(Case& kept, const Standing& wanted, const StatusTable& table) {
  if (wanted.status == CaseStatus::kReleased) return ReleaseCase(kept, *wanted.since, table);
  const Standing& now = kept.standing;
  const bool there = now.status == wanted.status && now.severe == wanted.severe && kept.kind != CaseKind::kContact;
  if (!kept.withdrawn_at && there) return false;
  return ChangeStatus(kept, kept.version, wanted, table);
}

bool WithdrawCase(Case& kept, absl::Time now) {
  if (kept.withdrawn_at) return false;
  kept.withdrawn_at = now;
  return true;
}

std::string NumberOf(const Case& opened, int sequence) {
  return fmt::format("{}-{}-{:06}", opened.area.ToString(), opened.report.year(), sequence);
}

bool SameRequest(const Case& first, const Case& again) {
  const auto asked = [](const Case& c) {
    return std::tie(c.kind, c.area, c.onset, c.sampling, c.report, c.has_contact, c.patient, c.plan, c.reporter);
  };
  return asked(first) == asked(again);
}

}  // namespace mimamori::registry
