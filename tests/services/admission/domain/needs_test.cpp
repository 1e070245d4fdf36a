// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/needs.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

TEST(ParseNeeds, TakesWhatIsAskedForOnce) {
  const auto needs = ParseNeeds({.bed_class = "severe", .capabilities = {"ecmo", "dialysis", "ecmo"}, .urgency = 3});
  ASSERT_TRUE(needs.ok());
  EXPECT_EQ(*needs, (Needs{.bed_class = "severe", .capabilities = {"dialysis", "ecmo"}, .urgency = Urgency::kEmergency}));
}

TEST(ParseNeeds, NamesTheFieldThatIsWrong) {
  const struct {
    NeedsDraft draft;
    std::string field, reason;
  } cases[] = {
      {{.bed_class = "", .urgency = 2}, "needs.bed_class", "MISSING_FIELD"},
      {{.bed_class = "Severe", .urgency = 2}, "needs.bed_class", "MALFORMED_CODE"},
      {{.bed_class = std::string(33, 'a'), .urgency = 2}, "needs.bed_class", "MALFORMED_CODE"},
      {{.bed_class = "severe", .urgency = 0}, "needs.urgency", "MISSING_FIELD"},
      {{.bed_class = "severe", .urgency = 4}, "needs.urgency", "MISSING_FIELD"},
      {{.bed_class = "severe", .capabilities = {"ecmo", "a b"}, .urgency = 2}, "needs.capabilities[1]", "MALFORMED_CODE"},
      {{.bed_class = "severe", .capabilities = {""}, .urgency = 2}, "needs.capabilities[0]", "MALFORMED_CODE"},
      {{.bed_class = "severe", .capabilities = std::vector<std::string>(17, "ecmo"), .urgency = 2},
       "needs.capabilities", "TOO_MANY_CAPABILITIES"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.field + " " + one.reason);
    const auto needs = ParseNeeds(one.draft);
    EXPECT_EQ(ReasonOf(needs.status()), one.reason);
    EXPECT_EQ(FieldOf(needs.status()), one.field);
  }
}

}  // namespace
}  // namespace mimamori::admission
