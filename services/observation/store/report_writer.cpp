// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_writer.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "services/observation/store/report_tables.hpp"
#include "services/observation/store/report_tries.hpp"
#include "services/observation/store/work_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Statement;

absl::Status Unknown() { return platform::NotFound("PATIENT_UNKNOWN", "nobody of this number is watched"); }
absl::Status NoRules() {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MISSING",
                           "no rules were in force when this was so");
}

// As the database keeps it.
absl::Time Kept(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

absl::Time LatestOf(const std::vector<NewReport>& reports) {
  absl::Time latest = absl::InfinitePast();
  for (const NewReport& told : reports) latest = std::max(latest, Kept(told.carried_over.value_or(told.report.received)));
  return latest;
}

}  // namespace

ReportWriter::ReportWriter(const std::vector<NewReport>& reports, const RuleSets& rules, const WorkRules& work,
                           int reports_an_hour)
    : reports_(reports), rules_(rules), arrived_(LatestOf(reports)), judging_(rules, work, reports_an_hour, arrived_),
      results_(reports.size(), absl::InternalError("not written")) {
  for (NewReport& told : reports_) {
    told.report.time = Kept(told.report.time);
    told.report.received = Kept(told.report.received);
  }
}

absl::Status ReportWriter::Run(Connection& connection) {
  RETURN_IF_ERROR(Admit(connection));
  RETURN_IF_ERROR(AnswerRetries(connection));
  if (!order_.empty()) RETURN_IF_ERROR(JudgeAndKeep(connection));
  AnswerTwins();
  return absl::OkStatus();
}

absl::Status ReportWriter::Admit(Connection& connection) {
  ASSIGN_OR_RETURN(const Devices devices, FindDevices(connection, reports_));
  ASSIGN_OR_RETURN(people_, LockPeople(connection, reports_));
  std::map<std::pair<CaseId, RequestId>, size_t> here;
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (absl::Status refused = CheckOne(reports_[i], devices); !refused.ok()) {
      results_[i] = std::move(refused);
      continue;
    }
    const auto [first, alone] = here.emplace(std::pair(reports_[i].patient, reports_[i].request), i);
    if (alone) {
      order_.push_back(i);
    } else {
      twins_.emplace_back(i, first->second);
    }
  }
  return absl::OkStatus();
}

absl::Status ReportWriter::CheckOne(NewReport& told, const Devices& devices) const {
  const auto person = people_.find(told.patient);
  const Diarist* const about = person == people_.end() ? nullptr : &person->second.before;
  if (told.sender) {
    const auto device = devices.find({told.sender->device, told.sender->own});
    if (device == devices.end()) return DeviceUnknown();
    RETURN_IF_ERROR(CheckReportsFor(told.sender->own, about));
    told.trusted = device->second;
  }
  if (about == nullptr || (told.scope && !Covers(*told.scope, about->area))) return Unknown();
  return rules_.At(told.report.time) == nullptr ? NoRules() : absl::OkStatus();
}

absl::Status ReportWriter::AnswerRetries(Connection& connection) {
  ASSIGN_OR_RETURN(std::vector<EarlierTry> tries, FindTries(connection, reports_, order_, people_));
  std::set<size_t> told_before;
  for (EarlierTry& earlier : tries) {
    told_before.insert(earlier.position);
    results_[earlier.position] = AnswerAgain(reports_[earlier.position], std::move(earlier.kept));
  }
  std::erase_if(order_, [&](size_t i) { return told_before.contains(i); });
  return absl::OkStatus();
}

void ReportWriter::AnswerTwins() {
  for (const auto& [later, first] : twins_) {
    results_[later] = results_[first].ok() ? AnswerAgain(reports_[later], *results_[first]) : results_[first].status();
  }
}

absl::Status ReportWriter::JudgeAndKeep(Connection& connection) {
  // Whatever the order in which they came: of one person the earlier is judged first.
  std::ranges::stable_sort(order_, {}, [this](size_t i) { return reports_[i].report.time; });
  RETURN_IF_ERROR(TakeIds(connection));
  RETURN_IF_ERROR(ReadAhead(connection));
  JudgeAll();
  if (order_.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(KeepReports(connection));
  RETURN_IF_ERROR(KeepStandings(connection, people_));
  RETURN_IF_ERROR(KeepRejudged(connection, judging_.rejudged()));
  RETURN_IF_ERROR(KeepWork(connection));
  return Audit(connection);
}

absl::Status ReportWriter::TakeIds(Connection& connection) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> ids, TakeReportIds(connection, order_.size()));
  for (size_t i = 0; i < order_.size(); ++i) {
    const NewReport& told = reports_[order_[i]];
    results_[order_[i]] = KeptReport{.id = ids[i], .report = told.report, .judgement = {}, .note = told.note,
                                     .source = told.source, .doubtful_time = told.doubtful_time,
                                     .replaces = told.replaces};
  }
  return absl::OkStatus();
}

absl::Status ReportWriter::ReadAhead(Connection& connection) {
  std::vector<Person*> all, looked_back;
  for (const size_t i : order_) {
    Person& person = people_.at(reports_[i].patient);
    all.push_back(&person);
    if (judging_.LooksBack(person, reports_[i])) looked_back.push_back(&person);
  }
  RETURN_IF_ERROR(LookBack(connection, looked_back));
  return FindItems(connection, all);
}

void ReportWriter::JudgeAll() {
  std::erase_if(order_, [this](size_t i) {
    const absl::Status taken = judging_.Take(people_.at(reports_[i].patient), reports_[i], *results_[i]);
    if (!taken.ok()) results_[i] = taken;
    return !taken.ok();
  });
}

absl::Status ReportWriter::KeepReports(Connection& connection) {
  std::vector<JudgedRow> rows;
  rows.reserve(order_.size());
  for (const size_t i : order_) {
    rows.push_back({.told = &reports_[i], .kept = &*results_[i], .patient = people_.at(reports_[i].patient).key});
  }
  return InsertReports(connection, rows);
}

absl::Status ReportWriter::KeepWork(Connection& connection) {
  std::vector<PersonsItem> items;
  for (const auto& [id, person] : people_) {
    if (!person.item_changed) continue;
    items.push_back({.patient = person.key, .case_id = id, .area = person.before.area.ToString(), .item = *person.item});
  }
  std::ranges::sort(items, {}, &PersonsItem::patient);  // as everybody locks them
  return KeepItems(connection, items, arrived_);
}

absl::Status ReportWriter::Audit(Connection& connection) {
  for (const size_t i : order_) {
    if (!reports_[i].audit) continue;
    platform::postgres::AuditEntry entry = *reports_[i].audit;
    entry.area = people_.at(reports_[i].patient).before.area.ToString();
    RETURN_IF_ERROR(platform::postgres::AppendAudit(connection, entry));
  }
  return absl::OkStatus();
}

std::vector<absl::StatusOr<HandedIn>> ReportWriter::TakeResults() {
  std::vector<absl::StatusOr<HandedIn>> results;
  results.reserve(results_.size());
  for (size_t i = 0; i < results_.size(); ++i) {
    if (results_[i].ok()) {
      results.emplace_back(HandedIn{.kept = *std::move(results_[i]), .about = people_.at(reports_[i].patient).before});
    } else {
      results.emplace_back(results_[i].status());
    }
  }
  return results;
}

std::vector<Statement> ReportWriter::Statements() {
  std::vector<Statement> all = ReportPeopleStatements();
  for (const auto& more : {ReportTriesStatements(), ReportTablesStatements()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace mimamori::observation
