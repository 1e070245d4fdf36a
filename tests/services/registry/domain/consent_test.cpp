// SPDX-License-Identifier: Apache-2.0
#include "services/registry/domain/consent.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);
const PlacePolicy kPolicy{.longest = absl::Hours(48), .oldest = absl::Hours(28 * 24), .most = 3,
                          .kept = absl::Hours(60 * 24)};
const std::optional<Span> kSpan = Span{.start = kNow - absl::Hours(72), .end = kNow - absl::Hours(2)};
const std::string kHer(16, 'h'), kOther(16, 'o');

Whereabouts At(absl::Duration ago, absl::Duration length) {
  return {.venue = VenueId(7), .start = kNow - ago, .end = kNow - ago + length};
}
Consent Asked() {
  return {.id = ConsentId::Random(), .case_id = CaseId::Random(), .asked_by = "officer", .asked_at = kNow - absl::Hours(1),
          .expires_at = kNow + absl::Hours(47)};
}
Gift AGift(const std::string& giver = kHer) {
  return {.giver = giver, .request = platform::RequestId::Random(), .stays = {At(absl::Hours(5), absl::Hours(1))}};
}

TEST(SpanOf, CoversTheInfectiousDaysOnTheOfficersCalendar) {
  absl::TimeZone tokyo;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  const Days days{.first = absl::CivilDay(2026, 11, 18), .last = absl::CivilDay(2026, 11, 20)};
  Case patient{.id = CaseId::Random()};
  EXPECT_EQ(SpanOf(patient, days, tokyo),
            (Span{.start = absl::FromCivil(absl::CivilDay(2026, 11, 18), tokyo),
                  .end = absl::FromCivil(absl::CivilDay(2026, 11, 21), tokyo)}));
  EXPECT_EQ(SpanOf(patient, std::nullopt, tokyo), std::nullopt);
  patient.withdrawn_at = kNow;
  EXPECT_EQ(SpanOf(patient, days, tokyo), std::nullopt);
}

TEST(CheckAsking, AsksOnlyWhoCouldInfect) {
  const Days days{.first = absl::CivilDay(2026, 11, 18), .last = absl::CivilDay(2026, 11, 20)};
  Case patient{.id = CaseId::Random()};
  EXPECT_TRUE(CheckAsking(patient, days).ok());
  EXPECT_EQ(ReasonOf(CheckAsking(patient, std::nullopt)), "NOT_INFECTIOUS");
  patient.withdrawn_at = kNow;
  EXPECT_EQ(ReasonOf(CheckAsking(patient, days)), "CASE_WITHDRAWN");
}

TEST(Give, KeepsWhatShePickedOnce) {
  Consent consent = Asked();
  const Gift gift = AGift();
  EXPECT_TRUE(Give(consent, gift, kSpan, 0, kPolicy, kNow).value());
  EXPECT_EQ(consent.giver, kHer);
  EXPECT_EQ(consent.given_at, kNow);
  EXPECT_EQ(consent.stays, 1);
  EXPECT_FALSE(Give(consent, gift, kSpan, 1, kPolicy, kNow + absl::Hours(48)).value()) << "a retry, however late";
  EXPECT_EQ(ReasonOf(Give(consent, AGift(), kSpan, 1, kPolicy, kNow).status()), "CONSENT_GIVEN");
  EXPECT_EQ(ReasonOf(Give(consent, AGift(kOther), kSpan, 1, kPolicy, kNow).status()), "CONSENT_UNKNOWN")
      << "another learns nothing";
}

TEST(Give, JudgesEachEdge) {
  const absl::Duration tick = absl::Microseconds(1);
  const struct {
    const char* name;
    std::vector<Whereabouts> stays;
    int places;
    absl::Duration later;
    const char* reason;
    const char* field;
  } cases[] = {
      {"within", {At(absl::Hours(5), absl::Hours(1))}, 0, {}, "", ""},
      {"begins before the last moment", {At(absl::Hours(2) + tick, absl::Hours(1))}, 0, {}, "", ""},
      {"begins when the days are over", {At(absl::Hours(2), absl::Hours(1))}, 0, {}, "STAY_OUT_OF_DAYS", "stays"},
      {"ends in the first moment", {At(absl::Hours(73), absl::Hours(1) + tick)}, 0, {}, "", ""},
      {"ends when the days begin", {At(absl::Hours(73), absl::Hours(1))}, 0, {}, "STAY_OUT_OF_DAYS", "stays"},
      {"one of two is outside", {At(absl::Hours(5), absl::Hours(1)), At(absl::Hours(99), absl::Hours(1))}, 0, {},
       "STAY_OUT_OF_DAYS", "stays"},
      {"no time at all", {At(absl::Hours(5), {})}, 0, {}, "EMPTY_WINDOW", "end_time"},
      {"as many places as may be", {At(absl::Hours(5), absl::Hours(1))}, 2, {}, "", ""},
      {"one more", {At(absl::Hours(5), absl::Hours(1))}, 3, {}, "TOO_MANY_PLACES", ""},
      {"in the last moment", {At(absl::Hours(5), absl::Hours(1))}, 0, absl::Hours(47) - tick, "", ""},
      {"too late", {At(absl::Hours(5), absl::Hours(1))}, 0, absl::Hours(47), "CONSENT_EXPIRED", "code"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Consent consent = Asked();
    Gift gift = AGift();
    gift.stays = c.stays;
    const Consent before = consent;
    const absl::Status given = Give(consent, gift, kSpan, c.places, kPolicy, kNow + c.later).status();
    EXPECT_EQ(ReasonOf(given), c.reason);
    EXPECT_EQ(FieldOf(given), c.field);
    EXPECT_EQ(consent == before, !given.ok()) << "nothing is half given";
  }
  Consent consent = Asked();
  EXPECT_EQ(ReasonOf(Give(consent, AGift(), std::nullopt, 0, kPolicy, kNow).status()), "CONSENT_EXPIRED")
      << "the case was taken back";
}

TEST(CheckConsent, ShowsWhatWasGivenToWhoGaveItAlone) {
  Consent consent = Asked();
  EXPECT_TRUE(CheckConsent(consent, kHer, kSpan, kNow).ok());
  EXPECT_TRUE(CheckConsent(consent, kOther, kSpan, kNow).ok()) << "nobody has used it";
  EXPECT_EQ(ReasonOf(CheckConsent(consent, kHer, std::nullopt, kNow)), "CONSENT_EXPIRED");
  ASSERT_TRUE(Give(consent, AGift(), kSpan, 0, kPolicy, kNow).ok());
  EXPECT_TRUE(CheckConsent(consent, kHer, std::nullopt, kNow + absl::Hours(999)).ok());
  EXPECT_EQ(ReasonOf(CheckConsent(consent, kOther, kSpan, kNow)), "CONSENT_UNKNOWN");
}

TEST(Withdraw, IsForWhoGaveAndOnce) {
  Consent consent = Asked();
  EXPECT_EQ(ReasonOf(Withdraw(consent, kHer, kNow).status()), "CONSENT_UNKNOWN") << "nothing was given";
  ASSERT_TRUE(Give(consent, AGift(), kSpan, 0, kPolicy, kNow).ok());
  EXPECT_EQ(ReasonOf(Withdraw(consent, kOther, kNow).status()), "CONSENT_UNKNOWN");
  EXPECT_TRUE(Withdraw(consent, kHer, kNow + absl::Hours(1)).value());
  EXPECT_FALSE(Withdraw(consent, kHer, kNow + absl::Hours(2)).value());
  EXPECT_EQ(consent.withdrawn_at, kNow + absl::Hours(1));
}

}  // namespace
}  // namespace mimamori::registry
