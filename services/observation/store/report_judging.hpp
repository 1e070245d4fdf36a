// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "services/observation/store/report_people.hpp"

namespace mimamori::observation {

// A report that is judged otherwise because of one that came later, or that was corrected.
struct Rejudged {
  int64_t patient = 0;
  int64_t report = 0;
  absl::CivilDay day = {};
  absl::Time judged_at = {};
  Judgement judgement = {};
};

// Judges what is told of locked people, without the database: of one person the earlier first.
class Judging {
 public:
  // `reports_an_hour`: as ReportStore::Keep. `arrived`: the latest of the batch.
  Judging(const RuleSets& rules, const WorkRules& work, int reports_an_hour, absl::Time arrived)
      : rules_(rules), work_(work), reports_an_hour_(reports_an_hour), arrived_(arrived) {}

  // Whether the person's reports have to be read before.
  bool LooksBack(const Person& person, const NewReport& told) const;

  // Fills in the judgement of `kept`, and has the person be as she is after it. Where it isn't taken, nothing is kept of it:
  // NOT_FOUND: REPORT_UNKNOWN (to be corrected). RESOURCE_EXHAUSTED: TOO_MANY_REPORTS.
  absl::Status Take(Person& person, const NewReport& told, KeptReport& kept);

  const std::vector<Rejudged>& rejudged() const { return rejudged_; }

 private:
  absl::Status CheckLimit(Person& person, const NewReport& told) const;
  Tier TierOf(const Person& person, const Report& report) const;
  void JudgeNext(Person& person, KeptReport& kept) const;
  // True: others of hers are of a later time.
  // `known`: since when all this is.
  bool JudgeAmong(Person& person, KeptReport& kept, absl::Time known);
  void JudgeBehindAgain(Person& person, KeptReport& kept, size_t place, absl::Time known,
                        std::span<const std::optional<Judgement>> before,
                        std::span<const std::optional<Judgement>> after);
  void List(Person& person, const JudgedReport& report) const;

  const RuleSets& rules_;
  const WorkRules& work_;
  const int reports_an_hour_;
  const absl::Time arrived_;
  std::vector<Rejudged> rejudged_;
};

}  // namespace mimamori::observation
