// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/caller.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "tests/services/platform/rpc/key_ring.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::platform::rpc {
namespace {

using namespace mimamori::rpc::v1;

class CallerToken : public testing::Test {
 protected:
  // As an issuer signs it that keeps to no rule.
  std::string Sign(const std::string& key, mimamori::rpc::v1::CallerToken token, const std::string& on_behalf = "") {
    if (token.audience().empty()) token.set_audience("visit");
    if (token.issue_time() == 0) token.set_issue_time(absl::ToUnixSeconds(clock_.Now()));
    if (token.expire_time() == 0) token.set_expire_time(token.issue_time() + 60);
    SignedCallerToken envelope;
    token.SerializeToString(envelope.mutable_token());
    envelope.set_signature(keys_.Key(key).Sign("mimamori.caller.v1", envelope.token()));
    envelope.set_on_behalf(on_behalf);
    return envelope.SerializeAsString();
  }
  mimamori::rpc::v1::CallerToken Token(const std::string& issuer, std::vector<Role> roles, std::string subject = "a") {
    mimamori::rpc::v1::CallerToken token;
    token.set_issuer(issuer);
    token.set_subject(subject);
    for (const Role role : roles) token.add_roles(role);
    return token;
  }
  std::string ReasonFor(const std::string& metadata) { return ReasonOf(verifier_.Verify(metadata).status()); }

  tests::KeyRing keys_{"gateway_public", "gateway_staff", "exposure", "visit", "ctl"};
  tests::FakeClock clock_{absl::FromUnixSeconds(1795246800)};
  CallerVerifier verifier_{"visit", keys_.path(), clock_};
  const Caller officer_{.subject = "account-7",
                        .roles = {ROLE_HEALTH_OFFICER},
                        .areas = {*AreaCode::Parse("270008")},
                        .organisation = "north"};
};

TEST_F(CallerToken, TellsWhoIsCalling) {
  const auto signer = keys_.SignerOf("gateway_staff", clock_);
  const auto caller = verifier_.Verify(signer.For("visit", officer_));
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->issuer, "gateway_staff");
  EXPECT_EQ((*caller)->subject, "account-7");
  EXPECT_EQ((*caller)->organisation, "north");
  EXPECT_TRUE((*caller)->Has(ROLE_HEALTH_OFFICER));
  EXPECT_TRUE((*caller)->Covers(*AreaCode::Parse("271004")));
  EXPECT_FALSE((*caller)->service);
}

TEST_F(CallerToken, NamesAServiceInItsOwnName) {
  for (const char* name : {"exposure", "ctl", "gateway_public"}) {
    const auto caller = verifier_.Verify(keys_.SignerOf(name, clock_).ForService("visit"));
    ASSERT_TRUE(caller.ok()) << caller.status();
    EXPECT_TRUE((*caller)->service);
    EXPECT_EQ((*caller)->issuer, name);
    EXPECT_EQ((*caller)->subject, name);
  }
}

TEST_F(CallerToken, IsRefusedWhenItsIssuerMayNotSaySo) {
  auto another_name = Token("exposure", {}, "mail");
  another_name.set_service(true);
  auto service_with_role = Token("exposure", {ROLE_ADMINISTRATOR}, "exposure");
  service_with_role.set_service(true);
  auto service_with_area = Token("exposure", {}, "exposure");
  service_with_area.set_service(true);
  service_with_area.add_areas("270008");
  auto long_lived = Token("gateway_public", {ROLE_ANYONE});
  long_lived.set_expire_time(absl::ToUnixSeconds(clock_.Now()) + 3600);
  struct Case {
    const char* name;
    const char* key;
    mimamori::rpc::v1::CallerToken token;
  };
  const Case cases[] = {
      {"the public gateway and an officer", "gateway_public", Token("gateway_public", {ROLE_HEALTH_OFFICER})},
      {"the public gateway and an administrator", "gateway_public", Token("gateway_public", {ROLE_ADMINISTRATOR})},
      {"the public gateway and an auditor", "gateway_public", Token("gateway_public", {ROLE_ANYONE, ROLE_AUDITOR})},
      {"the staff gateway and an operator", "gateway_staff", Token("gateway_staff", {ROLE_VENUE_OPERATOR})},
      {"a role that does not exist", "gateway_staff", Token("gateway_staff", {static_cast<Role>(99)})},
      {"the public gateway in the name of the other", "gateway_public", Token("gateway_staff", {ROLE_AUDITOR})},
      {"an issuer without a key", "exposure", Token("mail", {})},
      {"an issuer outside of the folder", "exposure", Token("../exposure", {})},
      {"a person whom a service made up", "exposure", Token("exposure", {ROLE_HEALTH_OFFICER})},
      {"a service in another's name", "exposure", another_name},
      {"a service with a role", "exposure", service_with_role},
      {"a service with an area", "exposure", service_with_area},
      {"a token for an hour", "gateway_public", long_lived},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string metadata = Sign(c.key, c.token);
    EXPECT_EQ(ReasonFor(metadata), "CALLER_NOT_TRUSTED");
    EXPECT_EQ(ReasonFor(metadata), "CALLER_NOT_TRUSTED");  // and is not remembered as good
  }
}

TEST_F(CallerToken, IsRefusedWhenItCannotBeRead) {
  EXPECT_EQ(ReasonFor(""), "CALLER_MISSING");
  EXPECT_EQ(ReasonFor("\xff\xff\xff"), "CALLER_MALFORMED");
  auto area = Token("gateway_staff", {ROLE_HEALTH_OFFICER});
  area.add_areas("everywhere");
  EXPECT_EQ(ReasonFor(Sign("gateway_staff", area)), "CALLER_MALFORMED");
  EXPECT_EQ(verifier_.Verify("").status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(CallerToken, IsForOneReader) {
  EXPECT_EQ(ReasonFor(keys_.SignerOf("gateway_staff", clock_).For("venue", officer_)), "CALLER_FOR_ANOTHER_SERVICE");
}

TEST_F(CallerToken, ASingleChangedBitIsSeen) {
  const std::string good = keys_.SignerOf("gateway_staff", clock_).For("visit", officer_);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] ^= 1;
    EXPECT_FALSE(verifier_.Verify(changed).ok()) << i;
  }
}

TEST_F(CallerToken, EndsAfterAMinuteEvenWhenRemembered) {
  const std::string metadata = keys_.SignerOf("gateway_staff", clock_).For("visit", officer_);
  ASSERT_TRUE(verifier_.Verify(metadata).ok());
  clock_.Advance(absl::Seconds(59));
  EXPECT_TRUE(verifier_.Verify(metadata).ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonFor(metadata), "CALLER_EXPIRED");
}

TEST_F(CallerToken, MayComeFromAClockThatIsALittleAhead) {
  tests::FakeClock ahead(clock_.Now() + absl::Seconds(30));
  EXPECT_EQ(ReasonFor(keys_.SignerOf("gateway_staff", ahead).For("visit", officer_)), "");
  tests::FakeClock far_ahead(clock_.Now() + absl::Seconds(31));
  EXPECT_EQ(ReasonFor(keys_.SignerOf("gateway_staff", far_ahead).For("visit", officer_)), "CALLER_EXPIRED");
}

TEST_F(CallerToken, IsSignedOnceForHalfItsLife) {
  const auto signer = keys_.SignerOf("gateway_staff", clock_);
  const std::string first = signer.For("visit", officer_);
  clock_.Advance(absl::Seconds(29));
  EXPECT_EQ(signer.For("visit", officer_), first);
  EXPECT_NE(signer.For("venue", officer_), first);
  Caller other = officer_;
  other.areas = {*AreaCode::Parse("130001")};
  EXPECT_NE(signer.For("visit", other), first);
  clock_.Advance(absl::Seconds(1));
  EXPECT_NE(signer.For("visit", officer_), first);
  clock_.Advance(-absl::Hours(1));  // set back: a token of the future would help nobody
  EXPECT_TRUE(verifier_.Verify(signer.For("visit", officer_)).ok());
}

TEST_F(CallerToken, IsPassedOnByAServiceThatWasCalledWithIt) {
  const CallerVerifier exposure("exposure", keys_.path(), clock_);
  const auto caller = exposure.Verify(keys_.SignerOf("gateway_staff", clock_).For("exposure", officer_));
  ASSERT_TRUE(caller.ok());
  const auto passed_on = verifier_.Verify(keys_.SignerOf("exposure", clock_).For("visit", **caller));
  ASSERT_TRUE(passed_on.ok()) << passed_on.status();
  EXPECT_EQ((*passed_on)->issuer, "exposure");
  EXPECT_EQ((*passed_on)->subject, "account-7");
  EXPECT_TRUE((*passed_on)->Has(ROLE_HEALTH_OFFICER));
  EXPECT_FALSE((*passed_on)->service);
}

TEST_F(CallerToken, IsNeverWidenedOnTheWay) {
  const CallerVerifier exposure("exposure", keys_.path(), clock_);
  const std::string inner = keys_.SignerOf("gateway_staff", clock_).For("exposure", officer_);
  auto person = Token("exposure", {ROLE_HEALTH_OFFICER}, "account-7");
  person.set_organisation("north");
  auto with_area = person;
  with_area.add_areas("270008");
  EXPECT_EQ(ReasonFor(Sign("exposure", with_area, inner)), "");

  auto more_roles = with_area;
  more_roles.add_roles(ROLE_ADMINISTRATOR);
  auto more_areas = with_area;
  more_areas.add_areas("130001");
  auto another_person = with_area;
  another_person.set_subject("account-8");
  auto another_organisation = with_area;
  another_organisation.set_organisation("south");
  const std::string for_another = keys_.SignerOf("gateway_staff", clock_).For("venue", officer_);
  const std::string of_a_service = keys_.SignerOf("visit", clock_).ForService("exposure");
  struct Case {
    const char* name;
    mimamori::rpc::v1::CallerToken token;
    std::string inner;
  };
  const Case cases[] = {
      {"one role more", more_roles, inner},
      {"one area more", more_areas, inner},
      {"another person", another_person, inner},
      {"another organisation", another_organisation, inner},
      {"a token that was for somebody else", with_area, for_another},
      {"a token that spoke for a service", with_area, of_a_service},
      {"no token", with_area, "\xff"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ReasonFor(Sign("exposure", c.token, c.inner)), "CALLER_NOT_TRUSTED");
  }
}

TEST_F(CallerToken, LivesNoLongerThanTheOneInside) {
  const CallerVerifier exposure("exposure", keys_.path(), clock_);
  const auto caller = exposure.Verify(keys_.SignerOf("gateway_staff", clock_).For("exposure", officer_));
  clock_.Advance(absl::Seconds(50));
  const std::string passed_on = keys_.SignerOf("exposure", clock_).For("visit", **caller);
  ASSERT_TRUE(verifier_.Verify(passed_on).ok());
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(ReasonFor(passed_on), "CALLER_EXPIRED");
}

}  // namespace
}  // namespace mimamori::platform::rpc
