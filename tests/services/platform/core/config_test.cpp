// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace mimamori::platform {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Config {
  std::string listen;
  std::string level = "info";
  int threads = 8;
  bool demo = false;
  absl::Duration retention = absl::Hours(28);
};

absl::Status Parse(Config& config, std::vector<const char*> words) {
  Flags flags("probe", "A program under test.");
  flags.Require("listen", &config.listen, "where to listen")
      .Add("log-level", &config.level, "how much to log")
      .Add("threads", &config.threads, "at a time", 1, 64)
      .Add("demo", &config.demo, "seeds a small town")
      .Add("retention", &config.retention, "how long stays are kept")
      .Check([&] {
        return config.demo && config.threads > 4 ? absl::InvalidArgumentError("a demo runs on four threads at most")
                                                 : absl::OkStatus();
      });
  words.insert(words.begin(), "probe");
  return flags.Parse(static_cast<int>(words.size()), words.data());
}

class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Environment() { unsetenv(name_); }

 private:
  const char* const name_;
};

TEST(Flags, FillTheFieldsAndKeepDefaults) {
  Config config;
  ASSERT_TRUE(Parse(config, {"--listen", "unix:/x", "--threads=3", "--demo", "--retention", "90m"}).ok());
  EXPECT_EQ(config.listen, "unix:/x");
  EXPECT_EQ(config.level, "info");
  EXPECT_EQ(config.threads, 3);
  EXPECT_TRUE(config.demo);
  EXPECT_EQ(config.retention, absl::Minutes(90));
}

TEST(Flags, HaveTwinsInTheEnvironmentWhichTheyOverrule) {
  const Environment listen("MIMAMORI_LISTEN", "unix:/environment");
  const Environment level("MIMAMORI_LOG_LEVEL", "debug");
  const Environment demo("MIMAMORI_DEMO", "false");
  Config config;
  ASSERT_TRUE(Parse(config, {"--log-level", "warn"}).ok());
  EXPECT_EQ(config.listen, "unix:/environment");
  EXPECT_EQ(config.level, "warn");
  EXPECT_FALSE(config.demo);
}

TEST(Flags, TellEveryProblemAtOnce) {
  Config config;
  const Environment retention("MIMAMORI_RETENTION", "soon");
  const absl::Status status =
      Parse(config, {"--threads", "65", "--demo=maybe", "--lissten=unix:/typo", "--log-level", "stray", "word"});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::string text(status.message());
  EXPECT_THAT(text, HasSubstr("--listen is required (or MIMAMORI_LISTEN)"));
  EXPECT_THAT(text, HasSubstr("--threads needs a whole number from 1 to 64"));
  EXPECT_THAT(text, HasSubstr("--demo needs true or false"));
  EXPECT_THAT(text, HasSubstr("--retention needs a duration"));
  EXPECT_THAT(text, HasSubstr("--lissten is not a flag"));
  EXPECT_THAT(text, HasSubstr("a word that belongs to no flag"));
  EXPECT_THAT(text, Not(HasSubstr("typo")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
}

TEST(Flags, RefuseWhatDoesNotFit) {
  struct Case {
    const char* name;
    std::vector<const char*> words;
    const char* problem;
  };
  const Case cases[] = {
      {"no number", {"--threads", "many"}, "--threads needs"},
      {"below the range", {"--threads", "0"}, "--threads needs"},
      {"a number with a tail", {"--threads", "8x"}, "--threads needs"},
      {"a number beyond int", {"--threads", "99999999999"}, "--threads needs"},
      {"a negative duration", {"--retention", "-5m"}, "--retention needs"},
      {"an endless duration", {"--retention", "inf"}, "--retention needs"},
      {"a duration without unit", {"--retention", "15"}, "--retention needs"},
      {"a flag without its value", {"--log-level"}, "--log-level needs a value"},
      {"a rule over two fields", {"--demo"}, "a demo runs on four threads at most"},
  };
  for (Case c : cases) {
    SCOPED_TRACE(c.name);
    Config config;
    c.words.insert(c.words.begin(), {"--listen", "x"});
    EXPECT_THAT(std::string(Parse(config, c.words).message()), HasSubstr(c.problem));
  }
}

TEST(Flags, HelpAndVersionAreNoProblem) {
  Config config;
  const absl::Status help = Parse(config, {"--help"});
  EXPECT_EQ(help.code(), absl::StatusCode::kCancelled);
  const std::string text(help.message());
  for (const char* part : {"A program under test.", "--listen", "MIMAMORI_LISTEN", "required", "28h"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  const absl::Status version = Parse(config, {"--version"});
  EXPECT_EQ(version.code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(std::string(version.message()), testing::StartsWith("probe "));
}

}  // namespace
}  // namespace mimamori::platform
