// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/secret.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <type_traits>

namespace mimamori::platform {
namespace {

static_assert(!fmt::is_formattable<Secret>::value, "a secret must not slip into a log line");
static_assert(!std::is_copy_constructible_v<Secret>, "copies are asked for by name");

class SecretFile : public testing::Test {
 protected:
  SecretFile() {
    std::string folder = testing::TempDir() + "secret_XXXXXX";
    folder_ = mkdtemp(folder.data());
    path_ = folder_ + "/root.key";
  }
  ~SecretFile() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& bytes, mode_t mode = 0600) {
    std::ofstream(path_) << bytes;
    chmod(path_.c_str(), mode);
  }
  std::string folder_;
  std::string path_;
};

TEST(Secret, LeavesNothingBehindWhenMoved) {
  for (const std::string& bytes : {std::string("short"), std::string(100, 'x')}) {
    Secret from(bytes);
    const Secret to(std::move(from));
    EXPECT_EQ(to.Reveal(), bytes);
    EXPECT_EQ(std::string(from.Reveal().data(), 5), std::string(5, '\0'));
    EXPECT_TRUE(from.empty());
  }
}

TEST(Secret, IsCopiedOnlyByName) {
  const Secret one("bytes");
  const Secret other = one.Clone();
  EXPECT_EQ(one.Reveal(), other.Reveal());
}

TEST_F(SecretFile, IsReadWithoutItsNewline) {
  Write("s3cret\n");
  EXPECT_EQ(ReadSecretFile(path_)->Reveal(), "s3cret");
  Write("s3cret");
  EXPECT_EQ(ReadSecretFile(path_)->Reveal(), "s3cret");
}

TEST_F(SecretFile, IsRefusedWhenOthersMayReadIt) {
  EXPECT_EQ(ReadSecretFile(path_).status().code(), absl::StatusCode::kNotFound);
  for (const mode_t mode : {0640, 0604, 0620, 0601, 0666}) {
    SCOPED_TRACE(mode);
    Write("s3cret", mode);
    EXPECT_EQ(ReadSecretFile(path_).status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(SecretFile, IsRefusedWhenEmpty) {
  for (const char* bytes : {"", "\n"}) {
    Write(bytes);
    EXPECT_EQ(ReadSecretFile(path_).status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(SecretFile, IsCreatedOnceForItsOwnerAlone) {
  ASSERT_TRUE(CreateSecretFile(path_, "first").ok());
  EXPECT_EQ(CreateSecretFile(path_, "second").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReadSecretFile(path_)->Reveal(), "first");
  struct stat about;
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
  EXPECT_EQ(CreateSecretFile(folder_ + "/missing/root.key", "x").code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace mimamori::platform
