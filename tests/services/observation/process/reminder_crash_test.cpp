// SPDX-License-Identifier: Apache-2.0
// The real binary, killed between choosing whom to remind and handing that to mail, and while mail takes it.
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <set>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/registry/v1/contact_service.grpc.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/scratch_redis.hpp"

namespace mimamori::observation {
namespace {

constexpr int kSilent = 1100;  // more than one step of the mailer
constexpr absl::Duration kPatience = absl::Minutes(2);

// Where the test and a call of the process meet: the call says that it came, and waits for the process's end.
class Meeting {
 public:
  void Hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
    came_ = false;
  }
  void Come() {
    std::unique_lock lock(mutex_);
    came_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
  }
  bool WaitForCall() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, absl::ToChronoSeconds(kPatience), [this] { return came_; });
  }
  void Release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool came_ = false;
};

// Everybody is at home, with a contact and a plan that runs.
class Contacts final : public registry::v1::ContactService::Service {
 public:
  grpc::Status FindContacts(grpc::ServerContext*, const registry::v1::FindContactsRequest* request,
                            registry::v1::FindContactsResponse* response) override {
    for (const std::string& id : request->case_ids()) {
      registry::v1::FoundContact& contact = *response->add_contacts();
      contact.set_sealed_contact(id);
      contact.set_status(registry::v1::CASE_STATUS_HOME);
      contact.mutable_plan()->set_reports_per_day(2);
      contact.mutable_plan()->set_start_date("2000-01-01");
      contact.mutable_plan()->set_end_date("2100-01-01");
    }
    if (++calls == 2) meeting.Come();
    return grpc::Status::OK;
  }
  std::atomic<int> calls = 0;
  Meeting meeting;
};

// Takes each message once by its id, as mail does.
class Mail final : public mail::v1::MailService::Service {
 public:
  grpc::Status Enqueue(grpc::ServerContext*, const mail::v1::EnqueueRequest* request,
                       mail::v1::EnqueueResponse*) override {
    {
      const std::lock_guard lock(mutex_);
      for (const auto& message : request->messages()) mailed_[message.request_id()] = message.sealed_contact();
    }
    meeting.Come();  // it has them, and the process doesn't know
    return grpc::Status::OK;
  }
  // By the id of the message, to whom.
  std::map<std::string, std::string> mailed() {
    const std::lock_guard lock(mutex_);
    return mailed_;
  }
  Meeting meeting;

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> mailed_;
};

class ReminderCrashTest : public ObservationStoreTest {
 protected:
  ReminderCrashTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(others_, grpc::InsecureServerCredentials());
    builder.RegisterService(&contacts_);
    builder.RegisterService(&mail_);
    server_ = builder.BuildAndStart();
    for (const char* name : {"page-token.key", "diary-link.key"}) {
      const auto key = platform::crypto::ToBase64Url(platform::crypto::RandomBytes(32));
      EXPECT_TRUE(platform::CreateSecretFile(folder_.File(name), key).ok());
    }
  }
  ~ReminderCrashTest() override {
    contacts_.meeting.Release();
    mail_.meeting.Release();
    server_->Shutdown();
  }

  // A minute past the time when the morning's report is due in Japan, tomorrow.
  absl::Time SetClock() {
    const absl::TimeZone zone = Zone("Asia/Tokyo");
    const absl::Time due = absl::FromCivil(absl::ToCivilDay(absl::Now(), zone) + 1, zone) + absl::Hours(10);
    const int64_t ahead = absl::ToInt64Seconds(due + absl::Minutes(1) - absl::Now());
    folder_.Write("clock", std::to_string(ahead));
    return due;
  }
  void WatchSilentPeople(absl::Time due) {
    for (int i = 0; i < kSilent; ++i) {
      WatchedPatient patient = APatient();
      const absl::CivilDay day = absl::ToCivilDay(due, Zone("Asia/Tokyo"));
      patient.plan = PlanDays{.times_a_day = 2, .first = day - 1, .last = day + 5};
      EXPECT_TRUE(patients_.Keep(Soon(), patient, ++sequence_, due - absl::Hours(20)).ok());
    }
  }
  std::unique_ptr<tests::ChildProcess> Start() {
    return std::make_unique<tests::ChildProcess>(tests::ChildProcess::Command{
        .words = {OBSERVATION_BINARY, "--listen", "unix:" + folder_.File("observation.sock"), "--caller-keys",
                  callers_.keys(), "--mail", others_, "--identity", others_, "--registry", others_, "--secrets",
                  folder_.path(), "--database", database_.ServiceConninfo(), "--migration-database",
                  database_.OwnerConninfo(), "--redis", redis_.Address(), "--public-url", "http://127.0.0.1:8080",
                  "--clock-file", folder_.File("clock")},
        .environment = {}});
  }
  static void Kill(tests::ChildProcess& process) {
    process.Signal(SIGKILL);
    process.Wait();
  }
  int64_t Count(const platform::postgres::Statement& statement) { return pool_.Run(Soon(), statement)->Int8(0, 0); }
  int64_t Chosen() { return Count({"t.chosen", "SELECT COALESCE(sum(cardinality(patients)), 0) FROM reminder_batches"}); }
  int64_t Settled() { return Count({"t.settled", "SELECT COALESCE(sum(cardinality(patients)), 0) FROM reminder_batches WHERE settled_at IS NOT NULL"}); }
  bool AllSettled() {
    for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end;) {
      if (Settled() == kSilent) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

  tests::TempFolder folder_;
  std::unique_ptr<platform::Clock> clock_ = *platform::MakeClock("");
  tests::Callers callers_{"observation", *clock_};
  tests::ScratchRedis redis_;
  const std::string others_ = "unix:" + folder_.File("others.sock");
  Contacts contacts_;
  Mail mail_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ReminderCrashTest, LosesNobodyAndRemindsNobodyTwice) {
  WatchSilentPeople(SetClock());
  // Killed when the first step has left, and the second one is asked for.
  contacts_.meeting.Hold();
  auto process = Start();
  ASSERT_TRUE(contacts_.meeting.WaitForCall()) << process->Errors();
  EXPECT_EQ(Chosen(), kSilent);
  const int64_t settled = Settled();
  EXPECT_GT(settled, 0);
  EXPECT_LT(settled, kSilent);
  Kill(*process);
  contacts_.meeting.Release();
  EXPECT_EQ(static_cast<int64_t>(mail_.mailed().size()), settled);

  // Killed when mail has the next ones, and has not said so.
  mail_.meeting.Hold();
  process = Start();
  ASSERT_TRUE(mail_.meeting.WaitForCall()) << process->Errors();
  const auto known_to_mail = static_cast<int64_t>(mail_.mailed().size());
  EXPECT_GT(known_to_mail, settled);
  EXPECT_EQ(Settled(), settled) << "nobody is settled before mail has it";
  Kill(*process);
  mail_.meeting.Release();

  process = Start();
  ASSERT_TRUE(AllSettled()) << process->Errors();
  process->Signal(SIGTERM);
  EXPECT_EQ(process->Wait(), 0) << process->Errors();
  EXPECT_EQ(Chosen(), kSilent) << "nobody was chosen again";
  const auto mailed = mail_.mailed();
  std::set<std::string> people;
  for (const auto& [id, contact] : mailed) people.insert(contact);
  EXPECT_EQ(mailed.size(), static_cast<size_t>(kSilent)) << "one message a person, by its id, however often it was told";
  EXPECT_EQ(people.size(), static_cast<size_t>(kSilent));
}

}  // namespace
}  // namespace mimamori::observation
