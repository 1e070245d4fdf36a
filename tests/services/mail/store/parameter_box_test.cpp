// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/parameter_box.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::mail {
namespace {

const Parameters kParameters{{"venue_name", "喫茶ひばり"}, {"contact_text", std::string(1500, 'x')}, {"empty", ""}};
constexpr absl::CivilDay kDay(2026, 11, 21);

TEST(ParameterBox, OpensWhatItSealed) {
  const ParameterBox box(platform::crypto::RandomKey());
  const MessageId message = MessageId::Random();
  const std::string sealed = box.Seal(message, kDay, kParameters);
  EXPECT_EQ(sealed.find("venue_name"), std::string::npos);
  EXPECT_EQ(*box.Open(message, kDay, sealed), kParameters);
  EXPECT_TRUE(box.Open(message, kDay, box.Seal(message, kDay, {}))->empty());
}

TEST(ParameterBox, OpensNothingForAnotherMessageDayOrKey) {
  const ParameterBox box(platform::crypto::RandomKey());
  const MessageId message = MessageId::Random();
  const std::string sealed = box.Seal(message, kDay, kParameters);
  const auto refused = [](const absl::Status& status) { return platform::ReasonOf(status) == "NOT_AUTHENTIC"; };
  EXPECT_TRUE(refused(box.Open(MessageId::Random(), kDay, sealed).status()));
  EXPECT_TRUE(refused(box.Open(message, kDay + 1, sealed).status()));
  EXPECT_TRUE(refused(ParameterBox(platform::crypto::RandomKey()).Open(message, kDay, sealed).status()));
  EXPECT_TRUE(refused(box.Open(message, kDay, "").status()));
}

}  // namespace
}  // namespace mimamori::mail
