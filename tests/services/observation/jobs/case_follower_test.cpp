// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/case_follower.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "services/observation/jobs/merge_retrier.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::observation {
namespace {

// Waits for something that happens on another thread.
bool Comes(const std::function<bool()>& condition) {
  for (int i = 0; i < 3000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// Tells what it was told to tell, from the position that is asked for on, and holds the stream open.
class FakeRegistry final : public registry::v1::RegistryService::Service {
 public:
  explicit FakeRegistry(const platform::rpc::CallerVerifier& verifier) : verifier_(verifier) {}

  grpc::Status StreamChanges(grpc::ServerContext* context, const registry::v1::StreamChangesRequest* request,
                             grpc::ServerWriter<registry::v1::CaseChange>* writer) override {
    const auto token = context->client_metadata().find("mimamori-caller-bin");
    const auto caller = token == context->client_metadata().end()
                            ? verifier_.Verify("")
                            : verifier_.Verify({token->second.data(), token->second.size()});
    if (!caller.ok() || (*caller)->issuer != "observation") return {grpc::StatusCode::PERMISSION_DENIED, "who?"};
    int64_t sequence = request->after_sequence();
    while (!context->IsCancelled() && !ended) {
      if (const auto change = After(sequence)) {
        sequence = change->sequence();
        if (!writer->Write(*change)) break;
      } else {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    }
    return grpc::Status::OK;
  }
  void Tell(const registry::v1::Case& patient) {
    const std::lock_guard lock(mutex_);
    auto& change = changes_.emplace_back();
    change.set_sequence(static_cast<int64_t>(changes_.size()));
    *change.mutable_current() = patient;
  }
  std::atomic<bool> ended = false;

 private:
  std::optional<registry::v1::CaseChange> After(int64_t sequence) {
    const std::lock_guard lock(mutex_);
    if (static_cast<size_t>(sequence) >= changes_.size()) return std::nullopt;
    return changes_[static_cast<size_t>(sequence)];
  }
  const platform::rpc::CallerVerifier& verifier_;
  std::mutex mutex_;
  std::vector<registry::v1::CaseChange> changes_;
};

class CaseFollowerTest : public ObservationStoreTest {
 protected:
  CaseFollowerTest() { EXPECT_TRUE(rules_.Refresh(Soon(), kNow).ok()); }
  ~CaseFollowerTest() override { StopRegistry(); }

  static registry::v1::Case ACase(const CaseId& id = CaseId::Random()) {
    registry::v1::Case told;
    told.set_id(id.ToString());
    told.set_number("271004-2026-000123");
    told.set_kind(registry::v1::CASE_KIND_CONFIRMED);
    told.set_area_code("271004");
    told.set_onset_date("2026-11-16");
    told.set_birth_year(1986);
    told.set_language("vi");
    told.set_time_zone("Europe/Berlin");
    told.set_status(registry::v1::CASE_STATUS_HOME);
    told.set_has_contact(true);
    told.mutable_plan()->set_reports_per_day(2);
    told.mutable_plan()->set_start_date("2026-11-18");
    told.mutable_plan()->set_end_date("2026-11-28");
    return told;
  }
  static CaseId IdOf(const registry::v1::Case& told) { return CaseId::Parse(told.id()).value(); }

  void StartRegistry() {
    registry_.ended = false;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + folder_.File("registry.sock"), grpc::InsecureServerCredentials());
    builder.RegisterService(&registry_);
    server_ = builder.BuildAndStart();
  }
  void StopRegistry() {
    registry_.ended = true;
    if (server_) server_->Shutdown();
    server_.reset();
  }
  std::unique_ptr<CaseFollower> Follow() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    const auto channel = grpc::CreateCustomChannel("unix:" + folder_.File("registry.sock"),
                                                   grpc::InsecureChannelCredentials(), arguments);
    return std::make_unique<CaseFollower>(patients_, merges_, rules_, clock_,
                                          platform::rpc::ServiceChannel("registry", channel, signer_),
                                          absl::Milliseconds(20));
  }
  std::optional<WatchedPatient> Find(const CaseId& id) { return patients_.Find(Soon(), id).value(); }
  bool Arrived(int64_t sequence) {
    return Comes([&] { return patients_.Position(Soon()).value() == sequence; });
  }

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"registry", clock_};
  const platform::rpc::CallerVerifier verifier_{"registry", callers_.keys(), clock_};
  const tests::TempFolder folder_;
  MergeStore merges_{pool_};
  RuleBook rules_{pool_, reports_};
  FakeRegistry registry_{verifier_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("observation");
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(CaseFollowerTest, KeepsWhatTheRegistryTellsOfAPatient) {
  auto told = ACase();
  const CaseId reporter = CaseId::Random();
  told.add_risk_factors(registry::v1::RISK_FACTOR_DIABETES);
  told.add_risk_factors(registry::v1::RISK_FACTOR_OBESITY);
  told.set_sampling_date("2026-11-17");
  told.set_reporter_id(reporter.ToString());
  registry_.Tell(told);
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(1));
  const WatchedPatient wanted{
      .case_id = IdOf(told),
      .number = "271004-2026-000123",
      .area = platform::AreaCode::Parse("271004").value(),
      .patient = {.birth_year = 1986, .risk_factors = {RiskFactor::kDiabetes, RiskFactor::kObesity},
                  .onset = absl::CivilDay(2026, 11, 16), .sampling = absl::CivilDay(2026, 11, 17),
                  .zone = Zone("Europe/Berlin")},
      .time_zone = "Europe/Berlin",
      .status = 3,
      .language = "vi",
      .has_contact = true,
      .high_risk = true,
      .reporter = reporter,
      .plan = PlanDays{.times_a_day = 2, .first = absl::CivilDay(2026, 11, 18), .last = absl::CivilDay(2026, 11, 28)},
      .plan_since = kNow};
  EXPECT_EQ(Find(IdOf(told)), wanted);
}

TEST_F(CaseFollowerTest, TellsHighRiskByTheRulesInForce) {
  auto young = ACase(), old = ACase();
  young.add_risk_factors(registry::v1::RISK_FACTOR_DIABETES);
  old.set_birth_year(1940);
  registry_.Tell(young);
  registry_.Tell(old);
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(2));
  EXPECT_FALSE(Find(IdOf(young))->high_risk);
  EXPECT_TRUE(Find(IdOf(old))->high_risk);
}

TEST_F(CaseFollowerTest, KeepsAContactWithoutAStatus) {
  auto told = ACase();
  told.set_kind(registry::v1::CASE_KIND_CONTACT);
  told.clear_status();
  registry_.Tell(told);
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(1));
  EXPECT_EQ(Find(IdOf(told))->patient.kind, Kind::kContact);
  EXPECT_EQ(Find(IdOf(told))->status, 0);
}

TEST_F(CaseFollowerTest, ForgetsACaseThatIsNone) {
  auto withdrawn = ACase(), forgotten = ACase();
  for (const auto& told : {withdrawn, forgotten}) registry_.Tell(told);
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(2));
  for (const auto& told : {withdrawn, forgotten}) ASSERT_TRUE(Find(IdOf(told)));
  withdrawn.mutable_withdraw_time()->set_seconds(1);
  registry::v1::Case id_alone;
  id_alone.set_id(forgotten.id());
  for (const auto& told : {withdrawn, id_alone}) registry_.Tell(told);
  ASSERT_TRUE(Arrived(4));
  for (const auto& told : {withdrawn, forgotten}) EXPECT_FALSE(Find(IdOf(told)));
}

TEST_F(CaseFollowerTest, GivesWhatWasToldOfADuplicateToTheCaseThatStays) {
  auto stays = ACase(), duplicate = ACase();
  for (const auto& told : {stays, duplicate}) registry_.Tell(told);
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(2));
  ASSERT_TRUE(Tell({{.patient = IdOf(duplicate), .request = RequestId::Random(), .report = Well(kNow), .reported_by = "x"}})[0].ok());
  duplicate.mutable_withdraw_time()->set_seconds(1);
  duplicate.set_merged_into_id(stays.id());
  registry_.Tell(duplicate);
  ASSERT_TRUE(Arrived(3));
  EXPECT_FALSE(Find(IdOf(duplicate)));
  EXPECT_EQ(reports_.Of(Soon(), IdOf(stays), DayOf(kNow) - 30)->size(), 1u);
}

// Of the duplicate there is a report whose judgement can't be read.
TEST_F(CaseFollowerTest, SetsAMergeAsideThatCannotBeReadAndMakesItOnceItCan) {
  auto stays = ACase(), duplicate = ACase();
  for (const auto& told : {stays, duplicate}) registry_.Tell(told);
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(2));
  ASSERT_TRUE(Tell({{.patient = IdOf(duplicate), .request = RequestId::Random(), .report = Well(kNow), .reported_by = "x"}})[0].ok());
  const auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script("CREATE TABLE kept AS SELECT judgement FROM reports; UPDATE reports SET judgement = ''").ok());
  duplicate.mutable_withdraw_time()->set_seconds(1);
  duplicate.set_merged_into_id(stays.id());
  registry_.Tell(duplicate);
  const auto later = ACase();
  registry_.Tell(later);
  ASSERT_TRUE(Arrived(4)) << "those behind it are not held up";
  EXPECT_TRUE(Find(IdOf(later)));
  EXPECT_TRUE(Find(IdOf(duplicate))) << "watched as she was";
  const auto audited = pool_.Run(Soon(), {"t.audited", "SELECT object_id, area FROM audit_entries WHERE action = 'observation.SetMergeAside'"});
  ASSERT_EQ(audited->size(), 1);
  EXPECT_EQ(audited->Text(0, 0), duplicate.id());
  EXPECT_EQ(audited->Text(0, 1), "271004");

  platform::observe::Metrics metrics;
  MergeRetrier retrier(merges_, rules_, metrics);
  const auto counted = [&](int count) {
    return metrics.Serialize().find("mimamori_observation_merges_set_aside " + std::to_string(count)) != std::string::npos;
  };
  absl::Time now = kNow + MergeStore::kFirstPause;
  EXPECT_EQ(merges_.Due(Soon(), now - absl::Seconds(1))->size(), 0u);
  ASSERT_TRUE(retrier.Run(now).ok()) << "holds up nobody else here, too";
  EXPECT_TRUE(counted(1)) << metrics.Serialize();
  EXPECT_TRUE(Find(IdOf(duplicate)));
  EXPECT_EQ(merges_.Due(Soon(), now + 2 * MergeStore::kFirstPause - absl::Seconds(1))->size(), 0u) << "twice as long";
  now += 2 * MergeStore::kFirstPause;
  ASSERT_TRUE(owner->Script("UPDATE reports SET judgement = (SELECT judgement FROM kept)").ok());
  ASSERT_TRUE(retrier.Run(now).ok());
  EXPECT_TRUE(counted(0)) << metrics.Serialize();
  EXPECT_FALSE(Find(IdOf(duplicate)));
  EXPECT_EQ(reports_.Of(Soon(), IdOf(stays), DayOf(kNow) - 30)->size(), 1u);
}

TEST_F(CaseFollowerTest, MakesAMergeThatWasSetAsideIntoWhoeverThatCaseBecame) {
  const WatchedPatient first = APatient(), second = APatient(), third = APatient();
  for (const WatchedPatient& one : {first, second, third}) Watched(one);
  ASSERT_TRUE(Tell({{.patient = first.case_id, .request = RequestId::Random(), .report = Well(kNow), .reported_by = "x"}})[0].ok());
  const auto rules = rules_.Current().value();
  ASSERT_TRUE(merges_.SetAside(Soon(), first.case_id, second.case_id, ++sequence_, kNow).ok());
  ASSERT_TRUE(merges_.Merge(Soon(), second.case_id, third.case_id, rules->triage, rules->work, ++sequence_, kNow).ok());
  platform::observe::Metrics metrics;
  ASSERT_TRUE(MergeRetrier(merges_, rules_, metrics).Run(kNow + MergeStore::kFirstPause).ok());
  EXPECT_FALSE(Find(first.case_id));
  EXPECT_FALSE(Find(second.case_id));
  EXPECT_EQ(reports_.Of(Soon(), third.case_id, DayOf(kNow) - 30)->size(), 1u);
}

TEST_F(CaseFollowerTest, PassesOverAChangeThatItCannotRead) {
  auto told = ACase();
  registry_.Tell(told);
  told.set_onset_date("yesterday");
  told.set_language("ja");
  registry_.Tell(told);
  registry_.Tell(ACase());
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(3)) << "those behind it arrive";
  EXPECT_EQ(Find(IdOf(told))->language, "vi") << "as she is known";
}

TEST_F(CaseFollowerTest, GoesOnWhereItStopped) {
  registry_.Tell(ACase());
  {
    const auto follower = Follow();  // the registry is not there yet
    StartRegistry();
    ASSERT_TRUE(Arrived(1));
  }
  StopRegistry();
  const auto later = ACase();
  registry_.Tell(later);
  StartRegistry();
  const auto follower = Follow();
  ASSERT_TRUE(Arrived(2));
  EXPECT_TRUE(Find(IdOf(later)));
}

}  // namespace
}  // namespace mimamori::observation
