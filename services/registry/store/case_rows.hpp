// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "services/platform/postgres/connection.hpp"
#include "services/registry/domain/place.hpp"
#include "services/registry/store/case_store.hpp"

// What the stores of cases and of places share.
#define MIMAMORI_CASE_COLUMNS                                                                                        \
  "id, number, kind, area_code, onset_date, sampling_date, report_date, sealed_contact IS NOT NULL, created_at, "    \
  "version, withdrawn_at, birth_year, sex, risk_factors, language, time_zone, route, reports_per_day, plan_start, "   \
  "plan_end, reporter_id, status, severe, status_date, merged_into, merged_numbers"
#define MIMAMORI_PLACE_COLUMNS                                                                                       \
  "id, case_id, venue_id, start_time, end_time, participants, source, recorded_by, version, withdrawn_at"

namespace mimamori::registry {

inline constexpr int kCaseColumns = 26;
absl::StatusOr<Case> ReadCase(const platform::postgres::Rows& rows, int row);
Place ReadPlace(const platform::postgres::Rows& rows, int row);

struct ScopeParams {
  bool all = false;
  std::vector<std::string> codes;
  std::vector<std::string> prefectures;  // first two digits
};
ScopeParams ParamsOf(const Scope& scope);

// What of the scope lies in the area, or is it.
Scope Within(const Scope& scope, const platform::AreaCode& area);

absl::Status CaseUnknown();
absl::Status ReporterUnknown();

// Until the transaction ends. NOT_FOUND (CASE_UNKNOWN), also outside the scope.
absl::StatusOr<Case> LockCase(platform::postgres::Connection& transaction, const CaseId& id, const Scope& scope);

// Keeps what may change of a case, with a higher version, and the audit entry, which tells that version. The followers
// are told by the caller.
absl::Status KeepCase(platform::postgres::Connection& transaction, Case& changed,
                      const platform::postgres::AuditEntry& audit);

// For how many others she reports.
absl::StatusOr<int> CountMembers(platform::postgres::Connection& transaction, const CaseId& reporter);

// The audit entry with the case and its area.
platform::postgres::AuditEntry About(const platform::postgres::AuditEntry& audit, const Case& seen);

// Tells the services above that the case, or one of its places, changed: the last thing in a transaction. Who follows
// is told the case as it is when she asks, so that nothing of it is kept a second time.
absl::Status TellOfCase(platform::postgres::Connection& transaction, absl::Time now, const CaseId& id);

std::vector<platform::postgres::Statement> CaseRowStatements();

}  // namespace mimamori::registry
