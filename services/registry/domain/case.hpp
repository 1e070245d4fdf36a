// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/id.hpp"

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
};

// Decides whether such a case may be recorded on `today`. BadField: MISSING_FIELD (kind, report_date),
// MALFORMED_AREA_CODE, MALFORMED_DATE (not a day of 2000–2999 in canonical form), DATE_IN_FUTURE, DATES_OUT_OF_ORDER (the
// sample was taken after the report). Symptoms may begin after the report: people without any are tested too.
absl::StatusOr<Case> OpenCase(CaseId id, const CaseDraft& draft, absl::Time now, absl::CivilDay today);

// True: `kept` has got the kind and the dates of the draft and has to be kept. False: it has them already, a retry. The
// area stays. BadField: as OpenCase. FAILED_PRECONDITION: CASE_WITHDRAWN. ABORTED: CASE_CHANGED (not the version that the
// officer saw).
absl::StatusOr<bool> CorrectCase(Case& kept, int version, CaseDraft draft, absl::CivilDay today);

// False when it was withdrawn before.
bool WithdrawCase(Case& kept, absl::Time now);

// "271004-2026-000123": area, year of the report, and the number of the case among them.
std::string NumberOf(const Case& opened, int sequence);

// Whether a retry asks for the case that its first call made: all but what the record adds, and the contact itself.
bool SameRequest(const Case& first, const Case& again);

}  // namespace mimamori::registry
