// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/report_store.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::observation {

// Judges and keeps one batch of reports in an open transaction. A handful of statements whatever its size: the patients are
// locked in one order and brought with what is remembered of them; earlier tries are found; then all is judged, without the
// database, and reports, standings and judgements anew are written. Only for those of whom something older arrives, or whom
// other rules judge from now on, their reports are read. In the end the worklist hears of it.
class ReportWriter {
 public:
  // `reports_an_hour`: as ReportStore::Keep.
  ReportWriter(const std::vector<NewReport>& reports, const RuleSets& rules, const WorkRules& work, int reports_an_hour);
  absl::Status Run(platform::postgres::Connection& connection);
  std::vector<absl::StatusOr<KeptReport>> TakeResults() { return std::move(results_); }

  static std::vector<platform::postgres::Statement> Statements();

 private:
  struct Person {
    int64_t key = 0;
    std::string area = {};
    Patient patient = {};
    Memory memory = {};
    bool told_before = false;              // anything, ever
    std::vector<KeptReport> history = {};  // by time; only where `looked_back`
    bool looked_back = false;
    Tier last_tier = Tier::kGreen;
    bool symptomatic = false;
    absl::Time window_began = absl::InfinitePast();
    int window_reports = 0;  // since then, of those that are counted
    bool changed = false;
    std::optional<WorkItem> item = std::nullopt;
    bool item_changed = false;
  };
  struct Rejudged {
    int64_t patient = 0;
    int64_t report = 0;
    absl::CivilDay day = {};
    absl::Time judged_at = {};
    Judgement judgement = {};
  };

  absl::Status LockPeople(platform::postgres::Connection& connection);
  absl::Status FindEarlierTries(platform::postgres::Connection& connection);
  absl::Status JudgeAndKeep(platform::postgres::Connection& connection);
  absl::Status TakeIds(platform::postgres::Connection& connection);
  absl::Status LookBack(platform::postgres::Connection& connection);
  absl::Status FindItems(platform::postgres::Connection& connection);
  void JudgeAll();
  absl::Status Refusal(Person& person, size_t position) const;
  Tier TierOf(const Person& person, const Report& report) const;
  void JudgeNext(Person& person, const RuleSet& rules, size_t position);
  void JudgeAmong(Person& person, size_t position);
  void List(Person& person, const JudgedReport& report);
  absl::Status InsertReports(platform::postgres::Connection& connection);
  absl::Status KeepStandings(platform::postgres::Connection& connection);
  absl::Status KeepRejudged(platform::postgres::Connection& connection);
  absl::Status KeepWork(platform::postgres::Connection& connection);
  absl::Status Audit(platform::postgres::Connection& connection);
  void AnswerTwins();

  std::vector<NewReport> reports_;
  const RuleSets& rules_;
  const WorkRules& work_;
  const int reports_an_hour_;
  std::map<CaseId, Person> people_;
  std::vector<bool> settled_;   // nothing is to be written for it
  std::vector<std::pair<size_t, size_t>> twins_;  // the same report twice in one batch: the later, and the first
  std::vector<size_t> order_;   // those to be judged, each person's by time
  absl::Time arrived_ = absl::InfinitePast();  // the latest of them
  std::vector<Rejudged> rejudged_;
  std::vector<absl::StatusOr<KeptReport>> results_;
};

}  // namespace mimamori::observation
