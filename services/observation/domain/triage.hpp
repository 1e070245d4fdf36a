// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/observation/domain/memory.hpp"
#include "services/observation/domain/news2.hpp"
#include "services/observation/domain/patient.hpp"
#include "services/observation/domain/rule_set.hpp"

namespace mimamori::observation {

// Why a tier is what it is. Kept as a smallint: never renumber.
enum class Cause : int16_t {
  kEmergencySign = 1,     // what: the sign
  kSpo2Low = 2,           // value and limit: %
  kSpo2Drop = 3,          // value and limit: points below her own baseline
  kFever = 4,             // value and limit: tenths of a degree, with the allowance for a fever reducer
  kLastingFever = 5,      // value and limit: whole days
  kSymptomatic = 6,       // what: the group; value and limit: how many hold
  kNews2 = 7,             // value and limit: points, of a partial score
  kNews2Three = 8,        // what: the item that scored 3
  kAdmissionScore = 9,    // value and limit: points
  kAdmissionSpo2 = 10,    // value and limit: %
  kScale = 11,            // what: the scale; value and limit: its step
  kMissing = 12,          // what: the item; value: hours since it was told last, or since the first
                          // report where it never was; limit: hours
};
inline constexpr std::array<std::pair<Cause, std::string_view>, 12> kCauses{{
    {Cause::kEmergencySign, "EMERGENCY_SIGN"},
    {Cause::kSpo2Low, "SPO2_LOW"},
    {Cause::kSpo2Drop, "SPO2_DROP"},
    {Cause::kFever, "FEVER"},
    {Cause::kLastingFever, "LASTING_FEVER"},
    {Cause::kSymptomatic, "SYMPTOMATIC"},
    {Cause::kNews2, "NEWS2"},
    {Cause::kNews2Three, "NEWS2_THREE"},
    {Cause::kAdmissionScore, "ADMISSION_SCORE"},
    {Cause::kAdmissionSpo2, "ADMISSION_SPO2"},
    {Cause::kScale, "SCALE"},
    {Cause::kMissing, "MISSING"},
}};

struct Reason {
  Cause cause = Cause::kEmergencySign;
  Tier tier = Tier::kGreen;  // for this alone
  std::string what = {};
  int value = 0;
  int limit = 0;

  friend bool operator==(const Reason&, const Reason&) = default;
};

struct Judgement {
  int rules_version = 0;
  Tier tier = Tier::kGreen;
  std::vector<Reason> reasons = {};  // all above green, the gravest first
  std::optional<absl::Time> contact_by = std::nullopt;  // none for green
  std::optional<News2> news2 = std::nullopt;  // nullopt: it isn't meant for her
  AdmissionScore admission = {};              // 0 for contacts
  std::optional<Severity> severity = std::nullopt;  // by the first definition; nullopt: too little is known
  bool high_risk = false;
  bool symptomatic = false;
  WordSet<Item> carried = {};  // judged by an earlier report's value

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

// Judges a report by the rules. `history`: the same person's reports of before it, by time. A report that follows and tells
// the same items, none of them better, never gets a lower tier.
Judgement Triage(const RuleSet& rules, const Patient& patient, std::span<const Report> history, const Report& report);

// The same with what is remembered of the history, by these rules (Fits).
Judgement Judge(const RuleSet& rules, const Patient& patient, const Memory& memory, const Report& report);

}  // namespace mimamori::observation
