// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/fuzz/target.hpp"

namespace mimamori::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = "tests/fuzz/corpus";

std::string ReadAll(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

// Every input that is kept, and every beginning of it: a reader must bear being cut off anywhere.
TEST(Corpus, IsBorneByEveryTarget) {
  std::set<std::string> kept;
  for (const auto& folder : fs::directory_iterator(kCorpus)) kept.insert(folder.path().filename());
  for (const auto& [name, target] : Targets()) {
    SCOPED_TRACE(name);
    ASSERT_EQ(kept.erase(name), 1u) << "a target without a corpus";
    int inputs = 0;
    for (const auto& file : fs::directory_iterator(kCorpus / name)) {
      const std::string bytes = ReadAll(file.path());
      for (size_t length = 0; length <= std::min<size_t>(bytes.size(), 512); ++length) target(bytes.substr(0, length));
      target(bytes);
      ++inputs;
    }
    EXPECT_GE(inputs, 3);
  }
  EXPECT_TRUE(kept.empty()) << "a corpus without a target: " << *kept.begin();
}

}  // namespace
}  // namespace mimamori::fuzz
