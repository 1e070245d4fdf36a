// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/time_zone.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

TEST(TimeZone, IsANameOfTheList) {
  for (const char* name : {"Asia/Tokyo", "Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"}) {
    EXPECT_EQ(ParseTimeZone(name).value_or(""), name);
  }
  EXPECT_EQ(ParseTimeZone("").value_or(""), "Asia/Tokyo");
  for (const std::string& name : {std::string("JST-9"), std::string("Fixed/UTC+09:00:00"), std::string("/etc/localtime"),
                                  std::string("../etc/passwd"), std::string("localtime"), std::string("Asia/Osaka"),
                                  std::string(65, 'x')}) {
    SCOPED_TRACE(name);
    const auto zone = ParseTimeZone(name, "plan.zone");
    EXPECT_EQ(ReasonOf(zone.status()), "UNKNOWN_TIME_ZONE");
    EXPECT_EQ(FieldOf(zone.status()), "plan.zone");
  }
}

}  // namespace
}  // namespace mimamori::platform
