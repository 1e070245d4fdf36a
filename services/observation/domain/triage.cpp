// SPDX-License-Identifier: Apache-2.0
#include "services/observation/domain/triage.hpp"

#include <algorithm>
#include <utility>

namespace mimamori::observation {
namespace {

constexpr WordSet<Sign> kBreathingSigns{Sign::kFasterBreathing,         Sign::kSuddenlyShortOfBreath,
                                        Sign::kShortOfBreathOnMovement, Sign::kCannotLieFlat,
                                        Sign::kBreathingWithShoulders,  Sign::kSuddenWheeze};

int Whole(absl::Duration duration, absl::Duration unit) {
  return static_cast<int>(absl::IDivDuration(duration, unit, &duration));
}

// One report by one set of rules; each function adds the reasons of its kind.
class Judging {
 public:
  Judging(const RuleSet& rules, const Patient& patient, const Memory& memory, const Report& report)
      : rules_(rules), patient_(patient), memory_(memory), told_(report), report_(report) {
    year_ = absl::ToCivilYear(report.time, patient.zone).year();
    judgement_.rules_version = rules.version;
    personal_points_ = PersonalPoints(rules.admission, patient, year_);
    judgement_.high_risk = personal_points_ >= rules.admission.high_risk_at;
  }

  Judgement Run() && {
    CarryAndMiss();
    temperature_ = JudgedTemperature(report_, rules_.reducer_allowance);
    LookAtSigns();
    LookAtSaturation();
    LookAtFever();
    LookAtSymptoms();
    LookAtNews2();
    LookAtAdmission();
    for (const auto& [scale, name] : kScaleNames) {
      LookAt(rules_.scales[static_cast<size_t>(scale)], report_.ScaleOf(scale), Cause::kScale, name);
    }
    LookAtSeverity();
    Conclude();
    return std::move(judgement_);
  }

 private:
  bool IsFor(Whom whom) const {
    switch (whom) {
      case Whom::kAnybody: return true;
      case Whom::kContacts: return patient_.kind == Kind::kContact;
      case Whom::kPatients: return patient_.kind != Kind::kContact;
      case Whom::kHighRisk: return judgement_.high_risk;
    }
    return true;
  }

  bool KnownToNeedOxygen() const { return patient_.risk_factors.Has(RiskFactor::kOxygenNeeded); }

  void Add(Cause cause, Tier tier, std::string_view what, int value, int limit) {
    if (tier == Tier::kGreen) return;
    judgement_.reasons.push_back(
        {.cause = cause, .tier = tier, .what = std::string(what), .value = value, .limit = limit});
  }

  // The gravest step that the value reached.
  void LookAt(const std::vector<Step>& steps, int value, Cause cause, std::string_view what = {}, bool low = false) {
    const Step* reached = nullptr;
    for (const Step& step : steps) {
      const bool there = low ? value <= step.limit : value >= step.limit;
      if (there && IsFor(step.whom) && (reached == nullptr || step.tier > reached->tier)) reached = &step;
    }
    if (reached != nullptr) Add(cause, reached->tier, what, value, reached->limit);
  }

  void CarryAndMiss() {
    for (const auto& [item, name] : kItemNames) {
      if (!kReported.Has(item) || told_.Has(item)) continue;
      absl::Time since = memory_.ToldAt(item);
      if (since == absl::InfinitePast()) {
        since = std::min(memory_.first, told_.time);
      } else if (rules_.carried.Has(item)) {
        TakeOver(item, memory_.told, report_);
        judgement_.carried.Add(item);
      }
      Miss(item, name, Whole(told_.time - since, absl::Hours(1)));
    }
  }

  void Miss(Item item, std::string_view name, int hours) {
    const MissingRule* broken = nullptr;
    for (const MissingRule& rule : rules_.missing) {
      const bool holds = rule.item == item && hours >= rule.stale_hours && IsFor(rule.whom);
      if (holds && (broken == nullptr || rule.tier > broken->tier)) broken = &rule;
    }
    if (broken != nullptr) Add(Cause::kMissing, broken->tier, name, hours, broken->stale_hours);
  }

  void LookAtSigns() {
    if (!report_.signs) return;
    for (const auto& [sign, name] : kSignNames) {
      if (report_.signs->Has(sign)) Add(Cause::kEmergencySign, rules_.sign_tier, name, 1, 1);
    }
  }

  void LookAtSaturation() {
    if (!report_.readings.spo2) return;
    const int spo2 = *report_.readings.spo2;
    LookAt(patient_.spo2_scale == Spo2Scale::kOne ? rules_.spo2 : rules_.spo2_scale_2, spo2, Cause::kSpo2Low, {}, true);
    const std::optional<int> baseline = memory_.Baseline(rules_.baseline_readings);
    if (baseline) LookAt(rules_.spo2_drop, *baseline - spo2, Cause::kSpo2Drop);
  }

  void LookAtFever() {
    if (!temperature_) return;
    LookAt(rules_.fever, *temperature_, Cause::kFever);
    if (*temperature_ < rules_.fever_from) return;
    const absl::Time since = std::min(memory_.fever_since, told_.time);
    const int days = Whole(told_.time - since, absl::Hours(24));
    if (days < rules_.lasting_fever_days) return;
    Add(Cause::kLastingFever, rules_.lasting_fever_tier, {}, days, rules_.lasting_fever_days);
  }

  void LookAtSymptoms() {
    const Tier tier = patient_.kind == Kind::kContact ? rules_.symptomatic_contact : rules_.symptomatic_patient;
    for (const SymptomGroup& group : rules_.groups) {
      int count = (report_.symptoms.value_or(WordSet<Symptom>()) & group.symptoms).Size();
      if (group.fever_from && temperature_ && *temperature_ >= *group.fever_from) ++count;
      if (count < group.needed) continue;
      judgement_.symptomatic = true;
      Add(Cause::kSymptomatic, tier, group.name, count, group.needed);
    }
  }

  void LookAtNews2() {
    const std::optional<Ages> ages = AgesIn(patient_, year_);
    const bool child = ages && ages->least < rules_.news2_least_age;
    if (child || patient_.risk_factors.Has(RiskFactor::kLatePregnancy)) return;
    Vitals vitals{.respiratory_rate = report_.readings.respiratory_rate,
                  .spo2 = report_.readings.spo2,
                  .oxygen = report_.readings.oxygen,
                  .pulse = report_.readings.pulse,
                  .temperature = report_.readings.temperature};
    if (report_.signs) vitals.alert = (*report_.signs & kNotAlert).Empty();
    judgement_.news2 = ScoreNews2(vitals, patient_.spo2_scale, rules_.news2_worst);
    LookAt(rules_.news2, judgement_.news2->score, Cause::kNews2);
    for (const auto& [item, name] : kItemNames) {
      if (judgement_.news2->threes.Has(item)) Add(Cause::kNews2Three, rules_.news2_three, name, 3, 3);
    }
  }

  void LookAtAdmission() {
    if (patient_.kind == Kind::kContact) return;
    const bool nothing = report_.symptoms && report_.symptoms->Empty() && report_.signs && report_.signs->Empty() &&
                         temperature_ && *temperature_ < rules_.fever_from;
    judgement_.admission = ScoreAdmission(rules_.admission, personal_points_,
                                          {.oxygen = report_.readings.oxygen.value_or(false) && !KnownToNeedOxygen(),
                                           .asymptomatic = nothing,
                                           .spo2 = report_.readings.spo2});
    const AdmissionScore& score = judgement_.admission;
    if (score.points >= rules_.admission.admit_at) {
      Add(Cause::kAdmissionScore, rules_.admission_tier, {}, score.points, rules_.admission.admit_at);
    }
    if (score.by_spo2) {
      Add(Cause::kAdmissionSpo2, rules_.admission_tier, {}, *report_.readings.spo2, rules_.admission.spo2_at_most);
    }
  }

  void LookAtSeverity() {
    if (patient_.kind == Kind::kContact) return;
    const WordSet<Sign> signs = report_.signs.value_or(WordSet<Sign>());
    const WordSet<Symptom> symptoms = report_.symptoms.value_or(WordSet<Symptom>());
    Picture picture{.spo2 = report_.readings.spo2,
                    .oxygen = report_.readings.oxygen.value_or(false) || KnownToNeedOxygen(),
                    .pneumonia = !(patient_.risk_factors & kPneumonia).Empty()};
    const bool short_of_breath = !(signs & kBreathingSigns).Empty() || !(symptoms & kDyspnoea).Empty();
    if (short_of_breath || report_.symptoms) picture.dyspnoea = short_of_breath;
    const bool any = !signs.Empty() || !symptoms.Empty() || (temperature_ && *temperature_ >= rules_.fever_from);
    if (any || report_.symptoms) picture.symptoms = any;
    judgement_.severity = SeverityOf(rules_.severities.front(), picture);
  }

  void Conclude() {
    std::ranges::stable_sort(judgement_.reasons, [](const Reason& a, const Reason& b) {
      return a.tier != b.tier ? a.tier > b.tier : a.cause < b.cause;
    });
    if (judgement_.reasons.empty()) return;
    judgement_.tier = judgement_.reasons.front().tier;
    const ContactWithin& within = rules_.contact[static_cast<size_t>(judgement_.tier) - 2];
    judgement_.contact_by = told_.received + absl::Minutes(judgement_.high_risk ? within.high_risk : within.ordinary);
  }

  const RuleSet& rules_;
  const Patient& patient_;
  const Memory& memory_;
  const Report& told_;  // what was sent
  Report report_;       // with what is carried
  int64_t year_ = 0;
  int personal_points_ = 0;
  std::optional<int> temperature_;
  Judgement judgement_;
};

}  // namespace

Judgement Judge(const RuleSet& rules, const Patient& patient, const Memory& memory, const Report& report) {
  return Judging(rules, patient, memory, report).Run();
}

Judgement Triage(const RuleSet& rules, const Patient& patient, std::span<const Report> history, const Report& report) {
  return Judge(rules, patient, MemoryOf(rules, history), report);
}

}  // namespace mimamori::observation
