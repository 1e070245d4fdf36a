// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

// The words of a report and of a patient. Each is kept as a bit of a number and named in policies: never renumber, never
// rename.
namespace mimamori::observation {

// A set of words of one kind, as bits.
template <class Word>
class WordSet {
 public:
  constexpr WordSet() = default;
  constexpr WordSet(std::initializer_list<Word> words) {
    for (const Word word : words) Add(word);
  }
  static constexpr WordSet FromBits(uint32_t bits) {
    WordSet set;
    set.bits_ = bits;
    return set;
  }

  constexpr void Add(Word word) { bits_ |= uint32_t{1} << static_cast<int>(word); }
  constexpr bool Has(Word word) const { return (bits_ >> static_cast<int>(word) & 1) != 0; }
  constexpr bool Empty() const { return bits_ == 0; }
  constexpr int Size() const { return std::popcount(bits_); }
  constexpr uint32_t bits() const { return bits_; }
  friend constexpr WordSet operator&(WordSet a, WordSet b) { return FromBits(a.bits_ & b.bits_); }
  friend constexpr WordSet operator|(WordSet a, WordSet b) { return FromBits(a.bits_ | b.bits_); }
  friend constexpr bool operator==(const WordSet&, const WordSet&) = default;

 private:
  uint32_t bits_ = 0;
};

template <class Word, size_t kCount>
using WordTable = std::array<std::pair<Word, std::string_view>, kCount>;

// The thirteen emergency signs of the health ministry (緊急性の高い症状, 28 April 2020). Those marked "observer" are what
// somebody beside the patient sees.
enum class Sign : uint8_t {
  kVeryPoorComplexion,        // observer
  kPurpleLips,
  kUnlikeUsual,               // observer
  kFasterBreathing,
  kSuddenlyShortOfBreath,
  kShortOfBreathOnMovement,   // slight movement
  kChestPain,
  kCannotLieFlat,
  kBreathingWithShoulders,
  kSuddenWheeze,              // within two hours
  kDazed,                     // weak response; observer
  kDrowsy,                    // no reply; observer
  kIrregularPulse,
};
inline constexpr WordTable<Sign, 13> kSignNames{{
    {Sign::kVeryPoorComplexion, "VERY_POOR_COMPLEXION"},
    {Sign::kPurpleLips, "PURPLE_LIPS"},
    {Sign::kUnlikeUsual, "UNLIKE_USUAL"},
    {Sign::kFasterBreathing, "FASTER_BREATHING"},
    {Sign::kSuddenlyShortOfBreath, "SUDDENLY_SHORT_OF_BREATH"},
    {Sign::kShortOfBreathOnMovement, "SHORT_OF_BREATH_ON_MOVEMENT"},
    {Sign::kChestPain, "CHEST_PAIN"},
    {Sign::kCannotLieFlat, "CANNOT_LIE_FLAT"},
    {Sign::kBreathingWithShoulders, "BREATHING_WITH_SHOULDERS"},
    {Sign::kSuddenWheeze, "SUDDEN_WHEEZE"},
    {Sign::kDazed, "DAZED"},
    {Sign::kDrowsy, "DROWSY"},
    {Sign::kIrregularPulse, "IRREGULAR_PULSE"},
}};
// Those that say that a patient is not alert.
inline constexpr WordSet<Sign> kNotAlert{Sign::kDazed, Sign::kDrowsy};

enum class Symptom : uint8_t {
  kCough,
  kSputum,
  kSoreThroat,
  kRunnyNose,
  kCongestion,
  kFatigue,
  kHeadache,
  kMuscleOrJointPain,
  kChills,
  kShakingChills,
  kNauseaOrVomiting,
  kDiarrhoea,
  kLossOfSmell,
  kLossOfTaste,
  kLossOfAppetite,
  kDifficultyBreathing,
  kShortnessOfBreath,
};
inline constexpr WordTable<Symptom, 17> kSymptomNames{{
    {Symptom::kCough, "COUGH"},
    {Symptom::kSputum, "SPUTUM"},
    {Symptom::kSoreThroat, "SORE_THROAT"},
    {Symptom::kRunnyNose, "RUNNY_NOSE"},
    {Symptom::kCongestion, "CONGESTION"},
    {Symptom::kFatigue, "FATIGUE"},
    {Symptom::kHeadache, "HEADACHE"},
    {Symptom::kMuscleOrJointPain, "MUSCLE_OR_JOINT_PAIN"},
    {Symptom::kChills, "CHILLS"},
    {Symptom::kShakingChills, "SHAKING_CHILLS"},
    {Symptom::kNauseaOrVomiting, "NAUSEA_OR_VOMITING"},
    {Symptom::kDiarrhoea, "DIARRHOEA"},
    {Symptom::kLossOfSmell, "LOSS_OF_SMELL"},
    {Symptom::kLossOfTaste, "LOSS_OF_TASTE"},
    {Symptom::kLossOfAppetite, "LOSS_OF_APPETITE"},
    {Symptom::kDifficultyBreathing, "DIFFICULTY_BREATHING"},
    {Symptom::kShortnessOfBreath, "SHORTNESS_OF_BREATH"},
}};
inline constexpr WordSet<Symptom> kDyspnoea{Symptom::kDifficultyBreathing, Symptom::kShortnessOfBreath};

// How much, from 1 (as usual) to 5 (nothing at all).
enum class Scale : uint8_t { kFood, kWater, kUrine };
inline constexpr WordTable<Scale, 3> kScaleNames{{
    {Scale::kFood, "FOOD"},
    {Scale::kWater, "WATER"},
    {Scale::kUrine, "URINE"},
}};

// What a report or a score can lack. The first seven are those of NEWS2; whether a patient is alert is taken from the signs.
enum class Item : uint8_t {
  kRespiratoryRate,
  kSpo2,
  kOxygen,
  kSystolic,
  kPulse,
  kConsciousness,
  kTemperature,
  kSigns,
  kSymptoms,
};
inline constexpr WordTable<Item, 9> kItemNames{{
    {Item::kRespiratoryRate, "RESPIRATORY_RATE"},
    {Item::kSpo2, "SPO2"},
    {Item::kOxygen, "OXYGEN"},
    {Item::kSystolic, "SYSTOLIC"},
    {Item::kPulse, "PULSE"},
    {Item::kConsciousness, "CONSCIOUSNESS"},
    {Item::kTemperature, "TEMPERATURE"},
    {Item::kSigns, "SIGNS"},
    {Item::kSymptoms, "SYMPTOMS"},
}};
// Those that a patient reports.
inline constexpr WordSet<Item> kReported{Item::kRespiratoryRate, Item::kSpo2,  Item::kOxygen,  Item::kPulse,
                                         Item::kTemperature,     Item::kSigns, Item::kSymptoms};
inline constexpr WordSet<Item> kNews2Items = WordSet<Item>::FromBits(0x7f);

// What Kanagawa's score counts beside the age; in the order of registry.v1.RiskFactor, from 1 there.
enum class RiskFactor : uint8_t {
  kDiabetes,
  kChronicRespiratoryDisease,
  kSevereCardiovascularDisease,
  kCancerUnderTreatment,
  kImmunosuppressants,
  kImmunodeficiency,          // transplant, primary immunodeficiency or HIV
  kUncontrolledHypertension,
  kSevereKidneyDisease,       // GFR < 30
  kObesity,                   // BMI ≥ 30
  kAfterOrganTransplant,
  kDialysis,
  kLatePregnancy,             // from 37 weeks on
  kPneumoniaLessThanHalf,     // on an image, one side
  kPneumoniaHalfOrMore,
  kPneumoniaBothSides,
  kOxygenNeeded,
  kLooksSeverelyIll,          // to a doctor
  kAsymptomatic,              // when the case was recorded; what is so today is in her reports
};
inline constexpr WordTable<RiskFactor, 18> kRiskFactorNames{{
    {RiskFactor::kDiabetes, "DIABETES"},
    {RiskFactor::kChronicRespiratoryDisease, "CHRONIC_RESPIRATORY_DISEASE"},
    {RiskFactor::kSevereCardiovascularDisease, "SEVERE_CARDIOVASCULAR_DISEASE"},
    {RiskFactor::kCancerUnderTreatment, "CANCER_UNDER_TREATMENT"},
    {RiskFactor::kImmunosuppressants, "IMMUNOSUPPRESSANTS"},
    {RiskFactor::kImmunodeficiency, "IMMUNODEFICIENCY"},
    {RiskFactor::kUncontrolledHypertension, "UNCONTROLLED_HYPERTENSION"},
    {RiskFactor::kSevereKidneyDisease, "SEVERE_KIDNEY_DISEASE"},
    {RiskFactor::kObesity, "OBESITY"},
    {RiskFactor::kAfterOrganTransplant, "AFTER_ORGAN_TRANSPLANT"},
    {RiskFactor::kDialysis, "DIALYSIS"},
    {RiskFactor::kLatePregnancy, "LATE_PREGNANCY"},
    {RiskFactor::kPneumoniaLessThanHalf, "PNEUMONIA_LESS_THAN_HALF"},
    {RiskFactor::kPneumoniaHalfOrMore, "PNEUMONIA_HALF_OR_MORE"},
    {RiskFactor::kPneumoniaBothSides, "PNEUMONIA_BOTH_SIDES"},
    {RiskFactor::kOxygenNeeded, "OXYGEN_NEEDED"},
    {RiskFactor::kLooksSeverelyIll, "LOOKS_SEVERELY_ILL"},
    {RiskFactor::kAsymptomatic, "ASYMPTOMATIC"},
}};
inline constexpr WordSet<RiskFactor> kPneumonia{RiskFactor::kPneumoniaLessThanHalf, RiskFactor::kPneumoniaHalfOrMore,
                                                RiskFactor::kPneumoniaBothSides};

// Where a patient is treated; what definitions of severe disease differ in.
enum class Care : uint8_t { kIntensiveCare, kVentilator, kEcmo, kHighCareUnit, kHighFlowOxygen };
inline constexpr WordTable<Care, 5> kCareNames{{
    {Care::kIntensiveCare, "INTENSIVE_CARE"},
    {Care::kVentilator, "VENTILATOR"},
    {Care::kEcmo, "ECMO"},
    {Care::kHighCareUnit, "HIGH_CARE_UNIT"},
    {Care::kHighFlowOxygen, "HIGH_FLOW_OXYGEN"},
}};

template <class Word, size_t kCount>
std::string_view NameOf(const WordTable<Word, kCount>& table, Word word) {
  return table[static_cast<size_t>(word)].second;
}

template <class Word, size_t kCount>
std::optional<Word> ParseWord(const WordTable<Word, kCount>& table, std::string_view name) {
  for (const auto& [word, known] : table) {
    if (known == name) return word;
  }
  return std::nullopt;
}

// All bits that stand for a word of the table.
template <class Word, size_t kCount>
constexpr WordSet<Word> AllOf(const WordTable<Word, kCount>&) {
  return WordSet<Word>::FromBits((uint32_t{1} << kCount) - 1);
}

}  // namespace mimamori::observation
