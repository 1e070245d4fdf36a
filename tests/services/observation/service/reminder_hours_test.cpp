// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/reminder_service.hpp"

#include "services/observation/store/device_store.hpp"
#include "services/platform/observe/metrics.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::observation {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using HoursStub = v1::ReminderService::Stub;

class ReminderHoursTest : public ObservationStoreTest {
 protected:
  ReminderHoursTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::ReminderService::NewStub(server_->InProcessChannel({}));
    hers_ = Watched();
    Bind("first", hers_, true);
    Bind("new", hers_, false);
  }
  ~ReminderHoursTest() override { server_->Shutdown(); }

  std::string PatientWith(const std::string& device) const {
    return callers_.SignerOf("gateway_public")
        .For("observation", {.issuer = "gateway_public", .subject = device, .roles = {rpc::v1::ROLE_PATIENT},
                             .organisation = hers_.ToString()});
  }
  std::string Officer(const std::vector<std::string>& areas = {"271004"}) const { return callers_.Officer("hanako", areas); }
  absl::StatusOr<v1::ReminderHours> SetOwn(const std::string& token, int start, int end) {
    v1::SetOwnReminderHoursRequest request;
    request.set_start_hour(start);
    request.set_end_hour(end);
    return tests::CallWith(token, *stub_, &HoursStub::SetOwnReminderHours, request);
  }
  absl::StatusOr<v1::ReminderHours> Set(const std::string& token, int start, int end) {
    v1::SetReminderHoursRequest request;
    request.set_case_id(hers_.ToString());
    request.set_start_hour(start);
    request.set_end_hour(end);
    return tests::CallWith(token, *stub_, &HoursStub::SetReminderHours, request);
  }
  absl::StatusOr<v1::ReminderHours> GetOwn(const std::string& token) {
    return tests::CallWith(token, *stub_, &HoursStub::GetOwnReminderHours, v1::GetOwnReminderHoursRequest());
  }
  absl::StatusOr<v1::ReminderHours> Get(const std::string& token) {
    v1::GetReminderHoursRequest request;
    request.set_case_id(hers_.ToString());
    return tests::CallWith(token, *stub_, &HoursStub::GetReminderHours, request);
  }
  static std::string Text(const absl::StatusOr<v1::ReminderHours>& hours) {
    return hours.ok() ? fmt::format("{}-{}", hours->start_hour(), hours->end_hour()) : ReasonOf(hours.status());
  }

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"observation", clock_};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"observation", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 2, .queue_limit = 64, .stream_threads = 2}, verifier_, clock_, metrics_};
  DeviceStore devices_{pool_};
  ReminderHoursStore hours_{pool_};
  ReminderService service_{runner_, {.hours = hours_, .devices = devices_}};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<HoursStub> stub_;
  CaseId hers_;
};

TEST_F(ReminderHoursTest, PreparesEveryStatement) { PreparesAll(ReminderHoursStore::Statements()); }

TEST_F(ReminderHoursTest, AreAnyTimeUntilSheChooses) {
  EXPECT_EQ(Text(GetOwn(PatientWith("first"))), "0-24");
  EXPECT_EQ(Text(SetOwn(PatientWith("first"), 9, 21)), "9-21");
  EXPECT_EQ(Text(Get(Officer())), "9-21");
  EXPECT_EQ(Text(Set(Officer(), 12, 13)), "12-13");
  EXPECT_EQ(Text(GetOwn(PatientWith("first"))), "12-13");
  const std::vector<SlotGroup> expected{
      {.time_zone = "Asia/Tokyo", .times_a_day = 2, .remind_from = 720, .remind_until = 780}};
  EXPECT_EQ(reminders_.Groups(Soon(), absl::CivilDay(2026, 11, 20), absl::CivilDay(2026, 11, 21)).value(), expected);
}

TEST_F(ReminderHoursTest, StayWhatTheyAreWhenTheRegistryTellsOfHer) {
  WatchedPatient patient = patients_.Find(Soon(), hers_).value().value();
  ASSERT_TRUE(Set(Officer(), 12, 13).ok());
  patient.language = "vi";
  Watched(patient);
  EXPECT_EQ(Text(Get(Officer())), "12-13");
}

TEST_F(ReminderHoursTest, AreHoursOfADay) {
  const struct {
    int start, end;
    const char* answer;
  } cases[] = {{0, 24, "0-24"}, {0, 1, "0-1"},           {23, 24, "23-24"},      {9, 9, "BAD_HOURS"},
               {21, 9, "BAD_HOURS"}, {-1, 9, "BAD_HOURS"}, {9, 25, "BAD_HOURS"}, {0, 0, "BAD_HOURS"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(fmt::format("{} to {}", c.start, c.end));
    EXPECT_EQ(Text(Set(Officer(), c.start, c.end)), c.answer);
    EXPECT_EQ(Text(SetOwn(PatientWith("first"), c.start, c.end)), c.answer);
  }
  EXPECT_EQ(FieldOf(Set(Officer(), 9, 9).status()), "end_hour");
}

TEST_F(ReminderHoursTest, AreNotForADeviceThatNobodyConfirmed) {
  EXPECT_EQ(Text(SetOwn(PatientWith("new"), 3, 4)), "DEVICE_NOT_CONFIRMED");
  EXPECT_EQ(Text(SetOwn(PatientWith("strange"), 3, 4)), "DEVICE_UNKNOWN");
  EXPECT_EQ(Text(GetOwn(PatientWith("strange"))), "DEVICE_UNKNOWN");
  Bind("first", hers_, true, true);
  EXPECT_EQ(Text(SetOwn(PatientWith("first"), 3, 4)), "DEVICE_UNKNOWN");
  EXPECT_EQ(Text(Get(Officer())), "0-24");
}

TEST_F(ReminderHoursTest, DoNotExistForOfficersElsewhereAndAreNobodyElses) {
  EXPECT_EQ(Text(Get(Officer({"131016"}))), "PATIENT_UNKNOWN");
  EXPECT_EQ(Text(Set(Officer({"131016"}), 3, 4)), "PATIENT_UNKNOWN");
  EXPECT_EQ(Text(Get(Officer({"270008"}))), "0-24");
  for (const std::string& token : {callers_.Anyone(), callers_.Service("registry"), PatientWith("first"),
                                   callers_.Person("gateway_staff", "x", rpc::v1::ROLE_ADMINISTRATOR, {"271004"})}) {
    EXPECT_EQ(Text(Set(token, 3, 4)), "ACCESS_DENIED");
    EXPECT_EQ(Text(Get(token)), "ACCESS_DENIED");
  }
  EXPECT_EQ(Text(SetOwn(Officer(), 3, 4)), "ACCESS_DENIED");
  EXPECT_EQ(Text(GetOwn(callers_.Anyone())), "ACCESS_DENIED");
}

}  // namespace
}  // namespace mimamori::observation
