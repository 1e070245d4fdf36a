// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

namespace mimamori::mail {
namespace {

using testing::ElementsAre;

const absl::CivilDay kDay(2026, 11, 21);

Tally Of(std::string kind, int64_t sent, int64_t failed = 0) {
  return {.day = kDay, .template_name = "alert-caution", .domain_kind = std::move(kind), .sent = sent, .failed = failed};
}

TEST(KindOf, CountsADomainAndItsSubdomainsUnderOneName) {
  const std::vector<DomainKind> kinds{{"docomo", {"docomo.ne.jp"}}, {"au", {"au.com", "ezweb.ne.jp"}}};
  const std::map<std::string, std::string> cases{
      {"docomo.ne.jp", "docomo"}, {"a.docomo.ne.jp", "docomo"}, {"ezweb.ne.jp", "au"},
      {"notdocomo.ne.jp", "other"}, {"ne.jp", "other"}, {"docomo.ne.jp.example", "other"}, {"", "other"}};
  for (const auto& [domain, kind] : cases) EXPECT_EQ(KindOf(kinds, domain), kind) << domain;
}

TEST(FoldSmallKinds, ShowsSmallKindsAsOther) {
  EXPECT_THAT(FoldSmallKinds({Of("google", 7, 3), Of("au", 9), Of("docomo", 40), Of("other", 6)}, 10),
              ElementsAre(Of("docomo", 40), Of("google", 7, 3), Of("other", 15)));
}

TEST(FoldSmallKinds, ShowsManyThatCameBackOfWhatTheDayBeforeSent) {
  Tally back = Of("docomo", 1);
  back.bounced = 12;
  Tally few = Of("au", 9);
  few.bounced = 3;
  Tally folded = Of("other", 15);
  folded.bounced = 3;
  EXPECT_THAT(FoldSmallKinds({back, few, Of("other", 6)}, 10), ElementsAre(back, folded));
}

TEST(FoldSmallKinds, LetsTheNextSmallestGoWithALoneSmallOne) {
  EXPECT_THAT(FoldSmallKinds({Of("au", 2), Of("docomo", 40), Of("google", 12)}, 10),
              ElementsAre(Of("docomo", 40), Of("other", 14)));
  EXPECT_THAT(FoldSmallKinds({Of("au", 2)}, 10), ElementsAre(Of("other", 2))) << "the sum is nobody's secret";
}

TEST(FoldSmallKinds, KeepsDaysAndTemplatesApart) {
  Tally later = Of("au", 10);
  later.day = kDay + 1;
  Tally cluster = Of("au", 3);
  cluster.template_name = "alert-cluster";
  Tally folded = cluster;
  folded.domain_kind = "other";
  EXPECT_THAT(FoldSmallKinds({later, cluster, Of("docomo", 10)}, 10), ElementsAre(Of("docomo", 10), folded, later));
}

TEST(FoldSmallKinds, NeverShowsASmallCountNorLosesOne) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    const int smallest = 1 + static_cast<int>(random() % 12);
    std::vector<Tally> tallies;
    int64_t sum = 0;
    for (int kind = 0, count = 1 + static_cast<int>(random() % 6); kind < count; ++kind) {
      tallies.push_back(Of(kind == 0 ? "other" : "kind" + std::to_string(kind), random() % 20, random() % 3));
      sum += tallies.back().sent + tallies.back().failed;
    }
    const auto shown = FoldSmallKinds(tallies, smallest);
    for (const Tally& tally : shown) {
      const int64_t size = tally.sent + tally.failed;
      sum -= size;
      EXPECT_TRUE(size >= smallest || shown.size() == 1) << round;
    }
    EXPECT_EQ(sum, 0) << round;
  }
}

}  // namespace
}  // namespace mimamori::mail
