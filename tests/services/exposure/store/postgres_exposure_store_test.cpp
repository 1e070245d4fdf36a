// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/postgres_exposure_store.hpp"

#include <set>

#include "tests/services/exposure/store/exposure_store_fixture.hpp"

namespace mimamori::exposure {
namespace {

using platform::ReasonOf;

TEST_F(ExposureStoreTest, PreparesEveryStatement) {
  auto connection = pool_.Borrow(Soon());
  ASSERT_TRUE(connection.ok()) << connection.status();
  for (const auto& statement : PostgresExposureStore::Statements()) {
    EXPECT_TRUE((*connection)->Prepare(statement).ok()) << statement.name << ": " << (*connection)->Prepare(statement);
  }
}

TEST_F(ExposureStoreTest, KeepsAProposalAsItIs) {
  const Exposure wanted = AnExposure();
  Propose(wanted);
  const Exposure kept = store_.Get(Soon(), wanted.id, kOsaka).value();
  EXPECT_EQ(kept.case_id, wanted.case_id);
  EXPECT_EQ(kept.venue, wanted.venue);
  EXPECT_EQ(kept.venue_name, "喫茶みまもり");
  EXPECT_EQ(kept.time_zone, "Asia/Tokyo");
  EXPECT_EQ(kept.area, wanted.area);
  EXPECT_EQ(kept.start, wanted.start);
  EXPECT_EQ(kept.end, wanted.end);
  EXPECT_EQ(kept.level, Level::kCluster);
  EXPECT_EQ(kept.state, State::kProposed);
  EXPECT_EQ(kept.proposed_by, "proposer");
  EXPECT_EQ(kept.approved_by, "");
  EXPECT_EQ(kept.approved_at, std::nullopt);
  EXPECT_EQ(kept.version, 1);
}

TEST_F(ExposureStoreTest, AnswersARetryWithTheFirstProposalAndAuditsItOnce) {
  const RequestId request = RequestId::Random();
  const Exposure first = AnExposure();
  Exposure again = first;
  again.id = ExposureId::Random();
  again.proposed_at = kNow + absl::Minutes(1);
  ASSERT_TRUE(store_.Propose(Soon(), first, request, Audit("exposure.Declare")).ok());
  EXPECT_EQ(store_.Propose(Soon(), again, request, Audit("exposure.Declare"))->id, first.id);
  EXPECT_EQ(ReasonOf(store_.Get(Soon(), again.id, kOsaka).status()), "EXPOSURE_UNKNOWN");
  EXPECT_EQ(AuditEntries("exposure.Declare"), 1);
}

TEST_F(ExposureStoreTest, RefusesARequestIdUsedForSomethingElse) {
  const RequestId request = RequestId::Random();
  const Exposure first = AnExposure();
  ASSERT_TRUE(store_.Propose(Soon(), first, request, Audit("exposure.Declare")).ok());
  const struct {
    const char* name;
    void (*change)(Exposure&);
    bool refused;
  } cases[] = {
      {"another case", [](Exposure& e) { e.case_id = CaseId::Random(); }, true},
      {"another venue", [](Exposure& e) { e.venue = VenueId(8); }, true},
      {"another start", [](Exposure& e) { e.start -= absl::Minutes(1); }, true},
      {"another end", [](Exposure& e) { e.end += absl::Minutes(1); }, true},
      {"another level", [](Exposure& e) { e.level = Level::kCaution; }, true},
      {"another person", [](Exposure& e) { e.proposed_by = "somebody else"; }, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Exposure other = first;
    other.id = ExposureId::Random();
    c.change(other);
    const auto kept = store_.Propose(Soon(), other, request, Audit("exposure.Declare"));
    EXPECT_EQ(ReasonOf(kept.status()), c.refused ? "REQUEST_ID_REUSED" : "");
  }
}

TEST_F(ExposureStoreTest, ShowsAnExposureOnlyToItsAreas) {
  const Exposure kept = Propose();
  const struct {
    const char* name;
    Scope scope;
    bool seen;
  } cases[] = {
      {"its city", kOsaka, true},
      {"its prefecture", {Area("270008")}, true},
      {"several, one of them its own", {Area("131016"), Area("271004")}, true},
      {"another city of the prefecture", {Area("271403")}, false},
      {"another prefecture", {Area("130001")}, false},
      {"no area at all", {}, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ReasonOf(store_.Get(Soon(), kept.id, c.scope).status()), c.seen ? "" : "EXPOSURE_UNKNOWN");
    EXPECT_EQ(store_.List(Soon(), c.scope, 0, 10)->exposures.size(), c.seen ? 1u : 0u);
    bool asked = false;
    const auto changed = store_.Change(Soon(), kept.id, c.scope, [&](Exposure&) {
      asked = true;
      return absl::CancelledError();
    }, Audit("exposure.Cancel"));
    EXPECT_EQ(asked, c.seen);
    EXPECT_EQ(ReasonOf(changed.status()), c.seen ? "" : "EXPOSURE_UNKNOWN");
  }
  EXPECT_EQ(ReasonOf(store_.Get(Soon(), ExposureId::Random(), kOsaka).status()), "EXPOSURE_UNKNOWN");
}

TEST_F(ExposureStoreTest, ListsNewestFirstAndEveryExposureOnce) {
  std::vector<ExposureId> proposed;
  for (int i = 0; i < 5; ++i) proposed.push_back(Propose().id);
  std::vector<ExposureId> listed;
  int64_t before = 0;
  int pages = 0;
  do {
    const auto page = store_.List(Soon(), kOsaka, before, 2).value();
    for (const Exposure& exposure : page.exposures) listed.push_back(exposure.id);
    before = page.last_number;
    ++pages;
  } while (before != 0);
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(listed, std::vector<ExposureId>(proposed.rbegin(), proposed.rend()));
}

TEST_F(ExposureStoreTest, CountsUpTheVersionWithEachChange) {
  const Exposure proposed = Propose();
  const Exposure approved = Approve(proposed.id);
  EXPECT_EQ(approved.version, 2);
  const Exposure kept = store_.Get(Soon(), proposed.id, kOsaka).value();
  EXPECT_EQ(kept.version, 2);
  EXPECT_EQ(kept.state, State::kDispatching);
  EXPECT_EQ(kept.approved_by, "approver");
  EXPECT_EQ(kept.approved_at, kNow);
  EXPECT_EQ(AuditEntries("exposure.Approve"), 1);
}

TEST_F(ExposureStoreTest, ChangesAndAuditsNothingThatWasRefused) {
  const Exposure proposed = Propose();
  const auto changed = store_.Change(Soon(), proposed.id, kOsaka, [](Exposure& exposure) {
    exposure.state = State::kCancelled;
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "NOT_PROPOSED", "no");
  }, Audit("exposure.Cancel"));
  EXPECT_EQ(ReasonOf(changed.status()), "NOT_PROPOSED");
  EXPECT_EQ(store_.Get(Soon(), proposed.id, kOsaka)->state, State::kProposed);
  EXPECT_EQ(AuditEntries("exposure.Cancel"), 0);
}

TEST_F(ExposureStoreTest, HoldsByItselfThatNobodyApprovesHerOwn) {
  const Exposure proposed = Propose();
  EXPECT_FALSE(store_.Change(Soon(), proposed.id, kOsaka, [](Exposure& exposure) {
    exposure.state = State::kDispatching;
    exposure.approved_by = exposure.proposed_by;
    exposure.approved_at = kNow;
    return absl::OkStatus();
  }, Audit("exposure.Approve")).ok());
  EXPECT_EQ(store_.Get(Soon(), proposed.id, kOsaka)->state, State::kProposed);
}

TEST_F(ExposureStoreTest, LetsTheServiceRoleRewriteNoHistory) {
  auto connection = pool_.Borrow(Soon());
  ASSERT_TRUE(connection.ok());
  EXPECT_FALSE((*connection)->Script("DELETE FROM exposures").ok());
  EXPECT_FALSE((*connection)->Script("UPDATE audit_entries SET actor = 'nobody'").ok());
}

TEST_F(ExposureStoreTest, ReadsTheShippedPolicies) {
  const AlertPolicy policy = store_.AlertPolicyAt(Soon(), kNow).value();
  EXPECT_EQ(policy.longest_window, absl::Hours(48));
  EXPECT_EQ(policy.oldest, absl::Hours(28 * 24));
  EXPECT_EQ(policy.least_recipients, 5);
  EXPECT_FALSE(policy.mail_unverified);
  EXPECT_FALSE(policy.contact_text.empty());
  EXPECT_EQ(store_.RetentionDaysAt(Soon(), kNow).value(), 28);
}

}  // namespace
}  // namespace mimamori::exposure
