// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "services/observation/domain/patient.hpp"
#include "services/observation/domain/triage.hpp"

namespace mimamori::observation {

// One of those who are watched, as a line list has her: no name, no address, no free text.
struct ListedPatient {
  int64_t key = 0;
  std::string number = {};
  std::string area = {};
  Patient patient = {};
  int16_t status = 0;  // as registry.v1.CaseStatus; 0: a contact
  bool high_risk = false;
  std::optional<absl::CivilDay> plan_start = std::nullopt;
  std::optional<absl::CivilDay> plan_end = std::nullopt;
  int times_a_day = 0;
  std::optional<absl::Time> last_report = std::nullopt;
  Tier last_tier = Tier::kGreen;
};

// A report, and the last word on how it was judged.
struct ExportedReport {
  int64_t patient = 0;
  int64_t id = 0;
  std::string number = {};
  std::string area = {};
  Patient who = {};
  int16_t source = 0;  // as v1.Source
  Report report = {};
  Judgement judgement = {};
};

// Rows of CSV (platform::WriteCsvRow); times in the patient's own zone.
std::string LineListHeading();
std::string LineListRow(const ListedPatient& patient);
std::string ReportHeading();
std::string ReportRow(const ExportedReport& exported);

}  // namespace mimamori::observation
