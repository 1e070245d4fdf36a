// SPDX-License-Identifier: Apache-2.0
// Proposals, confirmed by a person and told to the registry; certificates that anybody can check.
#include "services/observation/service/release_service.hpp"

#include <gmock/gmock.h>

#include "services/observation/domain/certificate_code.hpp"
#include "services/observation/jobs/release_teller.hpp"
#include "tests/services/observation/service/desk.hpp"
#include "tests/support/read_back.hpp"
#include "tests/support/scratch_redis.hpp"

namespace mimamori::observation {
namespace {

using mimamori::rpc::v1::Document;
using Stub = v1::ReleaseService::Stub;

// Takes one request id once, as the registry does.
class FakeRegistry final : public registry::v1::StatusService::Service {
 public:
  grpc::Status ReleaseCase(grpc::ServerContext*, const registry::v1::ReleaseCaseRequest* request,
                           registry::v1::ReleasedCase* response) override {
    const std::lock_guard lock(mutex);
    if (down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    if (!refusal.ok()) return platform::rpc::ToGrpc(refusal);
    asked.push_back(*request);
    response->set_version(2);
    if (answer_lost) return {grpc::StatusCode::UNAVAILABLE, "it was done, and the answer is lost"};
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::vector<registry::v1::ReleaseCaseRequest> asked;
  absl::Status refusal;
  bool down = false;
  bool answer_lost = false;
};

class ReleasesTest : public Desk {
 protected:
  ReleasesTest() {
    platform::crypto::Initialise();
    Serve({&service_});
    stub_ = v1::ReleaseService::NewStub(channel());
  }
  ~ReleasesTest() override {
    server_->Shutdown();
    registry_server_->Shutdown();
  }

  static WatchedPatient Recovered(const char* area = "271004") {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    patient.patient.onset = absl::CivilDay(2026, 11, 10);
    patient.patient.sampling = absl::CivilDay(2026, 11, 11);
    return patient;
  }
  // Coughs on the first day, and is well from then on.
  CaseId WhoGotWell(const WatchedPatient& patient = Recovered()) {
    const CaseId id = Watched(patient);
    for (int i = 10; i >= 0; --i) {
      Report report = Well(kNow - absl::Hours(12 * i));
      if (i > 8) report.symptoms = WordSet<Symptom>{Symptom::kCough};
      if (i > 8) report.readings.temperature = 379;
      Say(id, report);
    }
    return id;
  }
  absl::StatusOr<v1::ListReleaseProposalsResponse> Proposals(const std::string& token, int size = 0,
                                                             const std::string& page = "") {
    v1::ListReleaseProposalsRequest request;
    request.set_page_size(size);
    request.set_page_token(page);
    return tests::CallWith(token, *stub_, &Stub::ListReleaseProposals, request);
  }
  absl::StatusOr<v1::ReleaseProposal> Proposal(const CaseId& id, const std::string& token,
                                               const std::string& negative_test = "") {
    v1::GetReleaseProposalRequest request;
    request.set_case_id(id.ToString());
    request.set_negative_test_date(negative_test);
    return tests::CallWith(token, *stub_, &Stub::GetReleaseProposal, request);
  }
  v1::ConfirmReleaseRequest AConfirmation(const CaseId& id) {
    v1::ConfirmReleaseRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_case_id(id.ToString());
    request.set_evidence_version(Proposal(id, Osaka())->evidence_version());
    return request;
  }
  absl::StatusOr<v1::Release> Confirm(const v1::ConfirmReleaseRequest& request, const std::string& token) {
    return tests::CallWith(token, *stub_, &Stub::ConfirmRelease, request);
  }
  absl::StatusOr<v1::RejectedRelease> Reject(const CaseId& id, const std::string& version, const std::string& token,
                                             const std::string& reason = "still coughs on the phone") {
    v1::RejectReleaseRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_case_id(id.ToString());
    request.set_evidence_version(version);
    request.set_reason(reason);
    return tests::CallWith(token, *stub_, &Stub::RejectRelease, request);
  }
  absl::StatusOr<v1::ListReleasesResponse> Releases(const std::string& token) {
    return tests::CallWith(token, *stub_, &Stub::ListReleases, v1::ListReleasesRequest());
  }
  absl::StatusOr<std::string> Certificate(const std::string& id, const std::string& token, const std::string& language = "") {
    v1::GetCertificateRequest request;
    request.set_release_id(id);
    request.set_language(language);
    auto parts = ReadAll(token, *stub_, &Stub::GetCertificate, request);
    if (!parts.ok()) return parts.status();
    EXPECT_EQ(parts->front().content_type(), "application/pdf");
    std::string file;
    for (const Document& part : *parts) file += part.content();
    return file;
  }
  absl::StatusOr<v1::Release> Revoke(const std::string& id, const std::string& token, const std::string& reason = "mistaken") {
    v1::RevokeCertificateRequest request;
    request.set_release_id(id);
    request.set_reason(reason);
    return tests::CallWith(token, *stub_, &Stub::RevokeCertificate, request);
  }
  absl::StatusOr<v1::Certificate> Check(const std::string& code, const std::string& network = "") {
    v1::DescribeCertificateRequest request;
    request.set_code(code);
    return tests::CallWith(callers_.Anyone(), *stub_, &Stub::DescribeCertificate, request, network);
  }
  v1::Release Released() {
    const auto release = Confirm(AConfirmation(WhoGotWell()), Osaka());
    EXPECT_TRUE(release.ok()) << release.status();
    EXPECT_TRUE(teller_.Run(kNow).ok());
    return *release;
  }

  tests::ScratchRedis redis_server_;
  platform::redis::Pool redis_{redis_server_.Address(), 2, absl::Milliseconds(500)};
  ReleaseStore releases_{pool_};
  int woken_ = 0;
  ReleaseService service_{runner_, {.releases = releases_, .reports = reports_, .redis = redis_,
                                    .page_tokens = platform::rpc::PageTokens(platform::crypto::RandomKey()),
                                    .public_url = "https://mimamori.example.jp", .nation = Zone("Asia/Tokyo"),
                                    .wake_job = [this] { ++woken_; }}};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("observation");
  FakeRegistry registry_;
  std::unique_ptr<grpc::Server> registry_server_;
  ReleaseTeller teller_{releases_, platform::rpc::ServiceChannel("registry", ChannelToRegistry(), signer_), Zone("Asia/Tokyo")};
  std::unique_ptr<Stub> stub_;

 private:
  std::shared_ptr<grpc::Channel> ChannelToRegistry() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&registry_);
    registry_server_ = builder.BuildAndStart();
    return registry_server_->InProcessChannel({});
  }
};

TEST_F(ReleasesTest, AProposalComesWithItsEvidence) {
  const CaseId id = WhoGotWell();
  WatchedPatient early = Recovered();
  early.patient.onset = absl::CivilDay(2026, 11, 16);
  const CaseId too_early = WhoGotWell(early);
  const auto listed = Proposals(Osaka());
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->proposals_size(), 1);
  const v1::ReleaseProposal& proposal = listed->proposals(0);
  EXPECT_EQ(proposal.case_id(), id.ToString());
  EXPECT_TRUE(proposal.ready());
  const v1::ReleaseEvidence& evidence = proposal.evidence();
  EXPECT_EQ(evidence.day_zero_date(), "2026-11-10");
  EXPECT_EQ(evidence.day_zero_source(), v1::DAY_ZERO_SOURCE_ONSET);
  EXPECT_EQ(evidence.rule_from_date(), "2022-09-07");
  EXPECT_EQ(evidence.days(), 7);
  EXPECT_EQ(evidence.setting(), v1::RELEASE_SETTING_HOME);
  EXPECT_EQ(evidence.last_fever_time().seconds(), absl::ToUnixSeconds(kNow - absl::Hours(12 * 9)));
  EXPECT_EQ(evidence.last_symptoms_time().seconds(), evidence.last_fever_time().seconds());
  EXPECT_EQ(evidence.symptom_free_days(), 4);
  EXPECT_EQ(evidence.reports(), 11);

  const auto other = Proposal(too_early, Osaka());
  EXPECT_FALSE(other->ready());
  EXPECT_THAT(other->blockers(), testing::ElementsAre(v1::RELEASE_BLOCKER_DAYS_NOT_PASSED));
  EXPECT_EQ(Proposals(Tokyo())->proposals_size(), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.GetReleaseProposal' AND area = '271004'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.ListReleaseProposals'"), 2);
}

TEST_F(ReleasesTest, ProposalsComeInPages) {
  std::vector<std::string> expected, seen;
  for (int i = 0; i < 3; ++i) expected.push_back(WhoGotWell().ToString());
  std::string token;
  do {
    const auto page = Proposals(Osaka(), 1, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& proposal : page->proposals()) seen.push_back(proposal.case_id());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(ReasonOf(Proposals(Osaka(kTaro), 1, Proposals(Osaka(), 1)->next_page_token()).status()), "BAD_PAGE_TOKEN");
  EXPECT_EQ(ReasonOf(Proposals(Osaka(), -1).status()), "BAD_PAGE_SIZE");
}

TEST_F(ReleasesTest, APersonConfirmsWhatSheSaw) {
  const CaseId id = WhoGotWell();
  const v1::ConfirmReleaseRequest request = AConfirmation(id);
  const auto release = Confirm(request, Osaka());
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(release->state(), v1::RELEASE_STATE_CONFIRMED);
  EXPECT_EQ(release->confirmed_by(), kHanako);
  EXPECT_EQ(release->start_date(), "2026-11-11");
  EXPECT_EQ(release->end_date(), "2026-11-20");
  EXPECT_EQ(release->evidence().reports(), 11);
  EXPECT_EQ(woken_, 1);
  EXPECT_EQ(ReasonOf(Certificate(release->id(), Osaka()).status()), "RELEASE_NOT_SETTLED");
  ASSERT_TRUE(teller_.Run(kNow).ok());
  ASSERT_EQ(registry_.asked.size(), 1u);
  EXPECT_EQ(registry_.asked[0].request_id(), release->id());
  EXPECT_EQ(registry_.asked[0].case_id(), id.ToString());
  EXPECT_EQ(registry_.asked[0].status_date(), "2026-11-20");
  EXPECT_EQ(registry_.asked[0].officer_id(), kHanako);
  const auto again = Confirm(request, Osaka());
  EXPECT_EQ(again->id(), release->id());
  EXPECT_EQ(again->state(), v1::RELEASE_STATE_RELEASED);
  EXPECT_EQ(Releases(Osaka())->releases_size(), 1);
  EXPECT_EQ(Releases(Tokyo())->releases_size(), 0);
  EXPECT_EQ(Proposals(Osaka())->proposals_size(), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.ConfirmRelease'"), 1);
}

TEST_F(ReleasesTest, NothingIsConfirmedThatChangedMeanwhile) {
  const CaseId id = WhoGotWell();
  v1::ConfirmReleaseRequest request = AConfirmation(id);
  Report worse = Well(kNow + absl::Minutes(1));
  worse.readings.temperature = 385;
  Say(id, worse);
  EXPECT_EQ(ReasonOf(Confirm(request, Osaka()).status()), "EVIDENCE_CHANGED");
  request.set_evidence_version(Proposal(id, Osaka())->evidence_version());
  EXPECT_EQ(ReasonOf(Confirm(request, Osaka()).status()), "NOT_READY");
  EXPECT_EQ(Count("SELECT count(*) FROM releases"), 0);
}

TEST_F(ReleasesTest, ANegativeTestShortensItWhereThereWereNoSymptoms) {
  WatchedPatient patient = Recovered();
  patient.patient.onset = std::nullopt;
  patient.patient.sampling = absl::CivilDay(2026, 11, 14);
  const CaseId id = Watched(patient);
  for (int i = 4; i >= 0; --i) Say(id, Well(kNow - absl::Hours(12 * i)));
  EXPECT_FALSE(Proposal(id, Osaka())->ready());
  const auto tested = Proposal(id, Osaka(), "2026-11-19");
  EXPECT_TRUE(tested->ready()) << tested->DebugString();
  EXPECT_EQ(ReasonOf(Proposal(id, Osaka(), "2026-11-9").status()), "MALFORMED_DATE");
  v1::ConfirmReleaseRequest request = AConfirmation(id);
  request.set_evidence_version(tested->evidence_version());
  EXPECT_EQ(ReasonOf(Confirm(request, Osaka()).status()), "EVIDENCE_CHANGED") << "without the test that was seen";
  request.set_negative_test_date("2026-11-19");
  const auto release = Confirm(request, Osaka());
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(release->evidence().negative_test_date(), "2026-11-19");
  EXPECT_EQ(release->start_date(), "2026-11-14");
}

TEST_F(ReleasesTest, ARefusalHoldsUntilSomethingElseIsKnown) {
  const CaseId id = WhoGotWell();
  const std::string version = Proposal(id, Osaka())->evidence_version();
  EXPECT_EQ(ReasonOf(Reject(id, "other", Osaka()).status()), "EVIDENCE_CHANGED");
  EXPECT_EQ(ReasonOf(Reject(id, version, Osaka(), "").status()), "MISSING_FIELD");
  ASSERT_TRUE(Reject(id, version, Osaka()).ok());
  EXPECT_EQ(Proposals(Osaka())->proposals_size(), 0);
  EXPECT_TRUE(Proposal(id, Osaka())->rejected());
  Say(id, Well(kNow + absl::Minutes(1)));
  EXPECT_EQ(Proposals(Osaka())->proposals_size(), 1);
  EXPECT_FALSE(Proposal(id, Osaka())->rejected());
}

// The answer is lost, the process killed: the row waits, and the registry is told by the same id again.
TEST_F(ReleasesTest, TheRegistryIsToldAgainUntilItAnswers) {
  registry_.down = true;
  const auto release = Confirm(AConfirmation(WhoGotWell()), Osaka());
  EXPECT_FALSE(teller_.Run(kNow).ok());
  EXPECT_EQ(Releases(Osaka())->releases(0).state(), v1::RELEASE_STATE_CONFIRMED);
  registry_.down = false;
  registry_.answer_lost = true;
  EXPECT_FALSE(teller_.Run(kNow).ok());
  registry_.answer_lost = false;
  EXPECT_TRUE(teller_.Run(kNow).ok());
  EXPECT_TRUE(teller_.Run(kNow).ok());
  ASSERT_EQ(registry_.asked.size(), 2u) << "not a third time";
  EXPECT_EQ(registry_.asked[0].request_id(), registry_.asked[1].request_id());
  EXPECT_EQ(Releases(Osaka())->releases(0).state(), v1::RELEASE_STATE_RELEASED);
}

TEST_F(ReleasesTest, WhatTheRegistryRefusesForGoodIsShown) {
  registry_.refusal = platform::Failure(absl::StatusCode::kInvalidArgument, "DATE_IN_FUTURE", "tomorrow", "status_date");
  const CaseId id = WhoGotWell();
  const auto release = Confirm(AConfirmation(id), Osaka());
  EXPECT_FALSE(teller_.Run(kNow).ok());
  EXPECT_EQ(Releases(Osaka())->releases(0).state(), v1::RELEASE_STATE_CONFIRMED) << "its clock is a little behind";
  registry_.refusal = platform::Failure(absl::StatusCode::kFailedPrecondition, "CASE_WITHDRAWN", "taken back");
  EXPECT_TRUE(teller_.Run(kNow).ok());
  EXPECT_EQ(Releases(Osaka())->releases(0).state(), v1::RELEASE_STATE_REFUSED);
  EXPECT_EQ(Releases(Osaka())->releases(0).refusal(), "CASE_WITHDRAWN");
  EXPECT_EQ(ReasonOf(Certificate(release->id(), Osaka()).status()), "RELEASE_REFUSED");
  EXPECT_EQ(Proposals(Osaka())->proposals_size(), 1);
}

TEST_F(ReleasesTest, AnybodyCanCheckACertificate) {
  const v1::Release release = Released();
  const auto pdf = Certificate(release.id(), Osaka());
  ASSERT_TRUE(pdf.ok()) << pdf.status();
  const std::vector<std::string> read = tests::ReadPages(*pdf, 1);
  ASSERT_EQ(read.size(), 1u);
  const std::string prefix = "HTTPS://MIMAMORI.EXAMPLE.JP/C/";
  ASSERT_TRUE(read[0].starts_with(prefix)) << read[0];
  const std::string code = read[0].substr(prefix.size());
  const auto told = Check(code);
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_TRUE(told->valid());
  EXPECT_EQ(told->number_ending(), "000123");
  EXPECT_EQ(told->start_date(), "2026-11-11");
  EXPECT_EQ(told->end_date(), "2026-11-20");
  EXPECT_TRUE(Check(ShowCertificateCode(*ReadCertificateCode(code)))->valid()) << "typed";
  EXPECT_EQ(ReasonOf(Check(std::string(26, '0')).status()), "CERTIFICATE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Check("x").status()), "CERTIFICATE_UNKNOWN");

  EXPECT_EQ(ReasonOf(Revoke(release.id(), Osaka(), "").status()), "MISSING_FIELD");
  const auto revoked = Revoke(release.id(), Osaka(kTaro));
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->revoked_by(), kTaro);
  EXPECT_FALSE(Check(code)->valid());
  EXPECT_EQ(ReasonOf(Certificate(release.id(), Osaka()).status()), "CERTIFICATE_REVOKED");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.RevokeCertificate' AND reason = 'mistaken'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.GetCertificate' AND area = '271004'"), 2);
}

TEST_F(ReleasesTest, OneNetworkChecksSoManyCertificates) {
  int refused = 0;
  for (int i = 0; i < 70; ++i) {
    refused += ReasonOf(Check(std::string(26, '0'), "192.0.2.0/24").status()) == "TOO_MANY_REQUESTS" ? 1 : 0;
  }
  EXPECT_EQ(refused, 10);
  EXPECT_EQ(ReasonOf(Check(std::string(26, '0'), "198.51.100.0/24").status()), "CERTIFICATE_UNKNOWN");
}

TEST_F(ReleasesTest, CertificatesAreInTheLanguageThatIsAskedFor) {
  const v1::Release release = Released();
  EXPECT_NE(*Certificate(release.id(), Osaka()), *Certificate(release.id(), Osaka(), "ko"));
  EXPECT_EQ(ReasonOf(Certificate(release.id(), Osaka(), "xx").status()), "UNKNOWN_LANGUAGE");
}

TEST_F(ReleasesTest, RefusesWhoIsElsewhereOrNoOfficer) {
  const CaseId id = WhoGotWell();
  const std::string version = Proposal(id, Osaka())->evidence_version();
  v1::ConfirmReleaseRequest confirmation = AConfirmation(id);
  const v1::Release release = Released();
  const auto everything = [&](const std::string& token) {
    confirmation.set_request_id(RequestId::Random().ToString());
    return std::vector<std::string>{
        ReasonOf(Proposal(id, token).status()),          ReasonOf(Confirm(confirmation, token).status()),
        ReasonOf(Reject(id, version, token).status()),   ReasonOf(Certificate(release.id(), token).status()),
        ReasonOf(Revoke(release.id(), token).status())};
  };
  EXPECT_EQ(everything(Tokyo()), (std::vector<std::string>{"PATIENT_UNKNOWN", "PATIENT_UNKNOWN", "PATIENT_UNKNOWN",
                                                           "RELEASE_UNKNOWN", "RELEASE_UNKNOWN"}));
  for (const std::string& stranger : Strangers()) {
    EXPECT_EQ(everything(stranger), std::vector<std::string>(5, "ACCESS_DENIED"));
    EXPECT_EQ(ReasonOf(Proposals(stranger).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Releases(stranger).status()), "ACCESS_DENIED");
  }
  v1::DescribeCertificateRequest request;
  EXPECT_EQ(ReasonOf(tests::CallWith(callers_.Service("exposure"), *stub_, &Stub::DescribeCertificate, request).status()),
            "ACCESS_DENIED") << "no service";
  v1::ConfirmReleaseRequest bad = AConfirmation(id);
  bad.clear_evidence_version();
  EXPECT_EQ(FieldOf(Confirm(bad, Osaka()).status()), "evidence_version");
  bad.set_request_id("1");
  EXPECT_EQ(ReasonOf(Confirm(bad, Osaka()).status()), "MALFORMED_ID");
}

}  // namespace
}  // namespace mimamori::observation
