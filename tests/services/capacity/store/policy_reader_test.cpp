// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/policy_reader.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::capacity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;

TEST(ReadCatalogue, KeepsTheOrderThatPagesShow) {
  const auto catalogue = ReadCatalogue(R"({"classes": [{"code": "severe", "ja": "重症", "en": "Severe"},
                                                       {"code": "rooms", "ja": "宿泊", "en": "Rooms"}],
                                           "capabilities": [{"code": "ecmo", "ja": "ECMO", "en": "ECMO"}]})");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  ASSERT_EQ(catalogue->classes.size(), 2u);
  EXPECT_EQ(catalogue->classes[1], (CatalogueEntry{"rooms", "宿泊", "Rooms"}));
  EXPECT_EQ(catalogue->Codes().classes, (std::set<std::string>{"rooms", "severe"}));
  EXPECT_EQ(catalogue->Codes().capabilities, (std::set<std::string>{"ecmo"}));
}

TEST(ReadCatalogue, NamesThePathOfWhatIsWrong) {
  const struct {
    const char* what;
    const char* json;
    const char* field;
  } cases[] = {
      {"nothing", "{}", "classes"},
      {"no class", R"({"classes": [], "capabilities": []})", "classes"},
      {"no code", R"({"classes": [{"ja": "重症", "en": "Severe"}]})", "classes[0].code"},
      {"a code in upper case", R"({"classes": [{"code": "Severe", "ja": "重症", "en": "Severe"}]})", "classes[0].code"},
      {"a code twice", R"({"classes": [{"code": "a", "ja": "b", "en": "c"}, {"code": "a", "ja": "b", "en": "c"}]})",
       "classes[1].code"},
      {"no capability", R"({"classes": [{"code": "a", "ja": "b", "en": "c"}], "capabilities": []})", "capabilities"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const absl::Status status = ReadCatalogue(c.json).status();
    EXPECT_EQ(ReasonOf(status), "POLICY_MALFORMED");
    EXPECT_EQ(FieldOf(status), c.field);
  }
}

}  // namespace
}  // namespace mimamori::capacity
