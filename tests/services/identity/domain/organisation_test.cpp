// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/organisation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

using platform::FieldOf;
using platform::ReasonOf;
using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

platform::AreaCode Area(const char* code) { return *platform::AreaCode::Parse(code); }

std::string Repeated(std::string_view row, int times) {
  std::string rows;
  for (int i = 0; i < times; ++i) rows += row;
  return rows;
}

TEST(CorporateNumbers, BeginWithTheirCheckDigit) {
  const struct {
    const char* name;
    const char* number;
    bool right;
  } cases[] = {
      {"the National Tax Agency", "7000012050002", true},
      {"the city of Osaka", "6000020271004", true},
      {"none", "", true},
      {"another check digit", "6000012050002", false},
      {"two digits swapped", "7000012500002", false},
      {"no check digit", "000012050002", false},
      {"a digit too many", "70000120500020", false},
      {"a letter", "700001205000X", false},
      {"a blank", " 7000012050002", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto number = ParseCorporateNumber(c.number);
    EXPECT_EQ(number.ok(), c.right);
    if (c.right) {
      EXPECT_EQ(*number, c.number);
    } else {
      EXPECT_EQ(ReasonOf(number.status()), "MALFORMED_CORPORATE_NUMBER");
    }
  }
}

TEST(Organisations, AreJudgedByField) {
  const OrganisationFacts right{.display_name = " 大阪市保健所 ", .english_name = "Osaka City", .corporate_number = "6000020271004"};
  const auto parsed = ParseFacts(2, right);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->kind, OrganisationKind::kAuthority);
  EXPECT_EQ(parsed->display_name, "大阪市保健所");
  const struct {
    const char* name;
    int kind;
    void (*break_it)(OrganisationFacts&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"no kind", 0, [](auto&) {}, "kind", "UNKNOWN_KIND"},
      {"a kind of tomorrow", 5, [](auto&) {}, "kind", "UNKNOWN_KIND"},
      {"no name", 1, [](auto& f) { f.display_name = " "; }, "display_name", "MISSING_FIELD"},
      {"a long name", 1, [](auto& f) { f.display_name = std::string(101, 'x'); }, "display_name", "TEXT_TOO_LONG"},
      {"an English name of two lines", 1, [](auto& f) { f.english_name = "a\nb"; }, "english_name", "TEXT_NOT_PLAIN"},
      {"a wrong number", 1, [](auto& f) { f.corporate_number = "1"; }, "corporate_number", "MALFORMED_CORPORATE_NUMBER"},
      {"an end at the beginning", 1, [](auto& f) { f.active_from = f.active_to = kNow; }, "active_to_time", "BAD_PERIOD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    OrganisationFacts facts = right;
    c.break_it(facts);
    const auto refused = ParseFacts(c.kind, facts);
    EXPECT_EQ(FieldOf(refused.status()), c.field);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
  }
}

TEST(Organisations, TakePeopleFromTheirBeginningUntilTheirEnd) {
  const OrganisationFacts facts{.active_from = kNow, .active_to = kNow + absl::Hours(1)};
  EXPECT_EQ(ReasonOf(CheckActive(facts, kNow - absl::Microseconds(1))), "ORGANISATION_NOT_ACTIVE");
  EXPECT_TRUE(CheckActive(facts, kNow).ok());
  EXPECT_EQ(ReasonOf(CheckActive(facts, kNow + absl::Hours(1))), "ORGANISATION_NOT_ACTIVE");
  EXPECT_TRUE(CheckActive({}, kNow).ok());
}

TEST(Organisations, HaveTheStaffOfTheirKind) {
  using enum OrganisationKind;
  const struct {
    std::vector<Role> roles;
    std::vector<OrganisationKind> kinds;
  } cases[] = {
      {{Role::kHealthOfficer}, {kHealthCentre, kAuthority, kHospital, kTransport}},
      {{Role::kHospitalStaff}, {kHospital}},
      {{Role::kAuditor, Role::kHospitalStaff}, {kHospital}},
      {{Role::kTransportStaff}, {kTransport}},
      {{Role::kHospitalStaff, Role::kTransportStaff}, {}},
  };
  for (const auto& c : cases) {
    for (const OrganisationKind kind : {kHealthCentre, kAuthority, kHospital, kTransport}) {
      SCOPED_TRACE(testing::Message() << NameOf(c.roles.back()) << " of " << static_cast<int>(kind));
      const absl::Status status = CheckKindFor(c.roles, kind);
      EXPECT_EQ(status.ok(), std::ranges::count(c.kinds, kind) == 1);
      if (!status.ok()) {
        EXPECT_EQ(ReasonOf(status), "ORGANISATION_NOT_OF_ROLE");
        EXPECT_EQ(FieldOf(status), "organisation_id");
      }
    }
  }
}

TEST(Organisations, AreMadeInOnesOwnAreasOnly) {
  EXPECT_TRUE(CheckOrganisationArea({}, Area("271004")).ok());
  EXPECT_TRUE(CheckOrganisationArea({Area("270008")}, Area("271004")).ok());
  EXPECT_EQ(ReasonOf(CheckOrganisationArea({Area("271004")}, Area("270008"))), "AREA_UNKNOWN");
  EXPECT_EQ(ReasonOf(CheckOrganisationArea({Area("130001")}, Area("271004"))), "AREA_UNKNOWN");
}

TEST(OrganisationTables, AreReadInEitherLanguageAndAnyOrder) {
  const auto rows = ReadOrganisationTable(
      "名称,団体コード,種別,電話,法人番号\r\n大阪市保健所,271004,保健所,x,6000020271004\r\n\"みまもり搬送, 大阪\",270008,搬送,,\r\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->at(0).facts.kind, OrganisationKind::kHealthCentre);
  EXPECT_EQ(rows->at(0).facts.corporate_number, "6000020271004");
  EXPECT_EQ(rows->at(1).facts.display_name, "みまもり搬送, 大阪");
  EXPECT_EQ(rows->at(1).area, Area("270008"));
  EXPECT_EQ(rows->at(1).line, 3);
  const auto english = ReadOrganisationTable("kind,name,english_name,area_code\nhospital,見本病院,Sample Hospital,271004\n");
  ASSERT_TRUE(english.ok()) << english.status();
  EXPECT_EQ(english->at(0).facts.english_name, "Sample Hospital");
}

TEST(OrganisationTables, AreReadInShiftJis) {
  // "種別,名称,団体コード" and a hospital of Osaka's, as Excel saves it.
  const auto rows = ReadOrganisationTable(
      "\x8E\xED\x95\xCA,\x96\xBC\x8F\xCC,\x92\x63\x91\xCC\x83\x52\x81\x5B\x83\x68\r\n"
      "\x95\x61\x89\x40,\x8C\xA9\x96\x7B\x95\x61\x89\x40,271004\r\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->at(0).facts.kind, OrganisationKind::kHospital);
  EXPECT_EQ(rows->at(0).facts.display_name, "見本病院");
}

TEST(OrganisationTables, AreRefusedByLineAndColumn) {
  const std::string heading = "kind,name,english_name,area_code,corporate_number\n";
  const struct {
    const char* name;
    std::string table;
    const char* reason;
    const char* place;
  } cases[] = {
      {"a kind nobody knows", heading + "school,x,,271004,\n", "UNKNOWN_KIND", "line 2, column 1"},
      {"no name", heading + "hospital,,,271004,\n", "MISSING_FIELD", "line 2, column 2"},
      {"a long English name", heading + "hospital,x," + std::string(101, 'x') + ",271004,\n", "TEXT_TOO_LONG", "line 2, column 3"},
      {"check digit", heading + "hospital,x,,271005,\n", "MALFORMED_AREA_CODE", "line 2, column 4"},
      {"no area", heading + "hospital,x\n", "MISSING_FIELD", "line 2, column 4"},
      {"a wrong number", heading + "hospital,x,,271004,1\n", "MALFORMED_CORPORATE_NUMBER", "line 2, column 5"},
      {"twice", heading + "hospital,x,,271004,\nauthority,x,,271004,\n", "DUPLICATE_ORGANISATION", "line 3, column 2"},
      {"no kind's column", "name,area_code\nx,271004\n", "MISSING_COLUMN", "line 1"},
      {"a heading alone", heading, "NO_ROWS", ""},
      {"too many rows", heading + Repeated("hospital,x,,271004,\n", 5'001), "TOO_MANY_ROWS", ""},
      {"bytes", "\xFF\xFE", "TEXT_NOT_DECODABLE", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto refused = ReadOrganisationTable(c.table);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
    EXPECT_EQ(FieldOf(refused.status()), "content");
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(c.place));
  }
}

}  // namespace
}  // namespace mimamori::identity
