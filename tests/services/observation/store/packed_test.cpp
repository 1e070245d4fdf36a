// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/packed.hpp"

#include <gtest/gtest.h>

#include "tests/services/observation/domain/rules.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kNoon = At("2026-11-20 12:00:00");

TEST(Packed, BringsAMemoryBackWhole) {
  std::vector<Memory> memories{Memory(), Memory(Rules())};
  Report ill = Well(kNoon + absl::Microseconds(1));
  ill.readings = {.temperature = 395, .spo2 = 91, .pulse = 300, .respiratory_rate = 40, .oxygen = true};
  ill.signs = WordSet<Sign>{Sign::kIrregularPulse};
  ill.symptoms = WordSet<Symptom>{Symptom::kShortnessOfBreath};
  ill.fever_reducer = true;
  memories.push_back(MemoryOf(Rules(), std::vector{Well(kNoon), ill}));
  Report little = {.time = kNoon, .received = kNoon, .readings = {.pulse = 60}};
  memories.push_back(MemoryOf(Rules(), std::vector{little}));
  for (const Memory& memory : memories) {
    // What isn't carried from report to report isn't kept.
    Memory wanted = memory;
    wanted.told.time = wanted.told.received = absl::Time();
    wanted.told.scales = {};
    const std::string bytes = PackMemory(memory);
    const auto back = UnpackMemory(bytes);
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, wanted);
    EXPECT_LT(bytes.size(), 150u) << "it is written with each report";
  }
}

TEST(Packed, BringsAJudgementBackWhole) {
  Report ill = Well(kNoon);
  ill.readings = {.temperature = 395, .spo2 = 91};
  ill.signs = WordSet<Sign>{Sign::kDazed, Sign::kPurpleLips};
  ill.symptoms = WordSet<Symptom>{Symptom::kCough};
  Patient old = Grown();
  old.birth_year = 1940;
  Patient child = Grown();
  child.birth_year = 2020;
  for (const Judgement& judged :
       {Judgement(), Triage(Rules(), old, {}, ill), Triage(Rules(), child, {}, Well(kNoon)),
        Triage(Rules(), Grown(), std::vector{Well(kNoon - absl::Hours(40))}, {.time = kNoon, .received = kNoon})}) {
    const auto back = UnpackJudgement(PackJudgement(judged));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, judged);
  }
}

TEST(Packed, ReadsNothingButAWholeOfItsLayout) {
  const std::string memory = PackMemory(Memory(Rules()));
  const std::string judgement = PackJudgement(Triage(Rules(), Grown(), {}, {.time = kNoon, .received = kNoon}));
  for (size_t size = 0; size < memory.size(); ++size) EXPECT_FALSE(UnpackMemory(memory.substr(0, size))) << size;
  for (size_t size = 0; size < judgement.size(); ++size) EXPECT_FALSE(UnpackJudgement(judgement.substr(0, size))) << size;
  EXPECT_FALSE(UnpackMemory(memory + "x"));
  EXPECT_FALSE(UnpackJudgement(judgement + "x"));
  EXPECT_FALSE(UnpackMemory("\x02" + memory.substr(1)));
  EXPECT_FALSE(UnpackJudgement("\x02" + judgement.substr(1)));
}

}  // namespace
}  // namespace mimamori::observation
