// SPDX-License-Identifier: Apache-2.0
// Which file may know which: read from the include lines of the sources as they lie there.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mimamori::tests {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // from the root of the checkout
  std::vector<std::string> lines;
  std::vector<std::string> includes;
};

Source Read(const fs::path& file) {
  static const std::regex include(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
  Source source{.path = fs::relative(file, MIMAMORI_SOURCES).string(), .lines = {}, .includes = {}};
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_search(line, match, include)) source.includes.push_back(match[1]);
    source.lines.push_back(std::move(line));
  }
  return source;
}

const std::vector<Source>& Sources() {
  static const std::vector<Source> all = [] {
    std::vector<Source> found;
    for (const char* top : {"services", "gateways", "infra", "tests", "proto"}) {
      for (auto it = fs::recursive_directory_iterator(fs::path(MIMAMORI_SOURCES) / top);
           it != fs::recursive_directory_iterator(); ++it) {
        if (it->path().filename() == "node_modules") it.disable_recursion_pending();
        const std::string kind = it->path().extension();
        if (kind == ".cpp" || kind == ".hpp" || kind == ".sql" || kind == ".proto") found.push_back(Read(it->path()));
      }
    }
    return found;
  }();
  return all;
}

bool Is(const Source& source, const char* kind) { return fs::path(source.path).extension() == kind; }
bool IsCode(const Source& source) { return Is(source, ".cpp") || Is(source, ".hpp"); }

// "services/visit/store/x.cpp" → "visit", "store"; empty where there is none.
std::string Part(const std::string& text, int index) {
  const fs::path path(text);
  auto it = path.begin();
  for (; index > 0 && it != path.end(); --index) ++it;
  return it == path.end() ? "" : it->string();
}
std::string ServiceOf(const std::string& path) { return Part(path, 0) == "services" ? Part(path, 1) : ""; }

TEST(SourceRules, TheSourcesAreFound) { EXPECT_GE(Sources().size(), 200u); }

TEST(SourceRules, EveryFileOfCodeBeginsWithItsLicence) {
  for (const Source& source : Sources()) {
    if (!IsCode(source) && !Is(source, ".proto")) continue;
    EXPECT_TRUE(!source.lines.empty() && source.lines[0] == "// SPDX-License-Identifier: Apache-2.0") << source.path;
  }
}

TEST(SourceRules, DomainKnowsNoOutsideWorld) {
  // Pure libraries: text, templates of text, times and statuses, graphs.
  static const std::regex pure(R"(^(absl/(status|time|strings|types)/.*|boost/graph/.*|fmt/.*|kainjow/mustache\.hpp|[a-z_0-9]+)$)");
  // What codes at the door are made of: a MAC, and random characters.
  static const std::set<std::string> with_crypto = {"services/venue/domain/venue_code.hpp",
                                                    "services/venue/domain/venue_code.cpp",
                                                    "services/venue/domain/typed_code.cpp"};
  int seen = 0;
  for (const Source& source : Sources()) {
    if (ServiceOf(source.path).empty() || Part(source.path, 2) != "domain" || !IsCode(source)) continue;
    ++seen;
    for (const std::string& include : source.includes) {
      const bool own = include.starts_with("services/" + ServiceOf(source.path) + "/domain/");
      const bool core = include.starts_with("services/platform/core/") && !include.ends_with("/clock.hpp");
      const bool crypto = include.starts_with("services/platform/crypto/") && with_crypto.contains(source.path);
      EXPECT_TRUE(own || core || crypto || std::regex_match(include, pure)) << source.path << " includes " << include;
    }
  }
  EXPECT_GE(seen, 20);
}

TEST(SourceRules, DomainReadsNoClock) {
  static const std::regex clock(R"(absl::Now\(|system_clock|steady_clock|\btime\(nullptr\))");
  for (const Source& source : Sources()) {
    if (ServiceOf(source.path).empty() || Part(source.path, 2) != "domain") continue;
    for (const std::string& line : source.lines)
      EXPECT_FALSE(std::regex_search(line, clock)) << source.path << ": " << line;
  }
}

// A service's `client` room is what it gives to those above; it knows nothing of the rooms beside it.
std::string ClientRoomOf(const std::string& path) {
  const std::string room = "services/" + ServiceOf(path) + "/client/";
  return path.starts_with(room) ? room : "";
}

TEST(SourceRules, NoServiceKnowsAnother) {
  // The code on the wall is read where people check in, too.
  static const std::set<std::string> shared = {"services/venue/domain/venue_code.hpp",
                                               "services/venue/domain/typed_code.hpp"};
  for (const Source& source : Sources()) {
    if (!source.path.starts_with("services/") && !source.path.starts_with("gateways/")) continue;
    const std::string own = ServiceOf(source.path);
    for (const std::string& include : source.includes) {
      const std::string other = ServiceOf(include);
      if (const std::string room = ClientRoomOf(source.path); !room.empty() && other == own) {
        EXPECT_TRUE(include.starts_with(room)) << source.path << " includes " << include;
      }
      if (other.empty() || other == "platform" || other == own || shared.contains(include)) continue;
      if (!ClientRoomOf(include).empty() && !source.path.starts_with("gateways/")) continue;
      ADD_FAILURE() << source.path << " includes " << include;
    }
  }
}

TEST(SourceRules, ThePlatformKnowsNoServiceAndNoMessageOfOne) {
  static const std::regex business("^mimamori/(?!rpc/).*");
  for (const Source& source : Sources()) {
    if (!source.path.starts_with("services/platform/")) continue;
    for (const std::string& include : source.includes) {
      EXPECT_FALSE(std::regex_match(include, business)) << source.path << " includes " << include;
    }
  }
}

// Time comes from the caller, so that policies, tests and replicas agree on it.
TEST(SourceRules, SqlNeverAsksForTheTime) {
  static const std::regex time(
      R"((^|[^:.>\w])now\(\)|\bNOW\(\)|CURRENT_(TIMESTAMP|DATE|TIME)\b|(clock|statement|transaction)_timestamp\()",
      std::regex::ECMAScript);
  for (const Source& source : Sources()) {
    const bool sql = Is(source, ".sql");
    if (!source.path.starts_with("services/") || (!sql && !IsCode(source))) continue;
    for (const std::string& line : source.lines) {
      const size_t comment = line.find(sql ? "--" : "//");
      EXPECT_FALSE(std::regex_search(line.substr(0, comment), time)) << source.path << ": " << line;
    }
  }
}

TEST(SourceRules, HeadersOfServicesSpeakStandardStrings) {
  for (const Source& source : Sources()) {
    if (!source.path.starts_with("services/") || !Is(source, ".hpp")) continue;
    for (const std::string& line : source.lines) {
      EXPECT_EQ(line.find("absl::string_view"), std::string::npos) << source.path << ": " << line;
    }
  }
}

TEST(SourceRules, HeadersAreIncludedOnce) {
  for (const Source& source : Sources()) {
    if (!Is(source, ".hpp")) continue;
    EXPECT_TRUE(source.lines.size() > 1 && source.lines[1] == "#pragma once") << source.path;
  }
}

}  // namespace
}  // namespace mimamori::tests
