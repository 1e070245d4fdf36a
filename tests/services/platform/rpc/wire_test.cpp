// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/wire.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::rpc {
namespace {

TEST(Timestamp, GoesThereAndBack) {
  for (const absl::Time time : {absl::FromUnixSeconds(0), absl::FromUnixNanos(1795246800123456789),
                                absl::FromUnixSeconds(-62135596800), absl::FromUnixNanos(-1)}) {
    const auto wire = ToTimestamp(time);
    EXPECT_GE(wire.nanos(), 0);
    EXPECT_EQ(*ParseTimestamp(true, wire, "time"), time);
  }
}

TEST(Timestamp, IsRefusedOutsideOfItsRange) {
  struct Case {
    const char* name;
    bool present;
    int64_t seconds;
    int32_t nanos;
    const char* reason;
  };
  const Case cases[] = {
      {"missing", false, 0, 0, "MISSING_FIELD"},
      {"before the year 1", true, -62135596801, 0, "MALFORMED_TIME"},
      {"after the year 9999", true, 253402300800, 0, "MALFORMED_TIME"},
      {"negative nanos", true, 0, -1, "MALFORMED_TIME"},
      {"a second of nanos", true, 0, 1'000'000'000, "MALFORMED_TIME"},
      {"far out", true, INT64_MAX, 0, "MALFORMED_TIME"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    google::protobuf::Timestamp time;
    time.set_seconds(c.seconds);
    time.set_nanos(c.nanos);
    const auto parsed = ParseTimestamp(c.present, time, "arrive_time");
    EXPECT_EQ(ReasonOf(parsed.status()), c.reason);
    EXPECT_EQ(FieldOf(parsed.status()), "arrive_time");
  }
}

TEST(PageSize, IsCutToItsRange) {
  EXPECT_EQ(*ParsePageSize(0), 50);
  EXPECT_EQ(*ParsePageSize(7), 7);
  EXPECT_EQ(*ParsePageSize(501), 500);
  EXPECT_EQ(*ParsePageSize(0, 10, 20), 10);
  EXPECT_EQ(ReasonOf(ParsePageSize(-1).status()), "BAD_PAGE_SIZE");
}

TEST(PageToken, OpensForThePersonAndTheQuestionItWasMadeFor) {
  const PageTokens tokens(crypto::RandomKey());
  const std::string token = tokens.Seal("row 7", "officer-1", "area=270008");
  EXPECT_EQ(*tokens.Open(token, "officer-1", "area=270008"), "row 7");
  EXPECT_EQ(*tokens.Open("", "officer-1", "area=270008"), "");
  EXPECT_EQ(token.find("row"), std::string::npos);

  std::string changed = token;
  changed[10] = changed[10] == 'A' ? 'B' : 'A';
  const PageTokens others(crypto::RandomKey());
  struct Case {
    const char* name;
    absl::StatusOr<std::string> opened;
  };
  const Case cases[] = {
      {"another person", tokens.Open(token, "officer-2", "area=270008")},
      {"another question", tokens.Open(token, "officer-1", "area=130001")},
      {"person and question shifted", tokens.Open(token, "officer-1area=", "270008")},
      {"changed", tokens.Open(changed, "officer-1", "area=270008")},
      {"another key", others.Open(token, "officer-1", "area=270008")},
      {"no token at all", tokens.Open("x!", "officer-1", "area=270008")},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ReasonOf(c.opened.status()), "BAD_PAGE_TOKEN");
    EXPECT_EQ(FieldOf(c.opened.status()), "page_token");
  }
}

}  // namespace
}  // namespace mimamori::platform::rpc
