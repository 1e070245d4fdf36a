// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/link.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

LinkDraft ADraft() {
  return {.purpose = LinkPurpose::kVerifyAddress, .payload = "payload", .owner = "visit",
          .request_id = RequestId::Random()};
}

TEST(MakeLink, JudgesTheDraft) {
  const struct {
    const char* name;
    void (*change)(LinkDraft&);
    const char* reason;
    absl::Duration life;
  } cases[] = {
      {"as long as the purpose allows", [](LinkDraft&) {}, "", absl::Hours(24)},
      {"shorter", [](LinkDraft& d) { d.expires_at = kNow + absl::Minutes(5); }, "", absl::Minutes(5)},
      {"longer is cut", [](LinkDraft& d) { d.expires_at = kNow + absl::Hours(25); }, "", absl::Hours(24)},
      {"a venue has a week",
       [](LinkDraft& d) { d.purpose = LinkPurpose::kVenueRegistration; d.owner = "venue"; }, "", absl::Hours(168)},
      {"an operator's other browser has an hour",
       [](LinkDraft& d) { d.purpose = LinkPurpose::kVenueLogIn; d.owner = "venue"; }, "", absl::Hours(1)},
      {"a patient's diary has a week",
       [](LinkDraft& d) { d.purpose = LinkPurpose::kDiary; d.owner = "observation"; }, "", absl::Hours(168)},
      {"over already", [](LinkDraft& d) { d.expires_at = kNow; }, "EXPIRE_TIME_PASSED", {}},
      {"venue verifies no address", [](LinkDraft& d) { d.owner = "venue"; }, "PURPOSE_OF_ANOTHER_SERVICE", {}},
      {"1,024 bytes", [](LinkDraft& d) { d.payload.resize(1024); }, "", absl::Hours(24)},
      {"1,025 bytes", [](LinkDraft& d) { d.payload.resize(1025); }, "PAYLOAD_TOO_LONG", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    LinkDraft draft = ADraft();
    c.change(draft);
    const auto link = MakeLink(draft, kNow, {});
    EXPECT_EQ(platform::ReasonOf(link.status()), c.reason);
    if (link.ok()) {
      EXPECT_EQ(link->expires_at, kNow + c.life);
    }
  }
}

TEST(JudgeUse, LetsALinkBeUsedOnce) {
  const RequestId first = RequestId::Random();
  const RequestId second = RequestId::Random();
  Link fresh = *MakeLink(ADraft(), kNow, {});
  Link used = fresh;
  used.consumed_at = kNow + absl::Hours(1);
  used.consumed_by = first;
  const struct {
    const char* name;
    const Link& link;
    const char* owner;
    LinkPurpose purpose;
    RequestId request;
    absl::Duration later;
    const char* reason;  // empty: it may
    LinkUse use;
  } cases[] = {
      {"fresh", fresh, "visit", LinkPurpose::kVerifyAddress, first, {}, "", LinkUse::kNow},
      {"at the last moment", fresh, "visit", LinkPurpose::kVerifyAddress, first,
       absl::Hours(24) - absl::Nanoseconds(1), "", LinkUse::kNow},
      {"too late", fresh, "visit", LinkPurpose::kVerifyAddress, first, absl::Hours(24), "LINK_EXPIRED", {}},
      {"two days late", fresh, "visit", LinkPurpose::kVerifyAddress, first, absl::Hours(48), "LINK_UNKNOWN", {}},
      {"the retry of the call that used it", used, "visit", LinkPurpose::kVerifyAddress, first, absl::Hours(2), "",
       LinkUse::kAgain},
      {"another call", used, "visit", LinkPurpose::kVerifyAddress, second, absl::Hours(2), "LINK_USED", {}},
      {"another call a day later", used, "visit", LinkPurpose::kVerifyAddress, second, absl::Hours(25),
       "LINK_UNKNOWN", {}},
      {"another service", fresh, "venue", LinkPurpose::kVerifyAddress, first, {}, "LINK_UNKNOWN", {}},
      {"for another purpose", fresh, "visit", LinkPurpose::kVenueRegistration, first, {}, "LINK_UNKNOWN", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto use = JudgeUse(c.link, c.owner, c.purpose, c.request, kNow + c.later);
    EXPECT_EQ(platform::ReasonOf(use.status()), c.reason);
    if (use.ok()) {
      EXPECT_EQ(*use, c.use);
    }
  }
}

TEST(LinkPurpose, GoesToItsNameAndBack) {
  for (const LinkPurpose purpose : {LinkPurpose::kVerifyAddress, LinkPurpose::kVenueRegistration, LinkPurpose::kVenueLogIn}) {
    EXPECT_EQ(ParsePurpose(NameOf(purpose)), purpose);
  }
  EXPECT_EQ(ParsePurpose("PRIZE"), std::nullopt);
}

TEST(JudgeTry, AllowsThreeGuesses) {
  const auto guess = [](const char* what) {
    return LinkTry{.request_id = RequestId::Random(), .fingerprint = what};
  };
  LinkDraft draft = ADraft();
  draft.purpose = LinkPurpose::kDiary;
  draft.owner = "observation";
  const Link fresh = *MakeLink(draft, kNow, {});
  const LinkTry first = guess("1"), second = guess("2"), third = guess("3"), fourth = guess("4");
  const LinkTry other = {.request_id = second.request_id, .fingerprint = "5"};
  Link used = fresh;
  used.consumed_at = kNow;
  used.consumed_by = third.request_id;
  const struct {
    const char* name;
    const Link& link;
    std::vector<LinkTry> tries;
    const LinkTry& guess;
    absl::Duration after;
    int number;
    const char* reason;
  } cases[] = {
      {"the first", fresh, {}, first, {}, 1, ""},
      {"the third", fresh, {first, second}, third, absl::Hours(168) - absl::Nanoseconds(1), 3, ""},
      {"a fourth", fresh, {first, second, third}, fourth, {}, 0, "LINK_SPOILED"},
      {"a retry counts once", fresh, {first, second, third}, second, {}, 2, ""},
      {"also of the one that used it up", used, {first, second, third}, third, {}, 3, ""},
      {"also when it is too old", fresh, {first}, first, absl::Hours(168), 1, ""},
      {"another guess under its id", fresh, {first, second}, other, {}, 0, "REQUEST_ID_REUSED"},
      {"too old", fresh, {}, first, absl::Hours(168), 0, "LINK_EXPIRED"},
      {"used up", used, {third}, first, {}, 0, "LINK_USED"},
      {"forgotten", fresh, {first}, first, absl::Hours(192), 0, "LINK_UNKNOWN"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto judged = JudgeTry(c.link, c.tries, "observation", c.guess, kNow + c.after);
    EXPECT_EQ(platform::ReasonOf(judged.status()), c.reason);
    if (judged.ok()) {
      EXPECT_EQ(*judged, c.number);
    }
  }
  EXPECT_EQ(platform::ReasonOf(JudgeTry(fresh, {}, "visit", first, kNow).status()), "LINK_UNKNOWN");
  const Link another = *MakeLink(ADraft(), kNow, {});
  EXPECT_EQ(platform::ReasonOf(JudgeTry(another, {}, "visit", first, kNow).status()), "LINK_UNKNOWN");
}

}  // namespace
}  // namespace mimamori::identity
