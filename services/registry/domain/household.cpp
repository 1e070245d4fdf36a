// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/household.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;

absl::Status Refused(std::string_view reason, std::string_view sentence, std::string_view field) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence, field);
}

absl::Status CheckStanding(const Case& patient, int version, std::string_view field, std::string_view version_field) {
  if (patient.withdrawn_at) return Refused("CASE_WITHDRAWN", "this case was taken back", field);
  if (patient.version == version) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kAborted, "CASE_CHANGED",
                           "this case changed since you looked at it; look again", version_field);
}

absl::Status CheckMerge(const Case& kept, const Case& duplicate, const MergeFacts& facts) {
  RETURN_IF_ERROR(CheckStanding(kept, facts.version, "case_id", "version"));
  RETURN_IF_ERROR(CheckStanding(duplicate, facts.duplicate_version, "duplicate_id", "duplicate_version"));
  if (duplicate.has_contact && !kept.has_contact) {
    return Refused("CONTACT_WOULD_BE_LOST", "only the duplicate has the patient's address: merge the other way",
                   "duplicate_id");
  }
  if (kept.kind == CaseKind::kContact && duplicate.kind != CaseKind::kContact) {
    return Refused("INFECTION_WOULD_BE_LOST", "the case is a contact's: correct its kind first, or merge the other way",
                   "duplicate_id");
  }
  return absl::OkStatus();
}

// The double itself is nobody who reports.
std::optional<CaseId> ReporterOf(const Case& kept, const Case& duplicate) {
  if (kept.reporter && *kept.reporter != duplicate.id) return kept.reporter;
  if (duplicate.reporter && *duplicate.reporter != kept.id) return duplicate.reporter;
  return std::nullopt;
}

void Learn(Case& kept, const Case& duplicate) {
  if (!kept.onset) kept.onset = duplicate.onset;
  if (!kept.sampling && duplicate.sampling && *duplicate.sampling <= kept.report) kept.sampling = duplicate.sampling;
  Patient& patient = kept.patient;
  if (patient.birth_year == 0) patient.birth_year = duplicate.patient.birth_year;
  if (patient.sex == Sex::kNotKnown) patient.sex = duplicate.patient.sex;
  if (patient.route == Route::kNotAsked) patient.route = duplicate.patient.route;
  patient.risks = Together(patient.risks, duplicate.patient.risks);
  if (!kept.plan) kept.plan = duplicate.plan;
  if (kept.standing.status == CaseStatus::kPositive && duplicate.standing.status != CaseStatus::kPositive) {
    kept.standing = duplicate.standing;
  }
}

}  // namespace

absl::Status CheckReporter(const Case& reporter, int members) {
  if (reporter.withdrawn_at) return Refused("REPORTER_WITHDRAWN", "the reporter's case was taken back", "reporter_id");
  if (reporter.reporter) {
    return Refused("REPORTER_HAS_REPORTER", "somebody else reports for this person", "reporter_id");
  }
  if (members >= kMostMembers) {
    return Refused("TOO_MANY_MEMBERS", "this person reports for as many as one may", "reporter_id");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> ChangeReporter(Case& kept, int version, const Case* reporter, int her_members,
                                    int reporters_members) {
  const std::optional<CaseId> wanted = reporter == nullptr ? std::nullopt : std::optional(reporter->id);
  if (wanted == kept.id) return BadField("reporter_id", "SAME_CASE", "a patient who reports herself has no reporter");
  ASSIGN_OR_RETURN(const bool changes, CheckChange(kept, version, kept.reporter == wanted));
  if (!changes) return false;
  if (reporter != nullptr) {
    if (her_members > 0) {
      return Refused("REPORTS_FOR_OTHERS", "this patient reports for others herself", "case_id");
    }
    RETURN_IF_ERROR(CheckReporter(*reporter, reporters_members));
  }
  kept.reporter = wanted;
  return true;
}

absl::StatusOr<bool> MergeCases(Case& kept, Case& duplicate, const MergeFacts& facts, absl::Time now) {
  if (kept.id == duplicate.id) return BadField("duplicate_id", "SAME_CASE", "a case is not its own duplicate");
  if (duplicate.merged_into == kept.id) return false;
  RETURN_IF_ERROR(CheckMerge(kept, duplicate, facts));
  const std::optional<CaseId> reporter = ReporterOf(kept, duplicate);
  if (reporter && facts.reports_for_others) {
    return Refused("HOUSEHOLD_CHAIN", "she would report for others and be reported for: settle that first", "case_id");
  }
  Learn(kept, duplicate);
  kept.reporter = reporter;
  kept.merged_numbers.push_back(duplicate.number);
  kept.merged_numbers.insert(kept.merged_numbers.end(), duplicate.merged_numbers.begin(),
                             duplicate.merged_numbers.end());
  duplicate.merged_into = kept.id;
  duplicate.withdrawn_at = now;
  duplicate.reporter = std::nullopt;
  duplicate.merged_numbers.clear();
  return true;
}

}  // namespace mimamori::registry
