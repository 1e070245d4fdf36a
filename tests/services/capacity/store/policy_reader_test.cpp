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

TEST(ReadPlausibility, NamesThePathOfWhatIsWrong) {
  const struct {
    const char* what;
    const char* json;
    const char* field;
  } cases[] = {
      {"no days", R"({"steps": []})", "correction_days"},
      {"no step", R"({"correction_days": 14, "steps": []})", "steps"},
      {"a step without a part", R"({"correction_days": 14, "steps": [{"from": 0, "change": 7, "times": 0}]})", "steps[0].part"},
      {"none at 0", R"({"correction_days": 14, "steps": [{"from": 1, "change": 7, "times": 0, "part": 0}]})", "steps[0].from"},
      {"too many days", R"({"correction_days": 91, "steps": []})", "correction_days"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const absl::Status status = ReadPlausibility(c.json).status();
    EXPECT_EQ(ReasonOf(status), "POLICY_MALFORMED");
    EXPECT_EQ(FieldOf(status), c.field);
  }
}

TEST(ReadSanerRules, NamesThePathOfWhatIsWrong) {
  EXPECT_EQ(ReadSanerRules(R"({"counts": [{"population": "numVent", "class": "severe", "field": "able.ventilator"}]})")->counts,
            (std::vector<SanerCount>{{"numVent", "severe", "able.ventilator"}}));
  const struct {
    const char* what;
    const char* json;
    const char* field;
  } cases[] = {
      {"none", R"({"counts": []})", "counts"},
      {"no population", R"({"counts": [{"population": "", "class": "severe", "field": "staffed"}]})", "counts[0].population"},
      {"no class", R"({"counts": [{"population": "numVent", "class": "ICU", "field": "staffed"}]})", "counts[0].class"},
      {"no field", R"({"counts": [{"population": "numVent", "class": "severe", "field": "beds"}]})", "counts[0].field"},
      {"able to do nothing", R"({"counts": [{"population": "numVent", "class": "severe", "field": "able."}]})", "counts[0].field"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const absl::Status status = ReadSanerRules(c.json).status();
    EXPECT_EQ(ReasonOf(status), "POLICY_MALFORMED");
    EXPECT_EQ(FieldOf(status), c.field);
  }
}

TEST(ReadDutyRules, NeedsEveryKind) {
  const std::string kind = R"({"due": ["09:00", "15:00"], "window_minutes": 720, "grace_minutes": 240, "remind_minutes": 30})";
  const auto rules = ReadDutyRules(R"({"HOSPITAL": )" + kind + R"(, "ACCOMMODATION": )" + kind + R"(, "CARE_HOME": )" + kind + "}");
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(rules->kinds.at(FacilityKind::kCareHome).duty.due_minutes, (std::vector{540, 900}));
  EXPECT_EQ(rules->kinds.at(FacilityKind::kHospital).remind_minutes, 30);
  const struct {
    const char* what;
    std::string json;
    const char* field;
  } cases[] = {
      {"one kind", R"({"HOSPITAL": )" + kind + "}", "ACCOMMODATION"},
      {"no deadline", R"({"HOSPITAL": {"due": [], "window_minutes": 1, "grace_minutes": 0, "remind_minutes": 0}})", "HOSPITAL.due"},
      {"no time", R"({"HOSPITAL": {"due": ["9:00"], "window_minutes": 1, "grace_minutes": 0, "remind_minutes": 0}})", "HOSPITAL.due"},
      {"behind midnight", R"({"HOSPITAL": {"due": ["24:00"], "window_minutes": 1, "grace_minutes": 0, "remind_minutes": 0}})",
       "HOSPITAL.due"},
      {"downwards", R"({"HOSPITAL": {"due": ["15:00", "09:00"], "window_minutes": 1, "grace_minutes": 0, "remind_minutes": 0}})",
       "HOSPITAL.due"},
      {"no window", R"({"HOSPITAL": {"due": ["09:00"], "window_minutes": 0, "grace_minutes": 0, "remind_minutes": 0}})",
       "HOSPITAL.window_minutes"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const absl::Status status = ReadDutyRules(c.json).status();
    EXPECT_EQ(ReasonOf(status), "POLICY_MALFORMED");
    EXPECT_EQ(FieldOf(status), c.field);
  }
}

}  // namespace
}  // namespace mimamori::capacity
