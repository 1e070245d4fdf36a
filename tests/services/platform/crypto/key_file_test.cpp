// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/key_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::platform::crypto {
namespace {

class KeyFile : public testing::Test {
 protected:
  absl::StatusOr<Secret> Read(const std::string& content, int mode = 0600) const {
    const std::string path = folder_.Write("page-token.key", content);
    EXPECT_EQ(::chmod(path.c_str(), static_cast<mode_t>(mode)), 0);
    return ReadKeyFile(path);
  }
  const tests::TempFolder folder_;
};

TEST_F(KeyFile, GivesItsKey) {
  const Secret key = RandomKey();
  for (const char* ending : {"", "\n"}) {
    const auto read = Read(ToBase64Url(key.Reveal()) + ending);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->Reveal(), key.Reveal());
  }
}

TEST_F(KeyFile, RefusesWhatIsNoKeyWithoutQuotingIt) {
  const std::string key = ToBase64Url(RandomKey().Reveal());
  for (const std::string& content : {key.substr(0, 42), key + "A", key + "=", std::string("hello world"), " " + key}) {
    const auto read = Read(content);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kFailedPrecondition) << content;
    EXPECT_EQ(ReasonOf(read.status()), "MALFORMED_KEY_FILE") << content;
    EXPECT_EQ(read.status().message().find(content), absl::string_view::npos);
  }
}

TEST_F(KeyFile, RefusesAFileThatOthersMayReadOrThatIsMissing) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Read(ToBase64Url(RandomKey().Reveal()), 0640).status()));
  EXPECT_TRUE(absl::IsNotFound(ReadKeyFile(folder_.File("none.key")).status()));
}

}  // namespace
}  // namespace mimamori::platform::crypto
