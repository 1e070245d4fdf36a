// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/call.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mimamori::platform::rpc {
namespace {

TEST(Trace, IsTakenFromTheHeader) {
  const std::string header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const Trace trace = Trace::Parse(header);
  EXPECT_EQ(trace.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(trace.parent_id, "00f067aa0ba902b7");
  EXPECT_EQ(trace.ToHeader(), header);
}

TEST(Trace, IsFreshWhenTheHeaderIsNoHeader) {
  for (const char* header : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                             "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                             "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                             "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x"}) {
    SCOPED_TRACE(header);
    const Trace trace = Trace::Parse(header);
    EXPECT_THAT(trace.trace_id, testing::MatchesRegex("[0-9a-f]{32}"));
    EXPECT_THAT(trace.parent_id, testing::MatchesRegex("[0-9a-f]{16}"));
    EXPECT_NE(trace.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_NE(trace.trace_id, Trace::Parse(header).trace_id);
  }
}

}  // namespace
}  // namespace mimamori::platform::rpc
