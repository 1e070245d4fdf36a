// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/outcome.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/observe/log.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::platform::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kLines = LineBudget::kLinesASecond;

class FailureLogTest : public testing::Test {
 protected:
  FailureLogTest() { observe::StartLog("probe", "info"); }
  ~FailureLogTest() override { observe::StartLog("probe", "off"); }

  // What `calls` failures of a kind write.
  std::string Fail(int calls, const std::string& method, const absl::Status& status) {
    testing::internal::CaptureStderr();
    for (int i = 0; i < calls; ++i) LogFailure(budget_, clock_.Now(), method, status, "visit", "4bf92f");
    return testing::internal::GetCapturedStderr();
  }
  static int64_t LinesOf(const std::string& log) { return std::count(log.begin(), log.end(), '\n'); }

  LineBudget budget_;
  tests::FakeClock clock_{absl::FromUnixSeconds(1'795'000'000)};
  const absl::Status busy_ = Failure(absl::StatusCode::kUnavailable, "BUSY", "try again");
  const absl::Status unknown_ = NotFound("CASE_UNKNOWN", "there is no such case");
};

TEST_F(FailureLogTest, WritesTheFirstFewOfEachSecondAndThenTellsHowManyMoreThereWere) {
  const std::string first = Fail(1000, "Visit/CheckIn", busy_);
  EXPECT_EQ(LinesOf(first), kLines);
  EXPECT_THAT(first, Not(HasSubstr("suppressed")));
  clock_.Advance(absl::Milliseconds(999));
  EXPECT_EQ(Fail(10, "Visit/CheckIn", busy_), "");
  clock_.Advance(absl::Milliseconds(1));
  const std::string next = Fail(1, "Visit/CheckIn", busy_);
  EXPECT_THAT(next, HasSubstr("\"suppressed\":\"" + std::to_string(1010 - kLines) + "\""));
  EXPECT_THAT(next, HasSubstr("\"method\":\"Visit/CheckIn\""));
  EXPECT_THAT(next, HasSubstr("BUSY"));
  EXPECT_THAT(Fail(1, "Visit/CheckIn", busy_), Not(HasSubstr("suppressed"))) << "told once";
}

TEST_F(FailureLogTest, TellsItOfRefusalsToo) {
  EXPECT_EQ(LinesOf(Fail(kLines + 3, "Registry/GetCase", unknown_)), kLines);
  clock_.Advance(absl::Seconds(5));
  EXPECT_THAT(Fail(1, "Registry/GetCase", unknown_),
              HasSubstr("\"reason\":\"CASE_UNKNOWN\",\"suppressed\":\"3\",\"trace\":\"4bf92f\""));
}

TEST_F(FailureLogTest, LetsOneKindNotHideAnother) {
  Fail(1000, "Visit/CheckIn", busy_);
  EXPECT_EQ(LinesOf(Fail(1, "Visit/CheckOut", busy_)), 1) << "another method";
  EXPECT_EQ(LinesOf(Fail(1, "Visit/CheckIn", unknown_)), 1) << "another reason";
  EXPECT_EQ(LinesOf(Fail(1, "Visit/CheckIn", absl::InternalError("no"))), 1) << "none";
  EXPECT_EQ(LinesOf(Fail(1, "Visit/CheckIn", absl::UnavailableError("no"))), 1) << "none, of another code";
}

TEST_F(FailureLogTest, GoesOnWhenTheClockIsSetBack) {
  Fail(1000, "Visit/CheckIn", busy_);
  clock_.Advance(-absl::Hours(1));
  EXPECT_EQ(LinesOf(Fail(1000, "Visit/CheckIn", busy_)), kLines);
}

TEST_F(FailureLogTest, SpendsNothingOnWhatIsNotLogged) {
  observe::StartLog("probe", "error");
  EXPECT_EQ(Fail(1000, "Visit/CheckIn", busy_), "");
  observe::StartLog("probe", "info");
  const std::string log = Fail(1, "Visit/CheckIn", busy_);
  EXPECT_EQ(LinesOf(log), 1);
  EXPECT_THAT(log, Not(HasSubstr("suppressed")));
}

TEST_F(FailureLogTest, RemembersOnlySoManyKinds) {
  for (size_t i = 0; i < LineBudget::kMostKinds; ++i) {
    for (int line = 0; line <= kLines; ++line) (void)budget_.Spend(std::to_string(i), clock_.Now());
  }
  EXPECT_EQ(budget_.Spend("0", clock_.Now()), std::nullopt);
  EXPECT_EQ(budget_.Spend("one more", clock_.Now()), 0);
  EXPECT_EQ(budget_.Spend("0", clock_.Now()), 0) << "begun anew";
}

}  // namespace
}  // namespace mimamori::platform::rpc
