// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/report_judging.hpp"
#include "services/observation/store/report_store.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::observation {

// Judges and keeps one batch of reports in an open transaction. A handful of statements whatever its size: devices are asked
// for and the patients locked in one order, with what is remembered of them (report_people); earlier tries are found
// (report_tries); then all is judged, without the database (report_judging), and reports, standings and judgements anew are
// written (report_tables). Only for those of whom something older arrives, or whom other rules judge from now on, their reports
// are read. In the end the worklist hears of it.
class ReportWriter {
 public:
  // `reports_an_hour`: as ReportStore::Keep.
  ReportWriter(const std::vector<NewReport>& reports, const RuleSets& rules, const WorkRules& work, int reports_an_hour);
  absl::Status Run(platform::postgres::Connection& connection);
  // One a report, in order, with whoever it is about as she was before.
  std::vector<absl::StatusOr<HandedIn>> TakeResults();

  static std::vector<platform::postgres::Statement> Statements();

 private:
  absl::Status Admit(platform::postgres::Connection& connection);
  absl::Status CheckOne(NewReport& told, const Devices& devices) const;
  absl::Status AnswerRetries(platform::postgres::Connection& connection);
  absl::Status JudgeAndKeep(platform::postgres::Connection& connection);
  absl::Status TakeIds(platform::postgres::Connection& connection);
  absl::Status ReadAhead(platform::postgres::Connection& connection);
  void JudgeAll();
  absl::Status KeepReports(platform::postgres::Connection& connection);
  absl::Status KeepWork(platform::postgres::Connection& connection);
  absl::Status Audit(platform::postgres::Connection& connection);
  void AnswerTwins();

  std::vector<NewReport> reports_;
  const RuleSets& rules_;
  People people_;
  std::vector<std::pair<size_t, size_t>> twins_;  // the same report twice in one batch: the later, and the first
  std::vector<size_t> order_;                     // those that are admitted, then to be judged, then kept: each person's by time
  absl::Time arrived_ = absl::InfinitePast();     // the latest of them
  Judging judging_;
  std::vector<absl::StatusOr<KeptReport>> results_;
};

}  // namespace mimamori::observation
