// SPDX-License-Identifier: Apache-2.0
#include "services/platform/observe/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/observe/log_soon.hpp"

namespace mimamori::platform::observe {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

template <class Body>
std::string Logged(Body body) {
  testing::internal::CaptureStderr();
  body();
  return testing::internal::GetCapturedStderr();
}

TEST(Log, WritesOneJsonObjectALine) {
  StartLog("visit", "info");
  const std::string line = Logged([] { Log(spdlog::level::info, "migrated", {{"version", "3"}}, "4bf92f"); });
  EXPECT_THAT(line, MatchesRegex("\\{\"time\":\"20..-..-..T..:..:..\\....Z\",\"level\":\"info\",\"process\":\"visit\","
                                 "\"message\":\"migrated\",\"version\":\"3\",\"trace\":\"4bf92f\"\\}\n"));
}

TEST(Log, NobodyBreaksOutOfALine) {
  StartLog("visit", "info");
  struct Case {
    const char* name;
    std::string value;
    const char* written;
  };
  const Case cases[] = {
      {"quote", "a\"b", R"("a\"b")"},
      {"backslash", "a\\", R"("a\\")"},
      {"new line", "a\n{\"level\":\"info\"}", R"("a\u000a{\"level\":\"info\"}")"},
      {"escape", "\x1b[31m", R"("\u001b[31m")"},
      {"UTF-8 stays", "見守り", "\"見守り\""},
      {"other bytes do not", "\xff\xe3", R"("\ufffd\ufffd")"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string line = Logged([&] { Log(spdlog::level::warn, "x", {{"value", c.value}}); });
    EXPECT_THAT(line, HasSubstr(std::string("\"value\":") + c.written + "}\n"));
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  }
}

TEST(Log, ALibrarysOwnLineIsJsonToo) {
  StartLog("visit", "info");
  EXPECT_THAT(Logged([] { spdlog::warn("a \"quoted\" word"); }), HasSubstr(R"("message":"a \"quoted\" word"})"));
}

TEST(Log, KeepsToItsLevel) {
  StartLog("visit", "warn");
  EXPECT_EQ(Logged([] { Log(spdlog::level::info, "chatter"); }), "");
  EXPECT_NE(Logged([] { Log(spdlog::level::err, "trouble"); }), "");
}

TEST(Log, UnhurriedLinesComeInOrderBeforeTheNextOther) {
  StartLog("visit", "info");
  const std::string lines = Logged([] {
    LogSoon(spdlog::level::info, "first");
    LogSoon(spdlog::level::debug, "chatter");
    LogSoon(spdlog::level::info, "second");
    Log(spdlog::level::info, "third");
  });
  EXPECT_THAT(lines, MatchesRegex(".*\"first\"\\}\n.*\"second\"\\}\n.*\"third\"\\}\n"));
}

TEST(Log, UnhurriedLinesAreWrittenWithoutAnyOtherToo) {
  // The old sink goes when a log is started anew, as at the end of a process.
  const std::string at_the_end = Logged([] {
    StartLog("visit", "info");
    LogSoon(spdlog::level::info, "last");
    StartLog("visit", "info");
  });
  EXPECT_THAT(at_the_end, HasSubstr("\"last\""));
  const std::string many = Logged([] {
    for (int i = 0; i < 1000; ++i) LogSoon(spdlog::level::info, "one of many");
  });
  EXPECT_GE(std::count(many.begin(), many.end(), '\n'), 300);  // what fills the room doesn't wait
}

TEST(Log, AFailureIsToldWithCodeAndReason) {
  EXPECT_EQ(Of(NotFound("CODE_UNKNOWN", "no such code")).value, "NOT_FOUND CODE_UNKNOWN: no such code");
  EXPECT_EQ(Of(absl::InternalError("column missing")).value, "INTERNAL: column missing");
}

}  // namespace
}  // namespace mimamori::platform::observe
