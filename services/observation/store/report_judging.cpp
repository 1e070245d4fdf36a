// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_judging.hpp"

#include <algorithm>
#include <span>

#include "services/platform/core/error.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kWindow = absl::Hours(1);

absl::Status TooMany() {
  return platform::Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REPORTS",
                           "so much was told within this hour that this is not kept; if things get worse, tell it, or call");
}
absl::Status NoSuchReport() { return platform::NotFound("REPORT_UNKNOWN", "there is no such report, or it was corrected"); }

std::vector<Report> ReportsOf(const std::vector<KeptReport>& history) {
  std::vector<Report> reports;
  reports.reserve(history.size());
  for (const KeptReport& kept : history) reports.push_back(kept.report);
  return reports;
}

}  // namespace

bool Judging::LooksBack(const Person& person, const NewReport& told) const {
  return told.replaces || told.report.time < person.memory.last || !Fits(person.memory, *rules_.At(told.report.time));
}

absl::Status Judging::Take(Person& person, const NewReport& told, KeptReport& kept) {
  const bool there = !told.replaces || std::ranges::any_of(person.history, [&](const KeptReport& one) {
    return one.id == *told.replaces;
  });
  if (!there) return NoSuchReport();
  if (absl::Status allowed = CheckLimit(person, told); !allowed.ok()) return allowed;
  bool late = false;
  if (person.looked_back) {
    late = JudgeAmong(person, kept, told.carried_over.value_or(kept.report.received));
  } else {
    JudgeNext(person, kept);
  }
  person.changed = true;
  if (told.carried_over) return absl::OkStatus();
  List(person, {.time = kept.report.time, .received = kept.report.received, .tier = kept.judgement.tier,
                .contact_by = kept.judgement.contact_by, .may_lower = told.trusted && !late && !told.replaces});
  return absl::OkStatus();
}

// A correction, what staff enter, and what was taken before, count for nothing.
absl::Status Judging::CheckLimit(Person& person, const NewReport& told) const {
  if (told.replaces || told.carried_over || told.source == Source::kStaff) return absl::OkStatus();
  const absl::Duration since = told.report.received - person.window_began;
  if (since >= kWindow || since < -kWindow) {
    person.window_began = told.report.received;
    person.window_reports = 0;
  }
  if (reports_an_hour_ > 0 && person.window_reports >= reports_an_hour_) {
    const Tier tier = TierOf(person, told.report);
    if (tier != Tier::kRed && tier <= person.last_tier) return TooMany();
  }
  ++person.window_reports;
  return absl::OkStatus();
}

// By what was told before it.
Tier Judging::TierOf(const Person& person, const Report& report) const {
  const RuleSet& rules = *rules_.At(report.time);
  if (!person.looked_back) return Judge(rules, person.patient, person.memory, report).tier;
  const std::vector<Report> history = ReportsOf(person.history);
  return Triage(rules, person.patient, std::span(history).first(PlaceOf(history, report)), report).tier;
}

void Judging::JudgeNext(Person& person, KeptReport& kept) const {
  kept.judgement = Judge(*rules_.At(kept.report.time), person.patient, person.memory, kept.report);
  Remember(kept.report, person.memory);
  person.last_tier = kept.judgement.tier;
  person.symptomatic = kept.judgement.symptomatic;
}

bool Judging::JudgeAmong(Person& person, KeptReport& kept, absl::Time known) {
  const bool late = !person.history.empty() && kept.report.time < person.history.back().report.time;
  std::vector<Report> reports = ReportsOf(person.history);
  auto before = Replay(rules_, person.patient, reports);
  size_t place = PlaceOf(reports, kept.report);
  if (kept.replaces) {  // in the place of that one, which is judged no more
    place = static_cast<size_t>(std::ranges::find(person.history, *kept.replaces, &KeptReport::id) - person.history.begin());
    const auto replaced = static_cast<std::ptrdiff_t>(place);
    reports.erase(reports.begin() + replaced);
    before.erase(before.begin() + replaced);
    person.history.erase(person.history.begin() + replaced);
  }
  const auto at = static_cast<std::ptrdiff_t>(place);
  reports.insert(reports.begin() + at, kept.report);
  const auto after = Replay(rules_, person.patient, reports);
  kept.judgement = *after[place];
  person.history.insert(person.history.begin() + at, kept);
  JudgeBehindAgain(person, kept, place, known, before, after);
  person.memory = MemoryOf(*rules_.At(reports.back().time), reports);
  person.last_tier = after.back()->tier;
  person.symptomatic = after.back()->symptomatic;
  return late;
}

// `before`: without the one at `place`.
void Judging::JudgeBehindAgain(Person& person, KeptReport& kept, size_t place, absl::Time known,
                               std::span<const std::optional<Judgement>> before,
                               std::span<const std::optional<Judgement>> after) {
  const auto was = before.subspan(place), is = after.subspan(place + 1);
  for (const size_t i : Differences(was, is)) {
    const KeptReport& other = person.history[place + 1 + i];
    if (!is[i]) continue;
    // Graver than it was thought: known only now.
    if (was[i] && is[i]->tier > was[i]->tier) {
      List(person, {.time = other.report.time, .received = known, .tier = is[i]->tier,
                    .contact_by = known + (*is[i]->contact_by - other.report.received)});
    }
    rejudged_.push_back({.patient = person.key, .report = other.id, .day = DayOf(other.report.time),
                         .judged_at = arrived_, .judgement = *is[i]});
    ++kept.rejudged;
  }
}

void Judging::List(Person& person, const JudgedReport& report) const {
  person.item_changed = Absorb(person.item, work_, report) || person.item_changed;
}

}  // namespace mimamori::observation
