// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/jobs/desk_reminders.hpp"

#include <map>
#include <mutex>

#include "services/platform/crypto/signature.hpp"
#include "tests/services/capacity/service/capacity_house.hpp"

namespace mimamori::capacity {
namespace {

// Keeps each message once by its id, and checks the permit, as mail and the vault do.
class FakeMail final : public mail::v1::MailService::Service {
 public:
  explicit FakeMail(const std::string& keys) : permits_(keys) {}
  grpc::Status Enqueue(grpc::ServerContext*, const mail::v1::EnqueueRequest* request,
                       mail::v1::EnqueueResponse*) override {
    const std::lock_guard lock(mutex);
    if (down) return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kUnavailable, "DOWN", "down"));
    vault::v1::DispatchPermit permit;
    const bool permitted =
        permit.ParseFromString(request->permit().permit()) && permit.issuer() == "capacity" &&
        permit.ring() == vault::v1::RING_DESK && permit.template_() == "facility-reminder" &&
        request->template_() == permit.template_() &&
        permits_.Verify("capacity", "mimamori.permit.v1", request->permit().permit(), request->permit().signature()).ok();
    if (!permitted) {
      return platform::rpc::ToGrpc(
          platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_FOR_THIS", "not permitted"));
    }
    for (const auto& message : request->messages()) {
      if (refused == message.parameters().at("facility_name")) {
        return platform::rpc::ToGrpc(platform::BadField("messages", "MALFORMED_CONTACT", "refused"));
      }
    }
    for (const auto& message : request->messages()) {
      if (!messages.emplace(message.request_id(), message).second) ++repeated;
    }
    if (lost) return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kUnavailable, "LOST", "the answer was lost"));
    return grpc::Status::OK;
  }
  std::mutex mutex;
  std::map<std::string, mail::v1::NewMessage> messages;
  std::string refused;  // a facility's name
  int repeated = 0;
  bool down = false;
  bool lost = false;

 private:
  const platform::crypto::Verifier permits_;
};

class DeskRemindersTest : public CapacityHouse {
 protected:
  DeskRemindersTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&mail_);
    mail_server_ = builder.BuildAndStart();
    reminders_ = std::make_unique<DeskReminders>(
        store_, board_, platform::rpc::ServiceChannel("mail", mail_server_->InProcessChannel({}), signer_), permits_,
        "https://staff.example.jp");
  }
  ~DeskRemindersTest() override { mail_server_->Shutdown(); }

  // As the jobs do it.
  int64_t Choose() {
    const auto chosen = reminders_->Choose(clock_.Now());
    EXPECT_TRUE(chosen.ok()) << chosen.status();
    return chosen.value_or(-1);
  }
  absl::Status Mail() { return reminders_->Mail(clock_.Now()); }
  int64_t Waiting() { return Count("SELECT count(*) FROM reminders WHERE settled_at IS NULL"); }
  // Reported at noon; tomorrow at three it is overdue, half an hour later it is reminded.
  v1::Facility Late(const std::string& name = "総合病院") {
    const v1::Facility facility = Listed(name);
    Told(facility, Beds("severe", 8, 5));
    return facility;
  }
  void UntilItIsLate() { clock_.Advance(absl::Hours(27) + absl::Minutes(30)); }

  FakeMail mail_{callers_.keys()};
  std::unique_ptr<grpc::Server> mail_server_;
  ReminderStore store_{pool_};
  const platform::crypto::Signer permits_ = *platform::crypto::Signer::FromFile(callers_.keys() + "/capacity.key");
  std::unique_ptr<DeskReminders> reminders_;
};

TEST_F(DeskRemindersTest, GoOncePerDeadline) {
  Late();
  EXPECT_EQ(Choose(), 0);
  UntilItIsLate();
  EXPECT_EQ(Choose(), 1);
  EXPECT_EQ(Choose(), 0);
  ASSERT_TRUE(Mail().ok());
  ASSERT_TRUE(Mail().ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.repeated, 0);
  const mail::v1::NewMessage& message = mail_.messages.begin()->second;
  EXPECT_EQ(message.parameters().at("facility_name"), "総合病院");
  EXPECT_EQ(message.parameters().at("date"), "2026-11-22");
  EXPECT_EQ(message.parameters().at("due_time"), "15:00");
  EXPECT_EQ(message.parameters().at("link"), "https://staff.example.jp/");
  EXPECT_FALSE(message.sealed_contact().empty());
  EXPECT_EQ(Waiting(), 0);
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Choose(), 1) << "the next deadline";
  ASSERT_TRUE(Mail().ok());
  EXPECT_EQ(mail_.messages.size(), 2u);
}

TEST_F(DeskRemindersTest, DoNotGoToThoseWhoReportedMeanwhile) {
  const v1::Facility reported = Late("甲"), closed = Late("乙"), silent = Late("丙");
  UntilItIsLate();
  EXPECT_EQ(Choose(), 3);
  Told(reported, Beds("severe", 8, 5));
  v1::CloseFacilityRequest close;
  close.set_facility_id(closed.id());
  close.set_revision(1);
  ASSERT_TRUE(tests::CallWith(Osaka(), *stub_, &Facilities::CloseFacility, close).ok());
  ASSERT_TRUE(Mail().ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.messages.begin()->second.parameters().at("facility_name"), "丙");
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(DeskRemindersTest, GoToThoseWhoWereListedAndNeverReported) {
  const v1::Facility never = Listed("甲"), listed_late = Listed("乙");
  clock_.Advance(absl::Hours(3) + absl::Minutes(29));
  EXPECT_EQ(Choose(), 0) << "a minute before the half hour";
  clock_.Advance(absl::Minutes(1));
  Listed("丙");  // half past three: behind today's deadline
  EXPECT_EQ(Choose(), 2);
  Told(listed_late, Beds("severe", 8, 5));
  ASSERT_TRUE(Mail().ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.messages.begin()->second.parameters().at("facility_name"), "甲");
  EXPECT_EQ(mail_.messages.begin()->second.parameters().at("due_time"), "15:00");
}

TEST_F(DeskRemindersTest, GoLaterWhenMailIsAwayAndOnceWhenAnAnswerIsLost) {
  Late();
  UntilItIsLate();
  Choose();
  mail_.down = true;
  EXPECT_EQ(Mail().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Waiting(), 1);
  mail_.down = false;
  mail_.lost = true;
  EXPECT_EQ(Mail().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Waiting(), 1);
  mail_.lost = false;
  ASSERT_TRUE(Mail().ok());
  EXPECT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.repeated, 1);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(DeskRemindersTest, DoNotGoWhenTheyComeADayTooLate) {
  Late();
  UntilItIsLate();
  Choose();
  clock_.Advance(absl::Hours(24));
  ASSERT_TRUE(Mail().ok());
  EXPECT_EQ(mail_.messages.size(), 0u);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(DeskRemindersTest, HoldUpNobodyElse) {
  Late("甲");
  Late("乙");
  UntilItIsLate();
  Choose();
  mail_.refused = "甲";
  ASSERT_TRUE(Mail().ok());
  ASSERT_EQ(mail_.messages.size(), 1u);
  EXPECT_EQ(mail_.messages.begin()->second.parameters().at("facility_name"), "乙");
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(DeskRemindersTest, AreForgotten) {
  Late();
  UntilItIsLate();
  Choose();
  EXPECT_EQ(store_.Forget(Soon(), clock_.Now() - absl::Hours(1)).value(), 0);
  EXPECT_EQ(store_.Forget(Soon(), clock_.Now()).value(), 1);
}

}  // namespace
}  // namespace mimamori::capacity
