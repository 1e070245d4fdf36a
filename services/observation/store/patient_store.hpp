// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/platform/core/area_code.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

// Days in the patient's zone; both belong to it.
struct PlanDays {
  int times_a_day = 1;  // or 2
  absl::CivilDay first = {};
  absl::CivilDay last = {};

  friend bool operator==(const PlanDays&, const PlanDays&) = default;
};

// One of those who are watched, as the registry tells of her.
struct WatchedPatient {
  CaseId case_id = {};
  std::string number = {};
  platform::AreaCode area = {};
  Patient patient = {};  // the zone by `time_zone`; the SpO2 scale is this service's own and not changed by the registry
  std::string time_zone = "Asia/Tokyo";
  int16_t status = 0;  // as registry.v1.CaseStatus
  std::string language = "ja";
  bool has_contact = false;
  bool high_risk = false;  // by AdmissionRule, of who she is alone
  std::optional<CaseId> reporter = std::nullopt;  // the case of the person who reports for her
  std::optional<PlanDays> plan = std::nullopt;
  std::optional<absl::Time> plan_since = std::nullopt;  // when this plan was heard of first

  friend bool operator==(const WatchedPatient&, const WatchedPatient&) = default;
};

// How far the registry's changes took effect here.
inline constexpr char kRegistryPosition[] = "registry";

// This service's copy of the cases that have, or had, a plan. Failures are those of the pool.
class PatientStore {
 public:
  explicit PatientStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // The sequence of the registry's last change that took effect here; 0 before the first.
  absl::StatusOr<int64_t> Position(absl::Time deadline);

  // Keeps what the registry told by a change. Who never had a plan isn't kept; she whose plan a person ended stays, with what
  // she told. `plan_since` is `now` where the plan is another than before. ABORTED: POSITION_TAKEN.
  absl::Status Keep(absl::Time deadline, const WatchedPatient& patient, int64_t sequence, absl::Time now);
  // A case that is none any more: her reports belong to nobody from now on. ABORTED: POSITION_TAKEN.
  absl::Status Forget(absl::Time deadline, const CaseId& id, int64_t sequence);

  // Of a change that says nothing to us. ABORTED: POSITION_TAKEN.
  absl::Status Pass(absl::Time deadline, int64_t sequence);

  // nullopt: not one of those.
  absl::StatusOr<std::optional<WatchedPatient>> Find(absl::Time deadline, const CaseId& id);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

// Of the IANA's list.
absl::TimeZone ZoneNamed(std::string_view name);

// The columns of `patients p` that a judgement needs, and what they say from `first` on.
#define MIMAMORI_JUDGED_PATIENT_COLUMNS \
  "p.kind, p.birth_year, p.risk_factors, p.spo2_scale, p.onset, p.sampling, p.time_zone"
Patient ReadJudgedPatient(const platform::postgres::Rows& rows, int row, int first);

}  // namespace mimamori::observation
