// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/clock.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace mimamori::platform {
namespace {

class ClockFile : public testing::Test {
 protected:
  ClockFile() : path_(testing::TempDir() + "clock_" + std::to_string(getpid())) {}
  ~ClockFile() override { std::remove(path_.c_str()); }
  void Write(const std::string& text) { std::ofstream(path_) << text; }
  const std::string path_;
};

void ExpectShift(const Clock& clock, absl::Duration shift) {
  const absl::Time before = absl::Now();
  const absl::Time now = clock.Now();
  EXPECT_LE(before + shift, now);
  EXPECT_GE(absl::Now() + shift, now);
}

TEST_F(ClockFile, WithoutOneTheSystemsTimeIsTold) {
  const auto clock = MakeClock("");
  ASSERT_TRUE(clock.ok());
  ExpectShift(**clock, absl::ZeroDuration());
}

TEST_F(ClockFile, MovesTheTimeEachTimeItChanges) {
  Write("86400\n");
  const auto clock = MakeClock(path_);
  ASSERT_TRUE(clock.ok()) << clock.status();
  ExpectShift(**clock, absl::Hours(24));
  Write("-3600");
  ExpectShift(**clock, -absl::Hours(1));
  Write("");  // just being written
  ExpectShift(**clock, -absl::Hours(1));
}

TEST_F(ClockFile, MustHoldANumber) {
  EXPECT_EQ(MakeClock(path_).status().code(), absl::StatusCode::kInvalidArgument);
  for (const char* text : {"", "tomorrow", "1.5", "12 h", "0x10"}) {
    SCOPED_TRACE(text);
    Write(text);
    EXPECT_EQ(MakeClock(path_).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace mimamori::platform
