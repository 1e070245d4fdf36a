// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/recipients.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace mimamori::exposure {
namespace {

const absl::Time kMidnight = absl::FromUnixSeconds(1'795'186'800);

std::string Mac(char person) { return std::string(16, person); }

// One person's day: her stay begins `start` minutes after midnight of that day.
MatchedOverlap Day(char person, int day, int minutes, int start = 600) {
  const absl::Time at = kMidnight + absl::Hours(24 * day) + absl::Minutes(start);
  return {.contact_mac = Mac(person), .sealed_contact = std::string(1, person) + std::to_string(day),
          .contact_subject = "stay" + std::to_string(day), .service_day = "day" + std::to_string(day),
          .minutes = minutes, .confidence = Confidence::kCheckedOut, .verified = true, .marked = false,
          .stay_start = at, .stay_end = at + absl::Minutes(minutes)};
}
MatchedOverlap Typed(MatchedOverlap overlap) {
  overlap.verified = false;
  return overlap;
}

Gathering::Result Gather(const std::vector<MatchedOverlap>& overlaps, const std::string& patient = "",
                         bool mail_unverified = false) {
  Gathering gathering(std::vector<std::string>{patient}, mail_unverified);
  for (const MatchedOverlap& overlap : overlaps) gathering.Add(overlap);
  return gathering.Finish();
}

TEST(Gathering, CountsAPersonOnceAndAddsHerMinutesOverDays) {
  const auto result = Gather({Day('a', 0, 10), Day('b', 0, 5), Day('a', 1, 30), Day('a', 2, 1)});
  ASSERT_EQ(result.recipients.size(), 2u);
  const Recipient& a = result.recipients[0];
  EXPECT_EQ(a.minutes, 41);
  EXPECT_EQ(a.stay_start, Day('a', 0, 10).stay_start) << "the mail tells her first stay";
  EXPECT_EQ(a.stay_end, Day('a', 0, 10).stay_end);
  EXPECT_EQ(a.sealed_contact, "a2") << "the newest contact is the likeliest to reach her";
  EXPECT_EQ(result.recipients[1].minutes, 5);
}

TEST(Gathering, SaysTheSameInWhateverOrderTheDaysCome) {
  std::vector<MatchedOverlap> days{Day('a', 0, 10), Day('a', 1, 30), Day('a', 2, 1)};
  do {
    const auto result = Gather(days);
    ASSERT_EQ(result.recipients.size(), 1u);
    EXPECT_EQ(result.recipients[0].stay_start, Day('a', 0, 10).stay_start);
    EXPECT_EQ(result.recipients[0].sealed_contact, "a2");
  } while (std::next_permutation(days.begin(), days.end(), [](const auto& x, const auto& y) {
    return x.stay_start < y.stay_start;
  }));
}

TEST(Gathering, NeverTellsThePatientOfHerself) {
  const auto result = Gather({Day('p', 0, 60), Day('a', 0, 10), Day('p', 1, 60)}, Mac('p'));
  ASSERT_EQ(result.recipients.size(), 1u);
  EXPECT_EQ(result.recipients[0].contact_mac, Mac('a'));
  EXPECT_TRUE(result.patient_excluded);
}

TEST(Gathering, SaysThatThePatientMayBeAmongThemWhenSheIsNotKnown) {
  EXPECT_FALSE(Gather({Day('p', 0, 60)}).patient_excluded);
  EXPECT_TRUE(Gather({Day('a', 0, 60)}, Mac('p')).patient_excluded) << "known, whether or not she checked in";
}

TEST(Gathering, CountsWhatCannotBeReadApart) {
  MatchedOverlap gone = Day('x', 0, 10);
  gone.contact_mac.clear();
  const auto result = Gather({gone, Day('a', 0, 10), gone});
  EXPECT_EQ(result.unreadable, 2);
  EXPECT_EQ(result.recipients.size(), 1u);
  EXPECT_EQ(Gather({gone}, "").recipients.size(), 0u) << "an unknown patient is not everybody unreadable";
}

TEST(Gathering, LeavesOutWhoNobodyConfirmedUnlessPolicySaysOtherwise) {
  const std::vector<MatchedOverlap> overlaps{Typed(Day('a', 0, 10)), Typed(Day('a', 1, 10)), Day('b', 0, 10)};
  const auto usual = Gather(overlaps);
  EXPECT_EQ(usual.recipients.size(), 1u);
  EXPECT_EQ(usual.unverified, 1) << "people, not stays";
  const auto all = Gather(overlaps, "", true);
  EXPECT_EQ(all.recipients.size(), 2u);
  EXPECT_EQ(all.unverified, 0);
  EXPECT_EQ(all.recipients[0].minutes, 20);
}

// Anybody can type her address: it must change neither what she is told nor how long she is said to have been there.
TEST(Gathering, LetsNobodyElseTouchAVerifiedPersonsStays) {
  for (const auto& overlaps : {std::vector{Typed(Day('a', 0, 500)), Day('a', 1, 10), Typed(Day('a', 2, 500))},
                               std::vector{Day('a', 1, 10), Typed(Day('a', 0, 500))}}) {
    const auto result = Gather(overlaps, "", true);
    ASSERT_EQ(result.recipients.size(), 1u);
    EXPECT_EQ(result.recipients[0].minutes, 10);
    EXPECT_EQ(result.recipients[0].stay_start, Day('a', 1, 10).stay_start);
    EXPECT_EQ(result.recipients[0].sealed_contact, "a1");
    EXPECT_TRUE(result.recipients[0].verified);
  }
}

TEST(Gathering, TellsTheWeakestConfidenceAndMarksOnlyWhatIsMarkedThroughout) {
  MatchedOverlap odd = Day('a', 1, 10);
  odd.confidence = Confidence::kAssumed;
  odd.marked = true;
  MatchedOverlap marked = Day('b', 0, 10);
  marked.marked = true;
  const auto result = Gather({Day('a', 0, 10), odd, marked});
  EXPECT_EQ(result.recipients[0].confidence, Confidence::kAssumed);
  EXPECT_FALSE(result.recipients[0].marked);
  EXPECT_TRUE(result.recipients[1].marked);
}

TEST(Gathering, CountsEverybodysStaysButThePatients) {
  const auto of = [](MatchedOverlap overlap, int stays, int out_of_hours) {
    overlap.stays = stays;
    overlap.stays_out_of_hours = out_of_hours;
    return overlap;
  };
  MatchedOverlap unreadable = of(Day('u', 0, 10), 1, 1);
  unreadable.contact_mac.clear();
  const auto result = Gather({of(Day('a', 0, 10), 2, 1), of(Day('a', 1, 10), 1, 0), of(Typed(Day('b', 0, 10)), 4, 4),
                              of(Day('p', 0, 10), 8, 8), unreadable},
                             Mac('p'));
  EXPECT_EQ(result.stays, 8);
  EXPECT_EQ(result.stays_out_of_hours, 6);
}

TEST(Histogram, PutsEveryRecipientIntoOneBucket) {
  std::vector<Recipient> recipients;
  for (const int minutes : {1, 14, 15, 29, 30, 59, 60, 119, 120, 5000}) {
    recipients.push_back({.contact_mac = {}, .sealed_contact = {}, .minutes = minutes, .stay_start = {}, .stay_end = {},
                          .latest_start = {}});
  }
  const auto buckets = Histogram(recipients);
  ASSERT_EQ(buckets.size(), 5u);
  for (const MinutesBucket& bucket : buckets) {
    SCOPED_TRACE(bucket.from);
    EXPECT_EQ(bucket.recipients, 2);
  }
  EXPECT_EQ(buckets.back().to, 0);
}

// The oracle goes through the people one after another, each time through all overlaps.
TEST(Gathering, AgreesWithGoingThroughEverybodyOneByOne) {
  std::mt19937 random(20261121);
  for (int round = 0; round < 500; ++round) {
    std::vector<MatchedOverlap> overlaps;
    for (int i = 0; i < 30; ++i) {
      MatchedOverlap overlap = Day(static_cast<char>('a' + random() % 9), static_cast<int>(random() % 6),
                                   1 + static_cast<int>(random() % 200), static_cast<int>(random() % 1440));
      overlap.verified = random() % 3 != 0;
      if (overlap.contact_mac == Mac('i')) overlap.contact_mac.clear();
      overlaps.push_back(overlap);
    }
    const bool mail_unverified = random() % 2 == 0;
    const std::string patient = random() % 2 == 0 ? Mac('a') : "";
    const auto result = Gather(overlaps, patient, mail_unverified);

    size_t people = 0;
    int unverified = 0;
    for (char person = 'a'; person < 'i'; ++person) {
      if (Mac(person) == patient) continue;
      int minutes[2] = {0, 0}, stays[2] = {0, 0};
      for (const MatchedOverlap& overlap : overlaps) {
        if (overlap.contact_mac != Mac(person)) continue;
        minutes[overlap.verified] += overlap.minutes;
        ++stays[overlap.verified];
      }
      if (stays[0] + stays[1] == 0) continue;
      const auto told = std::find_if(result.recipients.begin(), result.recipients.end(),
                                     [&](const Recipient& r) { return r.contact_mac == Mac(person); });
      if (stays[1] == 0 && !mail_unverified) {
        ++unverified;
        ASSERT_EQ(told, result.recipients.end()) << "round " << round;
        continue;
      }
      ++people;
      ASSERT_NE(told, result.recipients.end()) << "round " << round;
      ASSERT_EQ(told->minutes, stays[1] > 0 ? minutes[1] : minutes[0]) << "round " << round;
    }
    ASSERT_EQ(result.recipients.size(), people) << "round " << round;
    ASSERT_EQ(result.unverified, unverified) << "round " << round;
    ASSERT_EQ(result.unreadable, std::count_if(overlaps.begin(), overlaps.end(), [](const MatchedOverlap& overlap) {
                return overlap.contact_mac.empty();
              })) << "round " << round;
  }
}

Gathering::Result GatherBut(const Gathering::Told& told, const std::vector<MatchedOverlap>& overlaps) {
  Gathering gathering({""}, false, told);
  for (const MatchedOverlap& overlap : overlaps) gathering.Add(overlap);
  return gathering.Finish();
}

TEST(Gathering, NeverTellsTwiceOfOneDay) {
  const auto result = GatherBut({{Mac('a'), {"day0"}}, {Mac('z'), {"day0"}}}, {Day('a', 0, 10), Day('b', 0, 5)});
  ASSERT_EQ(result.recipients.size(), 1u);
  EXPECT_EQ(result.recipients[0].contact_mac, Mac('b'));
  EXPECT_EQ(result.recipients[0].service_days, std::set<std::string>{"day0"});
  EXPECT_EQ(result.told_before, 1) << "who was told and was not there is nobody here";
  EXPECT_EQ(GatherBut({}, {Day('a', 0, 10)}).told_before, 0);
}

TEST(Gathering, TellsOfTheDaysThatAreNewAndOfThoseAlone) {
  const auto result = GatherBut({{Mac('a'), {"day0", "day1"}}}, {Day('a', 1, 20), Day('a', 2, 30), Day('a', 0, 10), Day('a', 3, 5)});
  ASSERT_EQ(result.recipients.size(), 1u);
  const Recipient& a = result.recipients[0];
  EXPECT_EQ(a.minutes, 35);
  EXPECT_EQ(a.stay_start, Day('a', 2, 30).stay_start);
  EXPECT_EQ(a.service_days, (std::set<std::string>{"day2", "day3"}));
  EXPECT_EQ(a.sealed_contact, "a3");
  EXPECT_EQ(a.contact_subject, "stay3") << "what the vault matches her by afterwards";
  EXPECT_EQ(result.told_before, 0);
}

}  // namespace
}  // namespace mimamori::exposure
