// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/reminder_mailer.hpp"

#include <functional>
#include <map>
#include <thread>

#include "services/platform/rpc/wire.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::observation {
namespace {

const absl::Time kDue = At("2026-11-21 10:00:00");
const SlotTimes kTimes{.once = {{.begins = 240, .due = 600}}, .twice = {{.begins = 240, .due = 600}, {.begins = 900, .due = 1200}}};

// Gives what the test put there, as the registry does.
class FakeContacts final : public registry::v1::ContactService::Service {
 public:
  grpc::Status FindContacts(grpc::ServerContext*, const registry::v1::FindContactsRequest* request,
                            registry::v1::FindContactsResponse* response) override {
    const std::lock_guard lock(mutex);
    if (down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    for (const std::string& id : request->case_ids()) *response->add_contacts() = contacts[id];
    if (asked) asked();
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::map<std::string, registry::v1::FoundContact> contacts;
  std::function<void()> asked;  // before the answer arrives
  bool down = false;
};

// Keeps each message once by its id, as mail does.
class FakeMail final : public mail::v1::MailService::Service {
 public:
  grpc::Status Enqueue(grpc::ServerContext*, const mail::v1::EnqueueRequest* request,
                       mail::v1::EnqueueResponse*) override {
    const std::lock_guard lock(mutex);
    ++calls;
    if (down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    for (const auto& message : request->messages()) {
      if (message.sealed_contact() == "refused") return {grpc::StatusCode::INVALID_ARGUMENT, "MALFORMED_CONTACT"};
    }
    for (const auto& message : request->messages()) {
      if (!messages.emplace(message.request_id(), message).second) ++repeated;
    }
    last = *request;
    if (lost) return {grpc::StatusCode::UNAVAILABLE, "the answer was lost"};
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::map<std::string, mail::v1::NewMessage> messages;
  mail::v1::EnqueueRequest last;
  int calls = 0;
  int repeated = 0;
  bool down = false;
  bool lost = false;
};

class ReminderMailerTest : public ObservationStoreTest {
 protected:
  ReminderMailerTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&registry_);
    builder.RegisterService(&mail_);
    server_ = builder.BuildAndStart();
    mailer_ = AMailer();
  }
  ~ReminderMailerTest() override { server_->Shutdown(); }

  std::unique_ptr<ReminderMailer> AMailer() {
    return std::make_unique<ReminderMailer>(
        reminders_, platform::rpc::ServiceChannel("registry", server_->InProcessChannel({}), signer_),
        platform::rpc::ServiceChannel("mail", server_->InProcessChannel({}), signer_), permits_, "https://mimamori.example");
  }
  registry::v1::FoundContact& ContactOf(const CaseId& id) { return registry_.contacts[id.ToString()]; }
  // Watched here, and known with a contact there.
  CaseId Silent(const std::function<void(WatchedPatient&)>& change = [](WatchedPatient&) {}) {
    WatchedPatient patient = APatient();
    change(patient);
    Watched(patient);
    auto& contact = ContactOf(patient.case_id);
    contact.set_sealed_contact("sealed for " + patient.case_id.ToString());
    contact.set_status(registry::v1::CASE_STATUS_HOME);
    contact.mutable_plan()->set_reports_per_day(2);
    contact.mutable_plan()->set_start_date("2026-11-18");
    contact.mutable_plan()->set_end_date("2026-11-28");
    return patient.case_id;
  }
  void Choose(Rung rung = Rung::kRemind) {
    const Round round{.group = {.time_zone = "Asia/Tokyo", .times_a_day = 2},
                      .slot = SlotAt(kTimes.twice, Zone("Asia/Tokyo"), kDue), .rung = rung};
    EXPECT_TRUE(reminders_.Choose(Soon(), round, kDue, kDue).ok());
  }
  static ReminderKey Key(Rung rung = Rung::kRemind) {
    return {.slot = {.day = absl::CivilDay(2026, 11, 21), .number = 0}, .rung = rung};
  }
  size_t Waiting() { return reminders_.Waiting(Soon(), Key(), 0, kDue)->reminders.size(); }

  tests::FakeClock clock_{kDue};
  const tests::Callers callers_{"mail", clock_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("observation");
  const platform::crypto::Signer permits_ =
      *platform::crypto::Signer::FromFile(callers_.keys() + "/observation.key");
  FakeContacts registry_;
  FakeMail mail_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<ReminderMailer> mailer_;
};

TEST_F(ReminderMailerTest, HandsSealedContactsOnWithWhatTheMailSays) {
  const CaseId id = Silent();
  Choose();
  ASSERT_TRUE(mailer_->Run(kDue).ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  const auto& [request_id, message] = *mail_.messages.begin();
  EXPECT_EQ(request_id, ReminderIdOf(id, Key()));
  EXPECT_EQ(message.sealed_contact(), "sealed for " + id.ToString());
  const std::map<std::string, std::string> expected{
      {"link", "https://mimamori.example/diary"}, {"date", "2026-11-21"}, {"due_time", "10:00"}};
  EXPECT_EQ((std::map<std::string, std::string>(message.parameters().begin(), message.parameters().end())), expected);
  EXPECT_EQ(mail_.last.template_(), "diary-reminder");
  EXPECT_EQ(mail_.last.area_code(), "271004");
  EXPECT_EQ(mail_.last.expire_time().seconds(), absl::ToUnixSeconds(At("2026-11-21 15:00:00"))) << "with the slot";
  vault::v1::DispatchPermit permit;
  ASSERT_TRUE(permit.ParseFromString(mail_.last.permit().permit()));
  EXPECT_EQ(permit.issuer(), "observation");
  EXPECT_EQ(permit.ring(), vault::v1::RING_PATIENT);
  EXPECT_EQ(permit.template_(), "diary-reminder");
  EXPECT_EQ(permit.event_id(), "reminder-2026-11-21-0-1");
  EXPECT_EQ(Waiting(), 0u);
  EXPECT_TRUE(reminders_.Open(Soon(), kDue)->empty());
}

TEST_F(ReminderMailerTest, TellsTheSecondFromTheFirst) {
  const CaseId id = Silent();
  Choose(Rung::kRemindAgain);
  ASSERT_TRUE(mailer_->Run(kDue).ok());
  EXPECT_EQ(mail_.last.template_(), "diary-reminder-again");
  EXPECT_EQ(mail_.messages.begin()->first, ReminderIdOf(id, Key(Rung::kRemindAgain)));
}

TEST_F(ReminderMailerTest, NamesEachReminderByPersonSlotAndRung) {
  const CaseId id = CaseId::Random();
  std::set<std::string> ids{ReminderIdOf(id, Key()), ReminderIdOf(CaseId::Random(), Key()),
                            ReminderIdOf(id, Key(Rung::kRemindAgain)),
                            ReminderIdOf(id, {.slot = {.day = absl::CivilDay(2026, 11, 22), .number = 0}}),
                            ReminderIdOf(id, {.slot = {.day = absl::CivilDay(2026, 11, 21), .number = 1}})};
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_EQ(ReminderIdOf(id, Key()), ReminderIdOf(id, Key()));
}

TEST_F(ReminderMailerTest, RemindsWhoReportsForAHouseholdOnceForAllOfIt) {
  const CaseId mother = Silent();
  for (int i = 0; i < 3; ++i) Silent([&](WatchedPatient& p) { p.reporter = mother; p.has_contact = false; });
  Choose();
  ASSERT_TRUE(mailer_->Run(kDue).ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.messages.begin()->second.sealed_contact(), "sealed for " + mother.ToString());
  EXPECT_EQ(Waiting(), 0u);
}

TEST_F(ReminderMailerTest, AsksTheRegistryWhetherSheIsStillWatched) {
  const struct {
    const char* name;
    std::function<void(registry::v1::FoundContact&)> change;
  } cases[] = {
      {"in a hospital", [](registry::v1::FoundContact& c) { c.set_status(registry::v1::CASE_STATUS_ADMITTED); }},
      {"elsewhere", [](registry::v1::FoundContact& c) { c.set_status(registry::v1::CASE_STATUS_ELSEWHERE); }},
      {"released", [](registry::v1::FoundContact& c) { c.set_status(registry::v1::CASE_STATUS_RELEASED); }},
      {"dead", [](registry::v1::FoundContact& c) { c.set_status(registry::v1::CASE_STATUS_DEAD); }},
      {"the plan was ended", [](registry::v1::FoundContact& c) { c.clear_plan(); }},
      {"the plan ended yesterday", [](registry::v1::FoundContact& c) { c.mutable_plan()->set_end_date("2026-11-20"); }},
      {"the plan begins tomorrow", [](registry::v1::FoundContact& c) { c.mutable_plan()->set_start_date("2026-11-22"); }},
      {"no case any more", [](registry::v1::FoundContact& c) { c.Clear(); }},
      {"the address was forgotten", [](registry::v1::FoundContact& c) { c.clear_sealed_contact(); }},
  };
  // What the registry told of it has not arrived here yet.
  for (const auto& c : cases) c.change(ContactOf(Silent()));
  const CaseId still = Silent();
  Choose();
  ASSERT_TRUE(mailer_->Run(kDue).ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.messages.begin()->second.sealed_contact(), "sealed for " + still.ToString());
  EXPECT_EQ(Waiting(), 0u);
}

TEST_F(ReminderMailerTest, MailsNobodyWhoReportedMeanwhile) {
  const CaseId id = Silent();
  Choose();
  EXPECT_TRUE(Tell({{.patient = id, .request = RequestId::Random(), .report = Well(kDue), .reported_by = id.ToString()}})[0].ok());
  ASSERT_TRUE(mailer_->Run(kDue + absl::Minutes(1)).ok());
  EXPECT_TRUE(mail_.messages.empty());
  EXPECT_EQ(Waiting(), 0u);
}

TEST_F(ReminderMailerTest, MailsNothingWhenTheSlotIsOver) {
  Silent();
  Choose();
  ASSERT_TRUE(mailer_->Run(At("2026-11-21 15:00:00")).ok());
  EXPECT_TRUE(mail_.messages.empty());
}

// A worker that falls between the mail and the settling: the next one asks mail again, which has it already.
TEST_F(ReminderMailerTest, MailsOnceWhenAWorkerFallsBeforeItSettles) {
  for (int i = 0; i < 5; ++i) Silent();
  Choose();
  mail_.lost = true;
  EXPECT_TRUE(absl::IsUnavailable(mailer_->Run(kDue)));
  EXPECT_EQ(mail_.messages.size(), 5u);
  EXPECT_EQ(Waiting(), 5u);
  mail_.lost = false;
  ASSERT_TRUE(AMailer()->Run(kDue).ok());
  EXPECT_EQ(mail_.messages.size(), 5u);
  EXPECT_EQ(mail_.repeated, 5);
  EXPECT_EQ(Waiting(), 0u);
}

TEST_F(ReminderMailerTest, MailsOnceWithTwoWorkersAtOnce) {
  for (int i = 0; i < 300; ++i) Silent();
  Choose();
  const auto other = AMailer();
  std::vector<std::thread> workers;
  for (ReminderMailer* mailer : {mailer_.get(), other.get()}) {
    workers.emplace_back([mailer] { EXPECT_TRUE(mailer->Run(kDue).ok()); });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(mail_.messages.size(), 300u);
  EXPECT_EQ(Waiting(), 0u);
}

TEST_F(ReminderMailerTest, WaitsForWhoIsAway) {
  Silent();
  Choose();
  registry_.down = true;
  EXPECT_TRUE(absl::IsUnavailable(mailer_->Run(kDue)));
  registry_.down = false;
  mail_.down = true;
  EXPECT_TRUE(absl::IsUnavailable(mailer_->Run(kDue)));
  EXPECT_EQ(Waiting(), 1u);
  mail_.down = false;
  ASSERT_TRUE(mailer_->Run(kDue).ok());
  EXPECT_EQ(mail_.messages.size(), 1u);
}

TEST_F(ReminderMailerTest, LetsOneThatMailRefusesHoldUpNobodyElse) {
  const CaseId bad = Silent(), good = Silent();
  ContactOf(bad).set_sealed_contact("refused");
  Choose();
  ASSERT_TRUE(mailer_->Run(kDue).ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.messages.begin()->second.sealed_contact(), "sealed for " + good.ToString());
  EXPECT_EQ(Waiting(), 0u);
}

TEST_F(ReminderMailerTest, WritesEachAreasMailsApart) {
  Silent();
  Silent([](WatchedPatient& p) { p.area = platform::AreaCode::Parse("272027").value(); });
  Silent([](WatchedPatient& p) { p.area = platform::AreaCode::Parse("272027").value(); });
  Choose();
  ASSERT_TRUE(mailer_->Run(kDue).ok());
  EXPECT_EQ(mail_.calls, 2);
  EXPECT_EQ(mail_.last.messages_size(), 2) << mail_.last.area_code();
}

}  // namespace
}  // namespace mimamori::observation
