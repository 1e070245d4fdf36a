// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/jobs/dispatcher.hpp"

#include <set>
#include <thread>

#include "services/platform/core/status_macros.hpp"
#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

// Fails at the steps it is told to, before or after doing them: what a crash between two steps leaves behind.
class FailingStore final : public ExposureStore {
 public:
  enum class Step { kNone, kIsGathered, kKeepRecipients, kWaiting, kMarkQueued, kFinishDispatch };
  explicit FailingStore(ExposureStore& store) : store_(store) {}
  void CrashAt(Step step, bool after) {
    step_ = step;
    after_ = after;
  }
  // Somebody else was told of the same venue meanwhile, that many times in a row.
  void RefuseRecipients(int times) { refusals_ = times; }

  absl::StatusOr<Exposure> Propose(absl::Time deadline, const Exposure& exposure, const RequestId& request,
                                   const AuditEntry& audit) override {
    return store_.Propose(deadline, exposure, request, audit);
  }
  absl::StatusOr<Exposure> Get(absl::Time deadline, const ExposureId& id, const Scope& scope) override {
    return store_.Get(deadline, id, scope);
  }
  absl::Status Audit(absl::Time deadline, const AuditEntry& audit) override { return store_.Audit(deadline, audit); }
  absl::StatusOr<Page> List(absl::Time deadline, const Scope& scope, int64_t before, int limit) override {
    return store_.List(deadline, scope, before, limit);
  }
  absl::StatusOr<Exposure> Change(absl::Time deadline, const ExposureId& id, const Scope& scope,
                                  const std::function<absl::Status(Exposure&)>& decide,
                                  const AuditEntry& audit) override {
    return store_.Change(deadline, id, scope, decide, audit);
  }
  absl::StatusOr<std::vector<Exposure>> Dispatching(absl::Time deadline) override { return store_.Dispatching(deadline); }
  absl::StatusOr<bool> IsGathered(absl::Time deadline, const ExposureId& id) override {
    if (Crashes(Step::kIsGathered)) return Crash();
    return store_.IsGathered(deadline, id);
  }
  absl::StatusOr<std::vector<ExposureId>> Recalling(absl::Time deadline) override { return store_.Recalling(deadline); }
  absl::Status FinishRecall(absl::Time deadline, const ExposureId& id, absl::Time now) override {
    return store_.FinishRecall(deadline, id, now);
  }
  absl::StatusOr<ToldBefore> PeopleTold(absl::Time deadline, const ExposureId& id) override {
    return store_.PeopleTold(deadline, id);
  }
  absl::StatusOr<bool> KeepRecipients(absl::Time deadline, const ExposureId& id,
                                      const std::vector<Recipient>& recipients, const std::vector<ExposureId>& heeded,
                                      absl::Time now) override {
    if (refusals_ > 0) {
      --refusals_;
      return false;
    }
    absl::StatusOr<bool> kept = false;
    RETURN_IF_ERROR(Do(Step::kKeepRecipients, [&] {
      kept = store_.KeepRecipients(deadline, id, recipients, heeded, now);
      return kept.status();
    }));
    return kept;
  }
  absl::StatusOr<std::vector<Recipient>> Waiting(absl::Time deadline, const ExposureId& id, int limit) override {
    if (Crashes(Step::kWaiting)) return Crash();
    return store_.Waiting(deadline, id, limit);
  }
  absl::Status MarkQueued(absl::Time deadline, const ExposureId& id, const std::vector<std::string>& contact_macs,
                          absl::Time now) override {
    return Do(Step::kMarkQueued, [&] { return store_.MarkQueued(deadline, id, contact_macs, now); });
  }
  absl::Status FinishDispatch(absl::Time deadline, const ExposureId& id) override {
    return Do(Step::kFinishDispatch, [&] { return store_.FinishDispatch(deadline, id); });
  }
  absl::StatusOr<std::vector<ExposureId>> DueToEnd(absl::Time deadline, absl::Time before) override {
    return store_.DueToEnd(deadline, before);
  }
  absl::Status End(absl::Time deadline, const ExposureId& id, absl::Time now) override {
    return store_.End(deadline, id, now);
  }
  absl::StatusOr<AlertPolicy> AlertPolicyAt(absl::Time deadline, absl::Time at) override {
    return store_.AlertPolicyAt(deadline, at);
  }
  absl::StatusOr<int> RetentionDaysAt(absl::Time deadline, absl::Time at) override {
    return store_.RetentionDaysAt(deadline, at);
  }

 private:
  static absl::Status Crash() { return absl::UnavailableError("killed"); }
  bool Crashes(Step step) const { return step_ == step; }
  absl::Status Do(Step step, const std::function<absl::Status()>& work) {
    if (!Crashes(step)) return work();
    if (after_) {
      EXPECT_TRUE(work().ok());
    }
    return Crash();
  }

  ExposureStore& store_;
  Step step_ = Step::kNone;
  bool after_ = false;
  int refusals_ = 0;
};

class DispatcherTest : public ExposureHouse {
 protected:
  using Step = FailingStore::Step;
  // Approved, with nobody gathered yet: as if the process had ended right after the approval's commit.
  std::string JustApproved() {
    const std::string id = Declared();
    const auto parsed = ExposureId::Parse(id).value();
    EXPECT_TRUE(store_.Change(Soon(), parsed, {platform::AreaCode::Parse("271004").value()}, [&](Exposure& exposure) {
      exposure.state = State::kDispatching;
      exposure.approved_by = "approver";
      exposure.approved_at = clock_.Now();
      return absl::OkStatus();
    }, {.time = kNow, .actor = "approver", .action = "exposure.Approve", .object_type = "exposure", .object_id = id,
        .area = "", .reason = "", .payload = "{}", .trace_id = ""}).ok());
    return id;
  }
  void ExpectEachToldOnce(const std::string& id, size_t people) {
    EXPECT_EQ(Now(id).state(), v1::STATE_DISPATCHED);
    EXPECT_EQ(Now(id).recipients(), static_cast<int>(people));
    const auto told = Told();
    EXPECT_EQ(told.size(), people);
    EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), people);
    EXPECT_FALSE(std::binary_search(told.begin(), told.end(), ""));
  }

  FailingStore failing_{store_};
  Dispatcher interrupted_{failing_, gatherer_, mail_channel_, permits_, {}};
};

TEST_F(DispatcherTest, TellsEachPersonHerOwnStayOnTheVenuesClock) {
  auto overlaps = People(5);
  overlaps.push_back(Overlap("visitor0@example.jp", "2026-11-21"));
  visit_.Set(overlaps);
  const std::string id = Declared();
  const int previewed = Previewed(id).recipients();
  ASSERT_TRUE(Approve(id, Officer("approver")).ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  ExpectEachToldOnce(id, 5);
  EXPECT_EQ(previewed, 5) << "preview and dispatch count the same people";
  for (const auto& [request_id, kept] : mail_.Messages()) {
    EXPECT_EQ(kept.envelope.template_(), "alert-cluster");
    EXPECT_EQ(kept.envelope.group(), id);
    const auto& parameters = kept.message.parameters();
    EXPECT_EQ(parameters.at("venue_name"), "喫茶みまもり");
    EXPECT_EQ(parameters.at("date"), "2026-11-20");
    EXPECT_EQ(parameters.at("stay_start"), "18:00");
    EXPECT_EQ(parameters.at("stay_end"), "18:20");
    EXPECT_FALSE(parameters.at("contact_text").empty());
    EXPECT_EQ(parameters.size(), 5u);
    EXPECT_TRUE(platform::ParseUuid(request_id).has_value());
  }
}

TEST_F(DispatcherTest, NamesTheAreasOwnContactAndWhereToBookATest) {
  auto owner = *platform::postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script(R"sql(
    UPDATE policies SET body = '{"areas": [{"area": "270008", "text": "府の窓口", "link": "https://www.pref.example.jp/test"}]}'
    WHERE name = 'exposure.contacts')sql").ok());
  visit_.Set(People(6));
  ASSERT_TRUE(Approve(Declared(), Officer("approver")).ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  ASSERT_EQ(mail_.Messages().size(), 6u);
  for (const auto& [request_id, kept] : mail_.Messages()) {
    EXPECT_EQ(kept.message.parameters().at("contact_text"),
              "府の窓口\n検査の予約 / Book a test: https://www.pref.example.jp/test");
  }
}

TEST_F(DispatcherTest, NamesNoVenueInACaution) {
  visit_.Set(People(1));
  auto request = ADeclaration();
  request.set_level(v1::LEVEL_CAUTION);
  const std::string id = Declare(request)->id();
  ASSERT_TRUE(Approve(id, Officer("approver")).ok()) << "and so needs no reason for few";
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  ASSERT_EQ(mail_.Messages().size(), 1u);
  const auto kept = mail_.Messages().begin()->second;
  EXPECT_EQ(kept.envelope.template_(), "alert-caution");
  EXPECT_EQ(kept.envelope.area_code(), "271004");
  EXPECT_EQ(kept.message.parameters().size(), 2u);
  EXPECT_EQ(kept.message.parameters().at("date"), "2026-11-20");
}

TEST_F(DispatcherTest, GoesOnAfterACrashBetweenAnyTwoSteps) {
  const struct {
    const char* name;
    Step step;
    bool after;
  } cases[] = {
      {"before it looks", Step::kIsGathered, false},
      {"gathered, not kept", Step::kKeepRecipients, false},
      {"kept, not heard", Step::kKeepRecipients, true},
      {"before it reads who waits", Step::kWaiting, false},
      {"queued, not marked", Step::kMarkQueued, false},
      {"marked, not heard", Step::kMarkQueued, true},
      {"not finished", Step::kFinishDispatch, false},
      {"finished, not heard", Step::kFinishDispatch, true},
  };
  size_t mails = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    visit_.Set(People(6, fmt::format("-{}", mails)));
    const std::string id = JustApproved();
    failing_.CrashAt(c.step, c.after);
    EXPECT_FALSE(interrupted_.Run(clock_.Now()).ok());
    ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
    EXPECT_EQ(Now(id).state(), v1::STATE_DISPATCHED);
    EXPECT_EQ(Now(id).recipients(), 6);
    mails += 6;
    EXPECT_EQ(mail_.Messages().size(), mails) << "each person once, whatever happened";
  }
}

TEST_F(DispatcherTest, LooksForItsPeopleAgainWhenOthersWereToldMeanwhile) {
  visit_.Set(People(6));
  const std::string id = JustApproved();
  failing_.RefuseRecipients(2);
  ASSERT_TRUE(interrupted_.Run(clock_.Now()).ok());
  ExpectEachToldOnce(id, 6);
}

TEST_F(DispatcherTest, LeavesForTheNextRunWhatOthersChangeTimeAndAgain) {
  visit_.Set(People(6));
  const std::string id = JustApproved();
  failing_.RefuseRecipients(3);
  EXPECT_TRUE(absl::IsAborted(interrupted_.Run(clock_.Now())));
  EXPECT_EQ(Now(id).state(), v1::STATE_DISPATCHING);
  EXPECT_TRUE(Told().empty());
  ASSERT_TRUE(interrupted_.Run(clock_.Now()).ok());
  ExpectEachToldOnce(id, 6);
}

TEST_F(DispatcherTest, GoesOnAfterMailVaultVisitOrRegistryWereAway) {
  visit_.Set(People(6));
  const std::string id = JustApproved();
  for (tests::Neighbour* neighbour : std::vector<tests::Neighbour*>{&registry_, &visit_, &mail_}) {
    neighbour->set_down(true);
    EXPECT_FALSE(dispatcher_.Run(clock_.Now()).ok());
    EXPECT_EQ(Now(id).state(), v1::STATE_DISPATCHING);
    neighbour->set_down(false);
  }
  mail_.FailNext(absl::StatusCode::kUnavailable, "DOWN", true);  // kept, but the answer is lost
  EXPECT_FALSE(dispatcher_.Run(clock_.Now()).ok());
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  ExpectEachToldOnce(id, 6);
  for (const auto& [request_id, kept] : mail_.Messages()) EXPECT_EQ(kept.times, 2) << "the same request id again";
}

TEST_F(DispatcherTest, TellsEachPersonOnceWhenTwoDispatchersRace) {
  visit_.Set(People(30));
  const std::string id = JustApproved();
  Dispatcher other(store_, gatherer_, mail_channel_, permits_, {});
  std::thread second([&] { EXPECT_TRUE(other.Run(clock_.Now()).ok()); });
  EXPECT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  second.join();
  ExpectEachToldOnce(id, 30);
}

TEST_F(DispatcherTest, QueuesMorePeopleThanOneMessageHolds) {
  visit_.Set(People(1203));
  const std::string id = JustApproved();
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_EQ(Now(id).state(), v1::STATE_DISPATCHED);
  EXPECT_EQ(mail_.Messages().size(), 1203u);
}

TEST_F(DispatcherTest, LetsNoExposureWaitBehindOneThatFails) {
  visit_.Set(People(6));
  const std::string stuck = JustApproved();
  registry_.cases.erase(case_id_);
  case_id_ = AddCase("271004", "");
  const std::string fine = JustApproved();
  EXPECT_FALSE(dispatcher_.Run(clock_.Now()).ok());
  EXPECT_EQ(Now(stuck).state(), v1::STATE_DISPATCHING);
  EXPECT_EQ(Now(fine).state(), v1::STATE_DISPATCHED);
}

TEST_F(DispatcherTest, KeepsNoAddress) {
  visit_.Set(People(6));
  const std::string id = JustApproved();
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_EQ(dump.find("visitor"), std::string::npos);
  EXPECT_EQ(dump.find("example.jp"), std::string::npos);
}

class EndOldExposuresTest : public DispatcherTest {
 protected:
  int64_t Recipients() {
    return pool_.Run(Soon(), {"test.recipients", "SELECT count(*) FROM recipients"}).value().Int8(0, 0);
  }
};

TEST_F(EndOldExposuresTest, ForgetsPeopleAndHasTheMatchingKeyDestroyed) {
  visit_.Set(People(6));
  const std::string id = JustApproved();
  ASSERT_TRUE(dispatcher_.Run(clock_.Now()).ok());
  clock_.Advance(absl::Hours(27 * 24));
  ASSERT_TRUE(EndOldExposures(store_, vault_channel_, clock_.Now()).ok());
  EXPECT_EQ(Recipients(), 6);
  clock_.Advance(absl::Hours(2 * 24));
  ASSERT_TRUE(EndOldExposures(store_, vault_channel_, clock_.Now()).ok());
  EXPECT_EQ(Recipients(), 0);
  EXPECT_EQ(AuditEntries("exposure.End"), 1);
  EXPECT_EQ(ReasonOf(Preview(id, Officer("approver")).status()), "EVENT_ENDED");
  EXPECT_EQ(Now(id).recipients(), 6) << "how many were told stays known";
}

}  // namespace
}  // namespace mimamori::exposure
