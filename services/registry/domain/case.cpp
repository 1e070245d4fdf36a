// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/case.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {
namespace {

using platform::BadField;

constexpr std::array<std::pair<CaseKind, std::string_view>, 3> kKinds{{
    {CaseKind::kConfirmed, "CONFIRMED"},
    {CaseKind::kProbable, "PROBABLE"},
    {CaseKind::kContact, "CONTACT"},
}};

absl::StatusOr<std::optional<absl::CivilDay>> ParseDate(std::string_view field, const std::string& text,
                                                        absl::CivilDay today) {
  if (text.empty()) return std::nullopt;
  absl::CivilDay day;
  // Abseil also reads "2026-1-5" and "2026-11-31": what it would write must be what was read.
  if (!absl::ParseCivilTime(text, &day) || absl::FormatCivilTime(day) != text || day.year() < 2000 ||
      day.year() > 2999) {
    return BadField(field, "MALFORMED_DATE", "a date is written as 2026-11-21");
  }
  if (day > today) return BadField(field, "DATE_IN_FUTURE", "this date has not come yet");
  return day;
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
  ASSIGN_OR_RETURN(opened.onset, ParseDate("onset_date", draft.onset_date, today));
  ASSIGN_OR_RETURN(opened.sampling, ParseDate("sampling_date", draft.sampling_date, today));
  ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> report, ParseDate("report_date", draft.report_date, today));
  opened.report = *report;
  if (opened.sampling && *opened.sampling > opened.report) {
    return BadField("sampling_date", "DATES_OUT_OF_ORDER", "the sample can't have been taken after the report");
  }
  return opened;
}

absl::StatusOr<bool> CorrectCase(Case& kept, int version, CaseDraft draft, absl::CivilDay today) {
  draft.area_code = kept.area.ToString();
  draft.has_contact = kept.has_contact;
  ASSIGN_OR_RETURN(const Case wanted, OpenCase(kept.id, draft, kept.created_at, today));
  if (kept.withdrawn_at) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "CASE_WITHDRAWN", "this case was taken back");
  }
  const bool seen = version == kept.version;
  const bool again = version == kept.version - 1;
  if (SameRequest(kept, wanted) && (seen || again)) return false;
  if (!seen) {
    return platform::Failure(absl::StatusCode::kAborted, "CASE_CHANGED",
                             "this case changed since you looked at it; look again");
  }
  kept.kind = wanted.kind;
  kept.onset = wanted.onset;
  kept.sampling = wanted.sampling;
  kept.report = wanted.report;
  return true;
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
    return std::tie(c.kind, c.area, c.onset, c.sampling, c.report, c.has_contact);
  };
  return asked(first) == asked(again);
}

}  // namespace mimamori::registry
