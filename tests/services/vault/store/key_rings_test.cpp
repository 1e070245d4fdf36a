// SPDX-License-Identifier: Apache-2.0
#include "services/vault/store/key_rings.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::vault {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1795262400);
constexpr char kDay[] = "2026-11-21";

class KeyRingsTest : public testing::Test {
 protected:
  KeyRings Open() const { return KeyRings(platform::crypto::KeyFolder::Open(folder_.File("keys")).value()); }
  std::string FileOf(KeyKind kind) const { return folder_.File("keys/" + FolderOf(kind) + "/" + kDay + ".key"); }

  const tests::TempFolder folder_;
};

TEST_F(KeyRingsTest, MakeAKeyOnceForEachKind) {
  KeyRings rings = Open();
  std::string before;
  for (const KeyKind kind : kKeyKinds) {
    SCOPED_TRACE(FolderOf(kind));
    EXPECT_EQ(platform::ReasonOf(rings.Read(kind, kDay, kNow).status()), "KEY_DESTROYED");
    const auto made = rings.ReadOrMake(kind, kDay, kNow);
    ASSERT_TRUE(made.ok());
    EXPECT_EQ((*made)->Reveal().size(), 32u);
    EXPECT_NE((*made)->Reveal(), before);
    before = (*made)->Reveal();
    EXPECT_EQ(rings.ReadOrMake(kind, kDay, kNow).value()->Reveal(), before);
    EXPECT_EQ(Open().Read(kind, kDay, kNow).value()->Reveal(), before);
  }
}

TEST_F(KeyRingsTest, ForgetADestroyedKeyAtOnce) {
  KeyRings rings = Open();
  ASSERT_TRUE(rings.ReadOrMake(KeyKind::kPseudonym, kDay, kNow).ok());
  ASSERT_TRUE(rings.Destroy(KeyKind::kPseudonym, kDay).ok());
  EXPECT_TRUE(absl::IsNotFound(rings.Read(KeyKind::kPseudonym, kDay, kNow).status()));
  EXPECT_TRUE(rings.Periods(KeyKind::kPseudonym)->empty());
}

TEST_F(KeyRingsTest, NoticeAKeyThatAnotherReplicaDestroyedWithinAMinute) {
  KeyRings here = Open();
  KeyRings there = Open();
  ASSERT_TRUE(here.ReadOrMake(KeyKind::kSealVisit, kDay, kNow).ok());
  ASSERT_TRUE(there.Destroy(KeyKind::kSealVisit, kDay).ok());
  EXPECT_TRUE(here.Read(KeyKind::kSealVisit, kDay, kNow + absl::Seconds(59)).ok());
  EXPECT_TRUE(absl::IsNotFound(here.Read(KeyKind::kSealVisit, kDay, kNow + absl::Seconds(60)).status()));
}

TEST_F(KeyRingsTest, WipeWhatWasNotUsedLately) {
  KeyRings rings = Open();
  const std::weak_ptr<const platform::Secret> key = rings.ReadOrMake(KeyKind::kSealVisit, kDay, kNow).value();
  rings.Forget(kNow + absl::Seconds(59));
  EXPECT_FALSE(key.expired());
  rings.Forget(kNow + absl::Seconds(60));
  EXPECT_TRUE(key.expired());
}

TEST_F(KeyRingsTest, TakeAKeyFileThatWasTamperedWithForAFaultOfOurs) {
  KeyRings rings = Open();
  ASSERT_TRUE(rings.ReadOrMake(KeyKind::kSealVisit, kDay, kNow).ok());
  ASSERT_EQ(::chmod(FileOf(KeyKind::kSealVisit).c_str(), 0644), 0);
  EXPECT_TRUE(absl::IsInternal(Open().Read(KeyKind::kSealVisit, kDay, kNow).status()));
  ASSERT_TRUE(rings.ReadOrMake(KeyKind::kPseudonym, kDay, kNow).ok());
  std::filesystem::remove(FileOf(KeyKind::kSealVisit));
  std::filesystem::copy_file(FileOf(KeyKind::kPseudonym), FileOf(KeyKind::kSealVisit));
  EXPECT_TRUE(absl::IsInternal(Open().Read(KeyKind::kSealVisit, kDay, kNow).status()));
}

}  // namespace
}  // namespace mimamori::vault
