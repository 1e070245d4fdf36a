// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/domain/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

constexpr int kMost = 999;

struct Field {
  std::string_view name;
  Count BedCounts::*count;
};
constexpr std::array<Field, 5> kFields{{{"licensed", &BedCounts::licensed},
                                        {"physical", &BedCounts::physical},
                                        {"staffed", &BedCounts::staffed},
                                        {"occupied", &BedCounts::occupied},
                                        {"blocked", &BedCounts::blocked}}};

bool Jumped(int before, int now, const JumpRules& rules) {
  const JumpStep* step = nullptr;
  for (const JumpStep& one : rules.steps) {
    if (before >= one.from) step = &one;
  }
  if (step == nullptr || before == now) return false;
  if (step->change > 0 && std::abs(now - before) >= step->change) return true;
  if (step->times > 0 && now >= before * step->times) return true;
  return step->part > 0 && now * step->part <= before;
}

// Of one class.
class Look {
 public:
  Look(std::string path, const ClassReport& told, std::vector<Finding>& out)
      : path_(std::move(path)), told_(told), counts_(told.counts), out_(out) {}

  void AtNumbers(const Catalogue& catalogue) {
    for (const Field& field : kFields) {
      const Count& count = counts_.*field.count;
      if (count && (*count < 0 || *count > kMost)) Block("OUT_OF_RANGE", field.name);
    }
    if (!counts_.staffed) Block("MISSING_FIELD", "staffed");
    if (!counts_.occupied) Block("MISSING_FIELD", "occupied");
    if (!counts_.blocked) Block("MISSING_FIELD", "blocked");
    for (const auto& [capability, beds] : told_.able) {
      const std::string field = "able." + capability;
      if (!catalogue.capabilities.contains(capability)) Block("UNKNOWN_CAPABILITY", field);
      if (beds < 0 || beds > kMost) Block("OUT_OF_RANGE", field);
      if (counts_.staffed && beds > *counts_.staffed) Block("MORE_THAN_STAFFED", field);
    }
  }

  void AtSums() {
    const auto& [licensed, physical, staffed, occupied, blocked] = counts_;
    if (physical && occupied && *occupied > *physical) Block("MORE_THAN_PHYSICAL", "occupied");
    if (staffed && occupied && blocked && *occupied + *blocked > *staffed) Ask("OVER_STAFFED", "occupied");
    if (physical && staffed && *staffed > *physical) Ask("OVER_PHYSICAL", "staffed");
    if (licensed && physical && *physical > *licensed) Ask("OVER_LICENSED", "physical");
    if (licensed && !physical && staffed && *staffed > *licensed) Ask("OVER_LICENSED", "staffed");
  }

  void AtChanges(const ClassReport& before, const JumpRules& rules) {
    for (const Field& field : kFields) {
      const Count &was = before.counts.*field.count, &is = counts_.*field.count;
      if (was && !is) Ask("EMPTIED", field.name);
      const bool moves = field.count == &BedCounts::staffed || field.count == &BedCounts::occupied;
      if (moves && was && is && Jumped(*was, *is, rules)) Ask("JUMPED", field.name);
    }
    for (const auto& [capability, beds] : before.able) {
      if (!told_.able.contains(capability)) Ask("EMPTIED", "able." + capability);
    }
  }

 private:
  void Block(std::string_view code, std::string_view field) { out_.push_back({std::string(code), PathOf(field), true}); }
  void Ask(std::string_view code, std::string_view field) { out_.push_back({std::string(code), PathOf(field), false}); }
  std::string PathOf(std::string_view field) const { return fmt::format("{}.{}", path_, field); }

  const std::string path_;
  const ClassReport& told_;
  const BedCounts& counts_;
  std::vector<Finding>& out_;
};

absl::Status Malformed(size_t step, std::string_view field, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence,
                           fmt::format("steps[{}].{}", step, field));
}

}  // namespace

absl::Status CheckJumpRules(const JumpRules& rules) {
  for (size_t i = 0; i < rules.steps.size(); ++i) {
    const JumpStep& step = rules.steps[i];
    const bool follows = i == 0 ? step.from == 0 : step.from > rules.steps[i - 1].from;
    if (!follows) return Malformed(i, "from", "steps begin at 0 and go up");
    if (step.change < 0) return Malformed(i, "change", "a change is 0 or more beds");
    if (step.times < 0 || step.times == 1) return Malformed(i, "times", "times is 0, or 2 or more");
    if (step.from == 0 && step.times != 0) return Malformed(i, "times", "nothing is many times none");
    if (step.part < 0 || step.part == 1) return Malformed(i, "part", "part is 0, or 2 or more");
  }
  if (!rules.steps.empty()) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", "there is a step at 0", "steps");
}

std::vector<Finding> FindingsOf(const Report& report, const Report* previous, const Catalogue& catalogue,
                                const JumpRules& rules) {
  std::vector<Finding> out;
  if (report.classes.empty()) out.push_back({"MISSING_FIELD", "classes", true});
  for (const auto& [code, told] : report.classes) {
    const std::string path = "classes." + code;
    if (!catalogue.classes.contains(code)) out.push_back({"UNKNOWN_CLASS", path, true});
    Look look(path, told, out);
    look.AtNumbers(catalogue);
    look.AtSums();
    if (previous == nullptr) continue;
    if (const auto before = previous->classes.find(code); before != previous->classes.end()) {
      look.AtChanges(before->second, rules);
    }
  }
  if (previous != nullptr) {
    for (const auto& [code, before] : previous->classes) {
      if (!report.classes.contains(code)) out.push_back({"CLASS_LEFT_OUT", "classes." + code, false});
    }
  }
  std::ranges::stable_sort(out, {}, [](const Finding& one) { return std::tie(one.path, one.code); });
  return out;
}

std::vector<Finding> Unanswered(const std::vector<Finding>& findings,
                                const std::set<std::pair<std::string, std::string>>& confirmed) {
  std::vector<Finding> out;
  std::ranges::copy_if(findings, std::back_inserter(out), [&](const Finding& one) {
    return one.blocking || !confirmed.contains({one.path, one.code});
  });
  return out;
}

}  // namespace mimamori::capacity
