// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/consent_store.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "embedded/registry_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/registry/jobs/forget_cases.hpp"
#include "services/registry/store/postgres_case_store.hpp"
#include "services/registry/store/postgres_place_store.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::registry {
namespace {

namespace postgres = platform::postgres;
using platform::ReasonOf;

const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);
const std::string kHer(16, 'h');

class ConsentStoreTest : public testing::Test {
 protected:
  ConsentStoreTest() { case_id_ = ACase(); }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  static postgres::AuditEntry Audit(const char* action = "registry.Test") {
    return {.time = kNow, .actor = "patient", .action = action, .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  CaseId ACase() {
    const Case opened = OpenCase(CaseId::Random(), {.kind = CaseKind::kConfirmed, .area_code = "271004",
                                                    .report_date = "2026-11-18"}, kNow, absl::CivilDay(2026, 11, 21)).value();
    EXPECT_TRUE(cases_.Create(Soon(), {.opened = opened, .sealed_contact = {}, .created_by = "officer",
                                       .request_id = platform::RequestId::Random()}, std::nullopt, Audit()).ok());
    return opened.id;
  }
  NewConsent AnAsking(char code = 'c', absl::Duration ago = absl::ZeroDuration()) const {
    return {.consent = {.id = ConsentId::Random(), .case_id = case_id_, .asked_by = "officer", .asked_at = kNow - ago,
                        .expires_at = kNow - ago + absl::Hours(48)},
            .code_mac = std::string(32, code),
            .request_id = platform::RequestId::Random()};
  }
  absl::StatusOr<Consent> Ask(const NewConsent& asked, const Scope& scope = std::nullopt) {
    return consents_.Ask(Soon(), asked, scope, Audit("ask"), [](const Case&) { return absl::OkStatus(); });
  }
  static std::vector<Whereabouts> Stays() {
    return {{.venue = VenueId(7), .start = kNow - absl::Hours(9), .end = kNow - absl::Hours(8)},
            {.venue = VenueId(8), .start = kNow - absl::Hours(5), .end = kNow - absl::Hours(4)}};
  }
  absl::StatusOr<FoundConsent> Give(char code = 'c', absl::Time now = kNow,
                                    platform::RequestId request = platform::RequestId::Random()) {
    return consents_.Give(Soon(), std::string(32, code), Stays(), now, Audit("give"),
                          [&](Consent& consent, const Case&, int) -> absl::StatusOr<bool> {
                            if (consent.given_at) return false;
                            consent.giver = kHer;
                            consent.given_by = request;
                            consent.given_at = now;
                            consent.stays = 2;
                            return true;
                          });
  }
  absl::StatusOr<FoundConsent> TakeBack(char code = 'c') {
    return consents_.Withdraw(Soon(), std::string(32, code), kNow, Audit("withdraw"),
                              [](Consent& consent) { return Withdraw(consent, kHer, kNow); });
  }
  std::vector<Place> Places() {
    return places_.List(Soon(), case_id_, std::nullopt, std::nullopt, 100, Audit("list")).value();
  }
  int64_t Count(const std::string& sql) {
    const auto rows = pool_.Run(Soon(), {sql.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  tests::ScratchDatabase database_{"registry", embedded::registry_migrations::Files()};
  postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresCaseStore cases_{pool_};
  PostgresPlaceStore places_{pool_};
  ConsentStore consents_{pool_};
  CaseId case_id_;
};

TEST_F(ConsentStoreTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : ConsentStore::Statements()) {
    EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name;
  }
  EXPECT_EQ(consents_.LifeAt(Soon(), kNow).value(), absl::Hours(48));
}

TEST_F(ConsentStoreTest, KeepsWhatWasAskedAndKnowsARetry) {
  const NewConsent asked = AnAsking();
  ASSERT_TRUE(Ask(asked).ok());
  const auto found = consents_.Find(Soon(), asked.code_mac);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->consent, asked.consent);
  EXPECT_EQ(found->patient.id, case_id_);
  EXPECT_EQ(*Ask(asked), asked.consent);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'ask' AND area = '271004'"), 1);
  NewConsent elsewhere = asked;
  elsewhere.consent.case_id = ACase();
  EXPECT_EQ(ReasonOf(Ask(elsewhere).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Ask(AnAsking('d'), Scope({platform::AreaCode::Parse("131016").value()})).status()), "CASE_UNKNOWN");
  EXPECT_EQ(ReasonOf(consents_.Find(Soon(), std::string(32, 'x')).status()), "CONSENT_UNKNOWN");
  EXPECT_EQ(platform::FieldOf(Give('x').status()), "code");
}

TEST_F(ConsentStoreTest, EndsEarlierCodesThatNobodyUsed) {
  ASSERT_TRUE(Ask(AnAsking('u', absl::Hours(2))).ok());
  ASSERT_TRUE(Give('u', kNow - absl::Hours(1)).ok());
  ASSERT_TRUE(Ask(AnAsking('e', absl::Minutes(30))).ok());
  ASSERT_TRUE(Ask(AnAsking('n')).ok());
  EXPECT_EQ(consents_.Find(Soon(), std::string(32, 'e'))->consent.expires_at, kNow);
  EXPECT_EQ(consents_.Find(Soon(), std::string(32, 'u'))->consent.expires_at, kNow + absl::Hours(46)) << "it was used";
  EXPECT_EQ(consents_.Find(Soon(), std::string(32, 'n'))->consent.expires_at, kNow + absl::Hours(48));
}

TEST_F(ConsentStoreTest, KeepsEachStayAsAPlaceOfTheCaseOnce) {
  ASSERT_TRUE(Ask(AnAsking()).ok());
  std::latch together(6);
  {
    std::vector<std::jthread> taps;
    for (int i = 0; i < 6; ++i) {
      taps.emplace_back([&] {
        together.arrive_and_wait();
        EXPECT_TRUE(Give().ok());
      });
    }
  }
  const auto places = Places();
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[0].where, Stays()[0]);
  EXPECT_EQ(places[1].where, Stays()[1]);
  EXPECT_EQ(places[0].source, PlaceSource::kConsent);
  EXPECT_EQ(places[0].recorded_by, "officer") << "who asked can't approve alone what rests on it";
  EXPECT_EQ(consents_.Find(Soon(), std::string(32, 'c'))->consent.giver, kHer);
  EXPECT_EQ(cases_.NewsAfter(Soon(), 0, 100)->back().places.size(), 2u);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'give' AND payload->>'stays' = '2'"), 1);
}

TEST_F(ConsentStoreTest, DeletesWhatIsTakenBackAndTellsOfIt) {
  ASSERT_TRUE(Ask(AnAsking()).ok());
  ASSERT_TRUE(Give().ok());
  ASSERT_TRUE(places_.Add(Soon(), {.place = {.id = PlaceId::Random(), .case_id = case_id_, .where = Stays()[0],
                                             .recorded_by = "officer"},
                                   .created_at = kNow, .request_id = platform::RequestId::Random()},
                          std::nullopt, Audit(), [](const Case&, int) { return absl::OkStatus(); }).ok());
  ASSERT_TRUE(TakeBack().ok());
  EXPECT_EQ(Places().size(), 1u) << "what she told in the interview stays";
  EXPECT_EQ(Count("SELECT count(*) FROM places"), 1) << "not hidden: gone";
  EXPECT_EQ(cases_.NewsAfter(Soon(), 0, 100)->back().places.size(), 1u);
  EXPECT_EQ(cases_.NewsAfter(Soon(), 0, 100)->size(), 4u) << "case, gift, place, withdrawal";
  ASSERT_TRUE(TakeBack().ok());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'withdraw'"), 1);
}

TEST_F(ConsentStoreTest, ForgetsWhatWasGivenWithItsCaseOrItsTime) {
  ASSERT_TRUE(Ask(AnAsking()).ok());
  ASSERT_TRUE(Give().ok());
  ASSERT_TRUE(ForgetOldCases(cases_, places_, kNow).ok());
  EXPECT_EQ(Places().size(), 2u);
  ASSERT_TRUE(cases_.Change(Soon(), case_id_, std::nullopt, kNow, Audit(), [](Case& kept) {
    return WithdrawCase(kept, kNow);
  }).ok());
  ASSERT_TRUE(ForgetOldCases(cases_, places_, kNow).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM places"), 0) << "the copy expires with the case";
  EXPECT_EQ(Count("SELECT count(*) FROM consents"), 1);
  ASSERT_TRUE(ForgetOldCases(cases_, places_, kNow + absl::Hours(24 * 62)).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM consents"), 1);
  ASSERT_TRUE(ForgetOldCases(cases_, places_, kNow + absl::Hours(24 * 62) + absl::Seconds(1)).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM consents"), 0);
}

}  // namespace
}  // namespace mimamori::registry
