// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/release_store.hpp"

#include "services/observation/store/certificate_policy.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

using platform::ReasonOf;

class ReleaseStoreTest : public ObservationStoreTest {
 protected:
  static WatchedPatient In(const char* area) {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    patient.patient.onset = absl::CivilDay(2026, 11, 8);
    return patient;
  }
  CaseId Well(const WatchedPatient& patient = In("271004"), absl::Time last = kNow) {
    const CaseId id = Watched(patient);
    for (int i = 3; i >= 0; --i) {
      EXPECT_TRUE(Tell({{.patient = id, .request = RequestId::Random(),
                         .report = observation::Well(last - absl::Hours(12 * i)), .reported_by = "x"}})[0].ok());
    }
    return id;
  }
  static Scope Osaka() { return {platform::AreaCode::Parse("270008").value()}; }
  static ReleaseEvidence Seen(const ReleaseCandidate& candidate) {
    ReleaseEvidence evidence{.setting = Setting::kAccommodation,
                             .negative_test = absl::CivilDay(2026, 11, 19),
                             .last_fever = kNow - absl::Hours(100),
                             .reports = static_cast<int>(candidate.reports.size())};
    evidence.proposal = {.ready = true, .rules_version = 1, .rule_from = absl::CivilDay(2022, 9, 7), .symptomatic = true,
                         .day_zero = absl::CivilDay(2026, 11, 8), .day_zero_source = DayZeroSource::kOnset, .days = 7,
                         .hours_improved = 24, .tested = true, .improved_since = kNow - absl::Hours(36),
                         .last_report = kNow, .earliest = kNow - absl::Hours(12)};
    return evidence;
  }
  static AuditEntry Audit() {
    return {.time = kNow, .actor = "hanako", .action = "observation.Test", .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  absl::StatusOr<Release> Confirm(const CaseId& id, const RequestId& request = RequestId::Random(),
                                  absl::Time at = kNow) {
    return releases_.Confirm(Soon(), Osaka(), id, {.request = request, .by = "hanako", .at = at},
                             [](const ReleaseCandidate& candidate) { return Seen(candidate); }, Audit());
  }
  std::vector<CaseId> Candidates(const Scope& scope, int limit = 50) {
    std::vector<CaseId> found;
    CandidatePosition after;
    while (true) {
      auto page = releases_.Candidates(Soon(), scope, after, limit, kNow - absl::Hours(36));
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok() || page->empty()) return found;
      for (const ReleaseCandidate& candidate : *page) found.push_back(candidate.case_id);
      after = {.area = page->back().area.ToString(), .key = page->back().key};
    }
  }
  int64_t Audits() {
    return pool_.Run(Soon(), {"test.audits", "SELECT count(*) FROM audit_entries"})->Int8(0, 0);
  }

  ReleaseStore releases_{pool_};
};

TEST_F(ReleaseStoreTest, PreparesEveryStatement) { PreparesAll(ReleaseStore::Statements()); }

TEST_F(ReleaseStoreTest, FindsWhoMayBeReleasedInPages) {
  std::vector<CaseId> expected;
  for (const char* area : {"271004", "271004", "271403"}) expected.push_back(Well(In(area)));
  const CaseId elsewhere = Well(In("131016"));
  WatchedPatient contact = In("271004");
  contact.patient.kind = Kind::kContact;
  Well(contact);
  WatchedPatient gone = In("271004");
  gone.status = 7;
  Well(gone);
  Well(In("271004"), kNow - absl::Hours(37));  // silent
  Watched(In("271004"));                       // never told anything
  const CaseId ill = Well();
  Report fever = observation::Well(kNow + absl::Minutes(1));
  fever.readings.temperature = 400;
  ASSERT_TRUE(Tell({{.patient = ill, .request = RequestId::Random(), .report = fever, .reported_by = "x"}})[0].ok());

  EXPECT_EQ(Candidates(Osaka()), expected);
  EXPECT_EQ(Candidates(Osaka(), 1), expected);
  EXPECT_EQ(Candidates({platform::AreaCode::Parse("130001").value()}), std::vector<CaseId>{elsewhere});
  ASSERT_TRUE(Confirm(expected[0]).ok());
  expected.erase(expected.begin());
  EXPECT_EQ(Candidates(Osaka()), expected);
  const auto found = releases_.Find(Soon(), Osaka(), ill);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->last_tier, Tier::kOrange);
  EXPECT_EQ(found->reports.size(), 5u);
  EXPECT_EQ(found->status, 3);
  EXPECT_EQ(ReasonOf(releases_.Find(Soon(), Osaka(), elsewhere).status()), "PATIENT_UNKNOWN");
}

TEST_F(ReleaseStoreTest, KeepsWhatWasSeen) {
  const CaseId id = Well();
  const auto release = Confirm(id);
  ASSERT_TRUE(release.ok()) << release.status();
  const auto kept = releases_.Get(Soon(), Osaka(), release->id, Audit());
  ASSERT_TRUE(kept.ok()) << kept.status();
  const ReleaseCandidate candidate = releases_.Find(Soon(), Osaka(), id).value();
  ReleaseEvidence seen = Seen(candidate);
  EXPECT_EQ(kept->evidence, seen);
  EXPECT_EQ(kept->days, (CertifiedDays{absl::CivilDay(2026, 11, 8), absl::CivilDay(2026, 11, 20)}));
  EXPECT_EQ(kept->code.size(), 16u);
  EXPECT_EQ(kept->state, ReleaseState::kConfirmed);
  EXPECT_EQ(kept->confirmed_by, "hanako");
  EXPECT_EQ(kept->birth_year, 1986);
  EXPECT_EQ(releases_.FindByCode(Soon(), kept->code)->id, kept->id);
  EXPECT_EQ(ReasonOf(releases_.FindByCode(Soon(), std::string(16, 'x')).status()), "CERTIFICATE_UNKNOWN");
  EXPECT_EQ(Audits(), 2);
  const auto changed = pool_.Run(Soon(), {"test.change", "UPDATE releases SET days = 1"});
  EXPECT_TRUE(absl::IsInternal(changed.status()) || !changed.ok()) << "evidence stays as it was seen";
}

TEST_F(ReleaseStoreTest, ReleasesNobodyTwice) {
  const CaseId id = Well();
  const RequestId request = RequestId::Random();
  const auto first = Confirm(id, request);
  const auto again = Confirm(id, request, kNow + absl::Hours(1));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->id, first->id);
  EXPECT_EQ(again->confirmed_at, kNow) << "the first answer";
  EXPECT_EQ(ReasonOf(Confirm(id).status()), "RELEASED_ALREADY");
  EXPECT_EQ(ReasonOf(Confirm(Well(), request).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Audits(), 1);
  ASSERT_TRUE(releases_.Settle(Soon(), first->id, "CASE_WITHDRAWN", kNow).ok());
  EXPECT_TRUE(Confirm(id).ok()) << "the first came to nothing";
}

TEST_F(ReleaseStoreTest, SettlesOnce) {
  const auto release = Confirm(Well());
  ASSERT_EQ(releases_.Waiting(Soon(), 10)->size(), 1u);
  ASSERT_TRUE(releases_.Settle(Soon(), release->id, "", kNow).ok());
  ASSERT_TRUE(releases_.Settle(Soon(), release->id, "CASE_WITHDRAWN", kNow).ok());
  EXPECT_TRUE(releases_.Waiting(Soon(), 10)->empty());
  const auto kept = releases_.Get(Soon(), Osaka(), release->id, std::nullopt);
  EXPECT_TRUE(kept->Holds());
  EXPECT_EQ(kept->refusal, "");
}

TEST_F(ReleaseStoreTest, RevokesForGood) {
  const auto release = Confirm(Well());
  ASSERT_TRUE(releases_.Settle(Soon(), release->id, "", kNow).ok());
  EXPECT_EQ(ReasonOf(releases_.Revoke(Soon(), {platform::AreaCode::Parse("130001").value()}, release->id, "x", Audit()).status()),
            "RELEASE_UNKNOWN");
  const auto revoked = releases_.Revoke(Soon(), Osaka(), release->id, "wrong person", Audit());
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_FALSE(revoked->Holds());
  EXPECT_EQ(releases_.Revoke(Soon(), Osaka(), release->id, "another", Audit())->revoke_reason, "wrong person");
  EXPECT_EQ(releases_.FindByCode(Soon(), release->code)->revoke_reason, "wrong person");
}

TEST_F(ReleaseStoreTest, RemembersWhatWasRefused) {
  const CaseId id = Well();
  const RequestId request = RequestId::Random();
  const auto reject = [&](const RequestId& by, const char* reason) {
    return releases_.Reject(Soon(), Osaka(), id, {.request = by, .by = "hanako", .at = kNow}, reason,
                            [](const ReleaseCandidate&) { return absl::StatusOr<std::string>("digest"); }, Audit());
  };
  ASSERT_TRUE(reject(request, "still coughs").ok());
  ASSERT_TRUE(reject(request, "still coughs").ok());
  EXPECT_EQ(ReasonOf(reject(request, "another reason")), "REQUEST_ID_REUSED");
  EXPECT_EQ(releases_.Find(Soon(), Osaka(), id)->rejected_evidence, "digest");
  EXPECT_EQ(Audits(), 1);
}

TEST_F(ReleaseStoreTest, ListsTheNewestFirst) {
  std::vector<ReleaseId> made;
  for (int i = 0; i < 3; ++i) made.push_back(Confirm(Well(), RequestId::Random(), kNow + absl::Hours(i))->id);
  const auto first = releases_.List(Soon(), Osaka(), {}, 2, Audit());
  ASSERT_EQ(first->size(), 2u) << first.status();
  EXPECT_EQ(first->front().id, made[2]);
  const auto rest = releases_.List(Soon(), Osaka(), {.confirmed_at = first->back().confirmed_at, .id = first->back().id}, 2, Audit());
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ(rest->front().id, made[0]);
  EXPECT_TRUE(releases_.List(Soon(), {platform::AreaCode::Parse("130001").value()}, {}, 2, Audit())->empty());
}

TEST_F(ReleaseStoreTest, ForgetsBothByPolicyAndWithTheirCase) {
  const CaseId id = Well();
  const auto release = Confirm(id);
  const auto other = Confirm(Well());
  ASSERT_TRUE(releases_.ForgetOld(Soon(), kNow + absl::Hours(24 * 1826)).ok());
  EXPECT_TRUE(releases_.Get(Soon(), Osaka(), release->id, std::nullopt).ok()) << "not before the day";
  ASSERT_TRUE(patients_.Forget(Soon(), id, ++sequence_).ok());
  EXPECT_EQ(ReasonOf(releases_.FindByCode(Soon(), release->code).status()), "CERTIFICATE_UNKNOWN");
  ASSERT_TRUE(releases_.ForgetOld(Soon(), kNow + absl::Hours(24 * 1826) + absl::Seconds(1)).ok());
  EXPECT_EQ(ReasonOf(releases_.FindByCode(Soon(), other->code).status()), "CERTIFICATE_UNKNOWN");
}

TEST_F(ReleaseStoreTest, KnowsItsPolicies) {
  EXPECT_EQ(releases_.Rules(Soon(), kNow)->rules.size(), 2u);
  EXPECT_EQ(releases_.IssuerOf(Soon(), platform::AreaCode::Parse("271004").value(), kNow)->name, "");
  const auto policy = ReadCertificatePolicy(R"({"kept_days": 1826, "issuers": [
      {"area": "270008", "name": "大阪府", "name_en": "Osaka"}, {"area": "271004", "name": "大阪市保健所", "name_en": "Osaka City"}]})");
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->IssuerOf(platform::AreaCode::Parse("271004").value())->name, "大阪市保健所");
  EXPECT_EQ(policy->IssuerOf(platform::AreaCode::Parse("271403").value())->name, "大阪府") << "the prefecture's";
  EXPECT_EQ(policy->IssuerOf(platform::AreaCode::Parse("131016").value()), nullptr);
  const struct {
    const char* body;
    const char* field;
  } cases[] = {
      {R"({"kept_days": 30, "issuers": []})", "kept_days"},
      {R"({"kept_days": 1826})", "issuers"},
      {R"({"kept_days": 1826, "issuers": [{"area": "1", "name": "x", "name_en": "x"}]})", "issuers[0].area"},
      {R"({"kept_days": 1826, "issuers": [{"area": "270008", "name": "", "name_en": "x"}]})", "issuers[0].name"},
      {R"({"kept_days": 1826, "issuers": [{"area": "270008", "name": "x", "name_en": "x"},
                                           {"area": "270008", "name": "x", "name_en": "x"}]})", "issuers[1].area"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.body);
    EXPECT_EQ(ReasonOf(ReadCertificatePolicy(c.body).status()), "POLICY_MALFORMED");
    EXPECT_EQ(platform::FieldOf(ReadCertificatePolicy(c.body).status()), c.field);
  }
}

}  // namespace
}  // namespace mimamori::observation
