// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"
#include "services/registry/domain/patient.hpp"
#include "services/registry/domain/status.hpp"

namespace mimamori::registry {

struct CaseTag { static constexpr const char* kName = "case_id"; };
using CaseId = platform::Id<CaseTag>;

enum class CaseKind { kConfirmed, kProbable, kContact };
std::string_view NameOf(CaseKind kind);  // "CONFIRMED"
std::optional<CaseKind> ParseKind(std::string_view name);

struct Case {
  CaseId id;
  std::string number = {};  // "271004-2026-000123"; given when it is kept
  CaseKind kind = CaseKind::kConfirmed;
  platform::AreaCode area = {};
  std::optional<absl::CivilDay> onset = std::nullopt;
  std::optional<absl::CivilDay> sampling = std::nullopt;
  absl::CivilDay report = {};
  bool has_contact = false;
  absl::Time created_at = {};
  int version = 1;
  std::optional<absl::Time> withdrawn_at = std::nullopt;
  Patient patient = {};
  std::optional<Plan> plan = std::nullopt;
  std::optional<CaseId> reporter = std::nullopt;  // who reports for her; none: she herself
  Standing standing = {};                         // of a contact: nothing, the first one
  std::optional<CaseId> merged_into = std::nullopt;  // what stands for this one, which is withdrawn
  std::vector<std::string> merged_numbers = {};      // of those that this one stands for

  friend bool operator==(const Case&, const Case&) = default;
};

// What an officer wrote, before it is looked at. Dates as "2026-11-21"; empty when unknown.
struct CaseDraft {
  std::optional<CaseKind> kind = std::nullopt;
  std::string area_code = {};
  std::string onset_date = {};
  std::string sampling_date = {};
  std::string report_date = {};
  bool has_contact = false;
  PatientDraft patient = {};
  std::optional<PlanDraft> plan = std::nullopt;
};

// Decides whether such a case may be recorded on `today`; nobody reports for it so far. BadField: MISSING_FIELD (kind,
// report_date), MALFORMED_AREA_CODE, MALFORMED_DATE (not a day of 2000–2999 in canonical form), DATE_IN_FUTURE,
// DATES_OUT_OF_ORDER (the sample was taken after the report), ParsePatient's, ParsePlan's. Symptoms may begin after the
// report: people without any are tested too.
absl::StatusOr<Case> OpenCase(CaseId id, const CaseDraft& draft, absl::Time now, absl::CivilDay today);

// Whether a change may be made, and has to be. True: it has to be kept. False: the case says `already` what is wanted,
// and the caller saw it before or after that: a retry. FAILED_PRECONDITION: CASE_WITHDRAWN. ABORTED: CASE_CHANGED (not
// the version that the officer saw, field version).
absl::StatusOr<bool> CheckChange(const Case& kept, int version, bool already);

// True: `kept` has got the kind and the dates of the draft and has to be kept. False: it has them already, a retry. The
// area, the patient and the plan stay. BadField: as OpenCase. FAILED_PRECONDITION: STATUS_GIVEN (a contact has none).
// And CheckChange's, as of all that follow.
absl::StatusOr<bool> CorrectCase(Case& kept, int version, CaseDraft draft, absl::CivilDay today);

// The language stays: it goes with the contact. BadField: as ParsePatient.
absl::StatusOr<bool> CorrectPatient(Case& kept, int version, PatientDraft draft, absl::CivilDay today);
// Another address, or none, and the language that goes with it.
absl::StatusOr<bool> ChangeContact(Case& kept, int version, bool has_contact, const std::string& language);
absl::StatusOr<bool> ChangePlan(Case& kept, int version, const std::optional<Plan>& plan);
// By the table. BadField: DATES_OUT_OF_ORDER (status_date, before what there is). FAILED_PRECONDITION: NOT_INFECTED (a
// contact), STATUS_NOT_NEXT, STATUS_UNCHANGED (only the date differs).
absl::StatusOr<bool> ChangeStatus(Case& kept, int version, const Standing& wanted, const StatusTable& table);
// Whatever the table says. FAILED_PRECONDITION: NOT_INFECTED.
absl::StatusOr<bool> CorrectStatus(Case& kept, int version, const Standing& wanted);

// A person decided that she is released since that day: the monitoring ends with it. False: she was released before. Failures
// as of ChangeStatus; FAILED_PRECONDITION: CASE_WITHDRAWN.
absl::StatusOr<bool> ReleaseCase(Case& kept, absl::CivilDay day, const StatusTable& table);

// Whoever finds places for patients says where she is. False: she is there already. RELEASED ends the monitoring. Failures as of
// ChangeStatus.
absl::StatusOr<bool> PlaceCase(Case& kept, const Standing& wanted, const StatusTable& table);

// False when it was withdrawn before.
bool WithdrawCase(Case& kept, absl::Time now);

// "271004-2026-000123": area, year of the report, and the number of the case among them.
std::string NumberOf(const Case& opened, int sequence);

// Whether a retry asks for the case that its first call made: all but what the record adds, and the contact itself.
bool SameRequest(const Case& first, const Case& again);

}  // namespace mimamori::registry
