// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/key_folder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/services/platform/crypto/files.hpp"

namespace mimamori::platform::crypto {
namespace {

constexpr char kRing[] = "seal-visit";
constexpr char kDay[] = "2026-11-21";

class KeyFolderTest : public testing::Test {
 protected:
  const tests::TempFolder folder_;
  const std::string keys_ = folder_.File("keys");
  const std::string file_ = keys_ + "/seal-visit/2026-11-21.key";
  KeyFolder Open() const { return KeyFolder::Open(keys_).value(); }
};

std::string Bytes(const absl::StatusOr<Secret>& secret) {
  return secret.ok() ? std::string(secret->Reveal()) : "failed: " + ReasonOf(secret.status());
}

TEST_F(KeyFolderTest, KeepsAKeyAcrossRestarts) {
  const std::string made = Bytes(Open().ReadOrCreate(kRing, kDay, RandomKey()));
  EXPECT_EQ(made.size(), 32u);
  EXPECT_EQ(Bytes(Open().ReadOrCreate(kRing, kDay, RandomKey())), made);
  EXPECT_EQ(Bytes(Open().Read(kRing, kDay)), made);
}

TEST_F(KeyFolderTest, KeepsAnyBytes) {
  for (const std::string& bytes : {std::string("ends with a newline\n"), std::string(64, '\0'), std::string("x")}) {
    const KeyFolder keys = Open();
    const std::string period = "p" + std::to_string(bytes.size());
    EXPECT_EQ(Bytes(keys.ReadOrCreate(kRing, period, Secret(bytes))), bytes);
    EXPECT_EQ(Bytes(keys.Read(kRing, period)), bytes);
  }
}

TEST_F(KeyFolderTest, ForgetsADestroyedKey) {
  const KeyFolder keys = Open();
  const std::string made = Bytes(keys.ReadOrCreate(kRing, kDay, RandomKey()));
  ASSERT_TRUE(keys.Destroy(kRing, kDay).ok());
  EXPECT_TRUE(absl::IsNotFound(keys.Read(kRing, kDay).status()));
  EXPECT_EQ(ReasonOf(keys.Read(kRing, kDay).status()), "KEY_DESTROYED");
  EXPECT_FALSE(std::filesystem::exists(file_));
  EXPECT_TRUE(keys.Destroy(kRing, kDay).ok()) << "destroying twice is success";
  EXPECT_TRUE(keys.Destroy("never-made", kDay).ok());
  EXPECT_NE(Bytes(keys.ReadOrCreate(kRing, kDay, RandomKey())), made);
}

TEST_F(KeyFolderTest, OverwritesWhatItDestroys) {
  const KeyFolder keys = Open();
  ASSERT_TRUE(keys.ReadOrCreate(kRing, kDay, RandomKey()).ok());
  std::filesystem::create_hard_link(file_, folder_.File("kept-open"));  // the blocks, after the name is gone
  const size_t size = folder_.Read("keys/seal-visit/2026-11-21.key").size();
  ASSERT_TRUE(keys.Destroy(kRing, kDay).ok());
  EXPECT_EQ(folder_.Read("kept-open"), std::string(size, '\0'));
}

TEST_F(KeyFolderTest, WritesNoKeyInTheClear) {
  const std::string made = Bytes(Open().ReadOrCreate(kRing, kDay, RandomKey()));
  const std::string content = folder_.Read("keys/seal-visit/2026-11-21.key");
  EXPECT_EQ(content.find(made), std::string::npos);
  EXPECT_EQ(content.find(ToBase64Url(made).substr(0, 20)), std::string::npos);
  EXPECT_EQ(content.find(ToHex(made).substr(0, 20)), std::string::npos);
}

TEST_F(KeyFolderTest, IsReadableByItsOwnerAlone) {
  ASSERT_TRUE(Open().ReadOrCreate(kRing, kDay, RandomKey()).ok());
  EXPECT_EQ(ModeOf(keys_), 0700);
  EXPECT_EQ(ModeOf(keys_ + "/seal-visit"), 0700);
  EXPECT_EQ(ModeOf(keys_ + "/root.key"), 0600);
  EXPECT_EQ(ModeOf(file_), 0600);
}

TEST_F(KeyFolderTest, RefusesFilesThatOthersMayRead) {
  const KeyFolder keys = Open();
  ASSERT_TRUE(keys.ReadOrCreate(kRing, kDay, RandomKey()).ok());
  for (const int mode : {0640, 0604, 0644}) {
    SCOPED_TRACE(mode);
    ASSERT_EQ(::chmod(file_.c_str(), static_cast<mode_t>(mode)), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(keys.Read(kRing, kDay).status()));
    EXPECT_TRUE(absl::IsFailedPrecondition(keys.ReadOrCreate(kRing, kDay, RandomKey()).status()));
    ASSERT_EQ(::chmod((keys_ + "/root.key").c_str(), static_cast<mode_t>(mode)), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(KeyFolder::Open(keys_).status()));
  }
}

TEST_F(KeyFolderTest, RefusesAKeyFileThatWasMoved) {
  const KeyFolder keys = Open();
  ASSERT_TRUE(keys.ReadOrCreate(kRing, kDay, RandomKey()).ok());
  std::filesystem::copy_file(file_, keys_ + "/seal-visit/2026-11-22.key");
  EXPECT_EQ(ReasonOf(keys.Read(kRing, "2026-11-22").status()), "NOT_AUTHENTIC");
}

TEST_F(KeyFolderTest, OpensNothingWithAnotherRootKey) {
  ASSERT_TRUE(Open().ReadOrCreate(kRing, kDay, RandomKey()).ok());
  std::filesystem::remove(keys_ + "/root.key");
  EXPECT_EQ(ReasonOf(Open().Read(kRing, kDay).status()), "NOT_AUTHENTIC");
}

TEST_F(KeyFolderTest, ListsItsPeriodsInOrder) {
  const KeyFolder keys = Open();
  EXPECT_TRUE(keys.Periods(kRing)->empty());
  for (const char* day : {"2026-11-21", "2025-12-31", "2026-01-01"}) {
    ASSERT_TRUE(keys.ReadOrCreate(kRing, day, RandomKey()).ok());
  }
  std::ofstream(keys_ + "/seal-visit/2026-11-20.key.0f0f") << "a draft that a crash left behind";
  EXPECT_EQ(*keys.Periods(kRing), (std::vector<std::string>{"2025-12-31", "2026-01-01", "2026-11-21"}));
  EXPECT_TRUE(keys.Periods("pseudonym")->empty());
}

TEST_F(KeyFolderTest, RefusesNamesThatLeadElsewhere) {
  const KeyFolder keys = Open();
  const std::string names[] = {"", "..", "a/b", "a.b", std::string("a\0b", 3), std::string(65, 'x')};
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    EXPECT_EQ(ReasonOf(keys.Read(name, kDay).status()), "MALFORMED_KEY_NAME");
    EXPECT_EQ(ReasonOf(keys.ReadOrCreate(kRing, name, RandomKey()).status()), "MALFORMED_KEY_NAME");
    EXPECT_EQ(ReasonOf(keys.Destroy(kRing, name)), "MALFORMED_KEY_NAME");
    EXPECT_EQ(ReasonOf(keys.Periods(name).status()), "MALFORMED_KEY_NAME");
  }
}

// Each child opens the folder from nothing, so that the root key is raced for as well; a pipe brings back its keys.
TEST_F(KeyFolderTest, GivesRacingProcessesTheSameKey) {
  constexpr int kProcesses = 6;
  constexpr int kDays = 10;
  int gate[2], answers[2];
  ASSERT_EQ(::pipe(gate), 0);
  ASSERT_EQ(::pipe(answers), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(gate[1]);
      char go;
      const bool opened = ::read(gate[0], &go, 1) == 0;  // end of file: all start together
      std::string told;
      const auto keys = KeyFolder::Open(keys_);
      for (int day = 0; day < kDays && opened && keys.ok(); ++day) {
        told += Bytes(keys->ReadOrCreate(kRing, "day-" + std::to_string(day), RandomKey()));
      }
      told.resize(32 * kDays, '?');
      ::_exit(::write(answers[1], told.data(), told.size()) == static_cast<ssize_t>(told.size()) ? 0 : 1);
    }
    children.push_back(child);
  }
  ::close(gate[0]);
  ::close(gate[1]);
  ::close(answers[1]);
  for (const pid_t child : children) {
    int state = 0;
    ASSERT_EQ(::waitpid(child, &state, 0), child);
    EXPECT_EQ(state, 0);
  }
  std::string expected;
  for (int day = 0; day < kDays; ++day) expected += Bytes(Open().Read(kRing, "day-" + std::to_string(day)));
  for (int i = 0; i < kProcesses; ++i) {
    std::string told(32 * kDays, '\0');
    ASSERT_EQ(::read(answers[0], told.data(), told.size()), static_cast<ssize_t>(told.size()));
    EXPECT_EQ(ToHex(told), ToHex(expected));
  }
  ::close(answers[0]);
}

}  // namespace
}  // namespace mimamori::platform::crypto
