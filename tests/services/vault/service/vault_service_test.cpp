// SPDX-License-Identifier: Apache-2.0
#include "services/vault/service/vault_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/mac.hpp"
#include "tests/services/vault/service/memory_vault_store.hpp"
#include "tests/services/vault/service/vault_house.hpp"

namespace mimamori::vault {
namespace {

using platform::ReasonOf;
using testing::ElementsAre;
using Stub = v1::VaultService::Stub;

class VaultServiceTest : public testing::Test {
 protected:
  absl::StatusOr<v1::PseudonymKey> PseudonymKey(const std::string& day, const std::string& caller = "visit") const {
    v1::GetPseudonymKeyRequest request;
    request.set_service_day(day);
    return house_.Ask(caller, &Stub::GetPseudonymKey, request);
  }
  absl::StatusOr<v1::SealingKey> SealingKey(v1::Ring ring, const std::string& period,
                                            const std::string& caller = "visit") const {
    v1::GetSealingKeyRequest request;
    request.set_ring(ring);
    request.set_period(period);
    return house_.Ask(caller, &Stub::GetSealingKey, request);
  }
  absl::StatusOr<v1::OpenContactsResponse> Open(const v1::OpenContactsRequest& request,
                                                const std::string& caller = "mail") const {
    return house_.Ask(caller, &Stub::OpenContacts, request);
  }
  absl::StatusOr<v1::MatchContactsResponse> Match(const v1::MatchContactsRequest& request,
                                                  const std::string& caller = "exposure") const {
    return house_.Ask(caller, &Stub::MatchContacts, request);
  }
  std::vector<std::string> Macs(const EventId& event, const std::vector<std::string>& contacts) const {
    const auto response = Match(VaultHouse::MatchRequest(event, contacts));
    if (!response.ok()) return {ReasonOf(response.status())};
    return {response->macs().begin(), response->macs().end()};
  }
  absl::Status End(const EventId& event, const std::string& caller = "exposure") const {
    v1::EndEventRequest request;
    request.set_event_id(event.ToString());
    return house_.Ask(caller, &Stub::EndEvent, request).status();
  }
  static std::string AddressIn(const v1::OpenedContact& opened) {
    v1::Contact contact;
    return contact.ParseFromString(opened.contact()) ? contact.email_address() : "unreadable";
  }

  MemoryVaultStore store_;
  VaultHouse house_{store_};
};

TEST_F(VaultServiceTest, AnswersOnlyTheServicesThatEachCallIsFor) {
  const EventId event = EventId::Random();
  for (const std::string caller : {"vault", "mail", "visit", "venue", "registry", "exposure", "identity",
                                   "gateway_public", "gateway_staff"}) {
    SCOPED_TRACE(caller);
    const auto denied = [](const absl::Status& status) {
      return status.code() == absl::StatusCode::kPermissionDenied && ReasonOf(status) == "ACCESS_DENIED";
    };
    EXPECT_EQ(denied(PseudonymKey(kToday, caller).status()), caller != "visit");
    EXPECT_EQ(denied(SealingKey(v1::RING_VISIT, kToday, caller).status()),
              caller != "visit" && caller != "venue" && caller != "registry" && caller != "identity");
    EXPECT_EQ(denied(Open(house_.AlertRequest({}), caller).status()), caller != "mail");
    EXPECT_EQ(denied(Match(VaultHouse::MatchRequest(event, {}), caller).status()), caller != "exposure");
    EXPECT_EQ(denied(End(event, caller)), caller != "exposure");
  }
}

TEST_F(VaultServiceTest, AnswersNobodyWithoutAToken) {
  v1::GetPseudonymKeyRequest request;
  request.set_service_day(kToday);
  EXPECT_TRUE(absl::IsUnauthenticated(house_.AskWith("", &Stub::GetPseudonymKey, request).status()));
  EXPECT_TRUE(absl::IsUnauthenticated(house_.AskWith("visit", &Stub::GetPseudonymKey, request).status()));
}

TEST_F(VaultServiceTest, GivesTheSamePseudonymKeyAllDay) {
  const auto first = PseudonymKey(kToday);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->key().size(), 32u);
  EXPECT_EQ(first->service_day(), kToday);
  EXPECT_EQ(PseudonymKey(kToday)->key(), first->key());
  EXPECT_NE(PseudonymKey("2026-11-20")->key(), first->key());
  EXPECT_THAT(store_.audit, ElementsAre("visit took the key of 2026-11-21", "visit took the key of 2026-11-21",
                                        "visit took the key of 2026-11-20"));
}

TEST_F(VaultServiceTest, GivesNoPseudonymKeyOfADayThatNoCheckInMayTouch) {
  for (const char* day : {"2026-11-18", "2026-10-21", "2026-11-23"}) {
    EXPECT_EQ(ReasonOf(PseudonymKey(day).status()), "DAY_OUT_OF_REACH") << day;
  }
  EXPECT_EQ(ReasonOf(PseudonymKey("today").status()), "MALFORMED_DAY");
  EXPECT_TRUE(house_.rings().Periods(KeyKind::kPseudonym)->empty()) << "a refusal makes no key";
  ASSERT_TRUE(PseudonymKey(kToday).ok());
  house_.clock().Advance(absl::Hours(72));
  EXPECT_EQ(ReasonOf(PseudonymKey(kToday).status()), "DAY_OUT_OF_REACH");
}

TEST_F(VaultServiceTest, DerivesOnePersonsPseudonymsOfDaysThatAreOutOfReach) {
  const std::string key = PseudonymKey(kToday)->key();
  house_.clock().Advance(absl::Hours(24 * 10));
  v1::DerivePseudonymsRequest request;
  request.set_link_id(std::string(16, 'l'));
  request.set_email_address("Hanako@example.jp");
  for (const char* day : {"2026-11-20", kToday, "2026-12-01"}) request.add_service_days(day);
  const auto derived = house_.Ask("visit", &Stub::DerivePseudonyms, request);
  ASSERT_TRUE(derived.ok()) << derived.status();
  ASSERT_EQ(derived->pseudonyms_size(), 1) << "no key is made for a day that has none";
  EXPECT_EQ(derived->pseudonyms(0).service_day(), kToday);
  EXPECT_EQ(derived->pseudonyms(0).pseudonym(),
            platform::crypto::Mac(platform::Secret(key), "mimamori.pseudonym.v1").Of("hanako@example.jp", 16));
  EXPECT_EQ(store_.audit.back(), "visit derived 3 days");
  for (const char* stranger : {"exposure", "mail", "venue", "gateway_public"}) {
    EXPECT_EQ(house_.Ask(stranger, &Stub::DerivePseudonyms, request).status().code(),
              absl::StatusCode::kPermissionDenied) << stranger;
  }
  store_.broken = absl::UnavailableError("down");
  EXPECT_FALSE(house_.Ask("visit", &Stub::DerivePseudonyms, request).ok()) << "nothing that is not written down";
}

TEST_F(VaultServiceTest, DerivesNothingForWhatIsNoLinkNoPersonOrNoDay) {
  v1::DerivePseudonymsRequest good;
  good.set_link_id(std::string(16, 'l'));
  good.set_email_address("hanako@example.jp");
  const auto reason = [&](const auto& spoil) {
    v1::DerivePseudonymsRequest request = good;
    spoil(request);
    return ReasonOf(house_.Ask("visit", &Stub::DerivePseudonyms, request).status());
  };
  EXPECT_EQ(reason([](auto& request) { request.set_link_id("short"); }), "MALFORMED_ID");
  EXPECT_EQ(reason([](auto& request) { request.set_email_address("nobody"); }), "MALFORMED_EMAIL_ADDRESS");
  EXPECT_EQ(reason([](auto& request) { request.add_service_days("2026-02-30"); }), "MALFORMED_DAY");
  EXPECT_EQ(reason([](auto& request) { for (int i = 0; i < 101; ++i) request.add_service_days(kToday); }), "TOO_MANY_DAYS");
  EXPECT_TRUE(store_.audit.empty());
}

TEST_F(VaultServiceTest, GivesThePublicHalfOfASealingKey) {
  const struct {
    v1::Ring ring;
    const char* period;
    const char* name;
  } cases[] = {{v1::RING_VISIT, kToday, "visit"}, {v1::RING_PATIENT, "2026-11", "patient"},
               {v1::RING_OPERATOR, "2026-11", "operator"}};
  std::string before;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto key = SealingKey(c.ring, c.period);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->ring_name(), c.name);
    EXPECT_EQ(key->period(), c.period);
    EXPECT_EQ(key->public_key().size(), 32u);
    EXPECT_NE(key->public_key(), before);
    EXPECT_EQ(SealingKey(c.ring, c.period)->public_key(), key->public_key());
    before = key->public_key();
  }
  EXPECT_EQ(ReasonOf(SealingKey(v1::RING_UNSPECIFIED, kToday).status()), "UNKNOWN_RING");
  EXPECT_EQ(ReasonOf(SealingKey(v1::RING_VISIT, "2026-11").status()), "MALFORMED_PERIOD");
  EXPECT_EQ(ReasonOf(SealingKey(v1::RING_VISIT, "2026-10-21").status()), "PERIOD_OUT_OF_REACH");
  EXPECT_EQ(ReasonOf(SealingKey(v1::RING_PATIENT, "2026-09").status()), "PERIOD_OUT_OF_REACH");
}

TEST_F(VaultServiceTest, OpensWhatThePermitIsFor) {
  const auto response = Open(house_.AlertRequest({house_.Seal("taro@example.jp"), house_.Seal("hana@example.jp")}));
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->contacts_size(), 2);
  EXPECT_EQ(AddressIn(response->contacts(0)), "taro@example.jp");
  EXPECT_EQ(AddressIn(response->contacts(1)), "hana@example.jp");
  EXPECT_THAT(store_.audit,
              ElementsAre("mail opened 2 of 2 for 0192f0c1-0000-7000-8000-000000000001 of exposure"));
}

TEST_F(VaultServiceTest, OpensNothingAgainstAPermitThatDoesNotHold) {
  const std::string contact = house_.Seal("taro@example.jp");
  const struct {
    const char* name;
    void (*change)(const VaultHouse&, v1::OpenContactsRequest&);
    const char* reason;
  } cases[] = {
      {"no permit", [](const VaultHouse&, v1::OpenContactsRequest& r) { r.clear_permit(); }, "PERMIT_NOT_AUTHENTIC"},
      {"no signature",
       [](const VaultHouse&, v1::OpenContactsRequest& r) { r.mutable_permit()->clear_signature(); },
       "PERMIT_NOT_AUTHENTIC"},
      {"rubbish", [](const VaultHouse&, v1::OpenContactsRequest& r) { r.mutable_permit()->set_permit("\xff\xff"); },
       "PERMIT_NOT_AUTHENTIC"},
      {"the event changed after signing",
       [](const VaultHouse&, v1::OpenContactsRequest& r) {
         v1::DispatchPermit permit = VaultHouse::AlertPermit();
         permit.set_event_id("0192f0c1-0000-7000-8000-000000000002");
         r.mutable_permit()->set_permit(permit.SerializeAsString());
       },
       "PERMIT_NOT_AUTHENTIC"},
      {"signed by a service that is not the issuer",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         *r.mutable_permit() = h.Signed(VaultHouse::AlertPermit(), "visit");
       },
       "PERMIT_NOT_AUTHENTIC"},
      {"an issuer without a key",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         v1::DispatchPermit permit = VaultHouse::AlertPermit();
         permit.set_issuer("rewards");
         *r.mutable_permit() = h.Signed(permit, "exposure");
       },
       "PERMIT_NOT_AUTHENTIC"},
      {"a caller token's label",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         r.mutable_permit()->set_signature(h.SignerOf("exposure").Sign("mimamori.caller.v1", r.permit().permit()));
       },
       "PERMIT_NOT_AUTHENTIC"},
      {"a ring that is none",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         v1::DispatchPermit permit = VaultHouse::AlertPermit();
         permit.set_ring(v1::RING_UNSPECIFIED);
         *r.mutable_permit() = h.Signed(permit, "exposure");
       },
       "PERMIT_NOT_AUTHENTIC"},
      {"no expiry",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         v1::DispatchPermit permit = VaultHouse::AlertPermit();
         permit.clear_expire_time();
         *r.mutable_permit() = h.Signed(permit, "exposure");
       },
       "PERMIT_NOT_AUTHENTIC"},
      {"expired",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         v1::DispatchPermit permit = VaultHouse::AlertPermit();
         permit.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow));
         *r.mutable_permit() = h.Signed(permit, "exposure");
       },
       "PERMIT_EXPIRED"},
      {"a template that the issuer may not have sent",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         v1::DispatchPermit permit = VaultHouse::AlertPermit();
         permit.set_issuer("visit");
         *r.mutable_permit() = h.Signed(permit, "visit");
       },
       "PERMIT_NOT_FOR_THIS"},
      {"a ring that the issuer may not have opened",
       [](const VaultHouse& h, v1::OpenContactsRequest& r) {
         v1::DispatchPermit permit = VaultHouse::AlertPermit();
         permit.set_ring(v1::RING_PATIENT);
         *r.mutable_permit() = h.Signed(permit, "exposure");
       },
       "PERMIT_NOT_FOR_THIS"},
      {"another template than was permitted",
       [](const VaultHouse&, v1::OpenContactsRequest& r) { r.set_template_("verification"); }, "PERMIT_NOT_FOR_THIS"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::OpenContactsRequest request = house_.AlertRequest({contact});
    c.change(house_, request);
    const auto response = Open(request);
    EXPECT_EQ(response.status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(ReasonOf(response.status()), c.reason);
  }
  EXPECT_THAT(store_.audit, ElementsAre());
}

TEST_F(VaultServiceTest, FailsContactsOneByOne) {
  std::string damaged = house_.Seal("jiro@example.jp");
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  const std::string yesterday = house_.Seal("saburo@example.jp", "stay-1", v1::RING_VISIT, "2026-11-20");
  ASSERT_TRUE(house_.rings().Destroy(KeyKind::kSealVisit, "2026-11-20").ok());
  const auto response = Open(house_.AlertRequest({
      damaged,
      house_.Seal("shiro@example.jp", "venue-1", v1::RING_OPERATOR, "2026-11"),
      yesterday,
      "",
      "not a sealed text",
      house_.Seal("taro@example.jp"),
  }));
  ASSERT_TRUE(response.ok()) << response.status();
  std::vector<std::string> reasons;
  for (const v1::OpenedContact& contact : response->contacts()) {
    reasons.push_back(contact.failure_reason());
    EXPECT_EQ(contact.contact().empty(), !contact.failure_reason().empty());
  }
  EXPECT_THAT(reasons,
              ElementsAre("NOT_AUTHENTIC", "WRONG_RING", "KEY_DESTROYED", "NOT_AUTHENTIC", "NOT_AUTHENTIC", ""));
  EXPECT_EQ(AddressIn(response->contacts(5)), "taro@example.jp");
  EXPECT_THAT(store_.audit,
              ElementsAre("mail opened 1 of 6 for 0192f0c1-0000-7000-8000-000000000001 of exposure"));
}

TEST_F(VaultServiceTest, LetsNothingOutThatCouldNotBeWrittenDown) {
  const std::string contact = house_.Seal("taro@example.jp");
  store_.broken = absl::UnavailableError("the database is gone");
  EXPECT_TRUE(absl::IsUnavailable(Open(house_.AlertRequest({contact})).status()));
  EXPECT_TRUE(absl::IsUnavailable(Match(VaultHouse::MatchRequest(EventId::Random(), {contact})).status()));
  EXPECT_TRUE(absl::IsUnavailable(PseudonymKey(kToday).status()));
}

TEST_F(VaultServiceTest, TakesNoMoreContactsThanItSays) {
  const std::string contact = house_.Seal("taro@example.jp");
  EXPECT_EQ(Open(house_.AlertRequest(std::vector<std::string>(500, contact)))->contacts_size(), 500);
  EXPECT_EQ(ReasonOf(Open(house_.AlertRequest(std::vector<std::string>(501, contact))).status()), "TOO_MANY_CONTACTS");
  const EventId event = EventId::Random();
  EXPECT_EQ(Macs(event, std::vector<std::string>(1000, contact)).size(), 1000u);
  EXPECT_THAT(Macs(event, std::vector<std::string>(1001, contact)), ElementsAre("TOO_MANY_CONTACTS"));
}

TEST_F(VaultServiceTest, MatchesOnePersonAcrossDaysRingsAndWritings) {
  const EventId event = EventId::Random();
  const auto macs = Macs(event, {house_.Seal("taro@example.jp"), house_.Seal("Taro@EXAMPLE.jp", "stay-2"),
                                 house_.Seal("taro@example.jp", "stay-3", v1::RING_VISIT, "2026-11-20"),
                                 house_.Seal("taro@example.jp", "case-1", v1::RING_PATIENT, "2026-11"),
                                 house_.Seal("hana@example.jp")});
  ASSERT_EQ(macs.size(), 5u);
  EXPECT_EQ(macs[0].size(), 16u);
  EXPECT_EQ(macs[1], macs[0]);
  EXPECT_EQ(macs[2], macs[0]);
  EXPECT_EQ(macs[3], macs[0]);
  EXPECT_EQ(macs[4].size(), 16u);
  EXPECT_NE(macs[4], macs[0]);
  EXPECT_EQ(Macs(event, {house_.Seal("hana@example.jp")}), std::vector<std::string>{macs[4]}) << "a later call agrees";
}

TEST_F(VaultServiceTest, MatchesNobodyAcrossEvents) {
  const std::string contact = house_.Seal("taro@example.jp");
  EXPECT_NE(Macs(EventId::Random(), {contact}), Macs(EventId::Random(), {contact}));
}

TEST_F(VaultServiceTest, MatchesNothingItCannotOpen) {
  const std::string gone = house_.Seal("taro@example.jp", "stay-1", v1::RING_VISIT, "2026-11-20");
  ASSERT_TRUE(house_.rings().Destroy(KeyKind::kSealVisit, "2026-11-20").ok());
  EXPECT_THAT(Macs(EventId::Random(), {gone, "", house_.Seal("not an address")}), ElementsAre("", "", ""));
}

TEST_F(VaultServiceTest, MatchesNoContactThatWasMovedToAnotherRow) {
  v1::MatchContactsRequest request =
      VaultHouse::MatchRequest(EventId::Random(), {house_.Seal("taro@example.jp", "stay-1"),
                                                   house_.Seal("hana@example.jp", "stay-2")});
  request.add_subjects("stay-1");
  EXPECT_EQ(ReasonOf(Match(request).status()), "COUNT_MISMATCH");
  request.add_subjects("stay-3");
  const auto response = Match(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->macs(0).size(), 16u);
  EXPECT_EQ(response->macs(1), "");
}

TEST_F(VaultServiceTest, EndsAnEventForGood) {
  const EventId event = EventId::Random();
  const std::string contact = house_.Seal("taro@example.jp");
  ASSERT_EQ(Macs(event, {contact}).size(), 1u);
  EXPECT_TRUE(End(event).ok());
  EXPECT_TRUE(house_.rings().Periods(KeyKind::kEvent)->empty());
  EXPECT_THAT(Macs(event, {contact}), ElementsAre("EVENT_ENDED"));
  EXPECT_TRUE(End(event).ok()) << "ending twice is success";
  v1::EndEventRequest malformed;
  malformed.set_event_id("x");
  EXPECT_EQ(ReasonOf(house_.Ask("exposure", &Stub::EndEvent, malformed).status()), "MALFORMED_ID");
}

}  // namespace
}  // namespace mimamori::vault
