// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/bounce.hpp"

#include <gtest/gtest.h>

namespace mimamori::mail {
namespace {

TEST(Bounce, SpeaksAgainstAMailboxWhenThePolicySaysSo) {
  const BouncePolicy policy{.statuses = {"5.1.1", "5.2.1"}, .reports = 3, .within = {}, .suppressed = {}};
  for (const char* status : {"5.1.1", "5.2.1"}) EXPECT_TRUE(SpeaksAgainstMailbox(policy, status)) << status;
  for (const char* status : {"5.1.10", "5.1", "4.1.1", "5.2.2", "5.7.1", ""}) EXPECT_FALSE(SpeaksAgainstMailbox(policy, status)) << status;
}

TEST(Bounce, KnowsAStatusOfAFailure) {
  for (const char* status : {"5.1.1", "4.4.7", "5.1.10", "5.999.0"}) EXPECT_TRUE(IsFailureStatus(status)) << status;
  for (const char* status : {"", "5", "5.", "5.1", "5.1.", "5..1", "2.1.1", "55.1.1", "5.1.1 ", "5.1.1.1", "5.1000.1", "5.a.1"}) {
    EXPECT_FALSE(IsFailureStatus(status)) << status;
  }
}

}  // namespace
}  // namespace mimamori::mail
