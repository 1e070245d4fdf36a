// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/service/capacity_house.hpp"

namespace mimamori::capacity {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class FacilitiesTest : public CapacityHouse {
 protected:
  absl::StatusOr<v1::ListFacilitiesResponse> List(const std::string& token, int page_size = 0,
                                                  const std::string& page_token = "", bool closed = false) {
    v1::ListFacilitiesRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    request.set_closed(closed);
    return tests::CallWith(token, *stub_, &Facilities::ListFacilities, request);
  }
  std::vector<std::string> NamesFor(const std::string& token, bool closed = false) {
    const auto list = List(token, 0, "", closed);
    EXPECT_TRUE(list.ok()) << list.status();
    std::vector<std::string> names;
    for (const v1::Facility& one : list->facilities()) names.push_back(one.facts().display_name());
    return names;
  }
  absl::StatusOr<v1::Facility> Change(const v1::Facility& seen, const std::string& phone, const std::string& token) {
    return tests::CallWith(token, *stub_, &Facilities::ChangeFacility, AChange(seen, phone));
  }
  static v1::ChangeFacilityRequest AChange(const v1::Facility& seen, const std::string& phone) {
    v1::ChangeFacilityRequest request;
    request.set_facility_id(seen.id());
    request.set_revision(seen.revision());
    *request.mutable_facts() = seen.facts();
    request.mutable_facts()->set_phone(phone);
    return request;
  }
  absl::StatusOr<v1::Facility> SetAccepting(const v1::Facility& seen, bool accepting, const std::string& token) {
    v1::SetAcceptingRequest request;
    request.set_facility_id(seen.id());
    request.set_revision(seen.revision());
    request.set_accepting(accepting);
    return tests::CallWith(token, *stub_, &Facilities::SetAccepting, request);
  }
  absl::StatusOr<v1::Facility> Close(const v1::Facility& seen, const std::string& token) {
    v1::CloseFacilityRequest request;
    request.set_facility_id(seen.id());
    request.set_revision(seen.revision());
    return tests::CallWith(token, *stub_, &Facilities::CloseFacility, request);
  }
  absl::StatusOr<v1::ImportedFacilities> Import(const std::string& content, const std::string& token,
                                                const RequestId& request_id = RequestId::Random()) {
    v1::ImportFacilitiesRequest request;
    request.set_request_id(request_id.ToString());
    request.set_content(content);
    return tests::CallWith(token, *stub_, &Facilities::ImportFacilities, request);
  }
  int64_t Audits(const std::string& action) {
    return Count("SELECT count(*) FROM audit_entries WHERE action = '" + action + "'");
  }
};

TEST_F(FacilitiesTest, AreListedOnceHoweverOftenTheCallIsTried) {
  const v1::CreateFacilityRequest request = ARequest();
  const auto made = Create(request, Osaka());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->revision(), 1);
  EXPECT_TRUE(made->has_contact());
  EXPECT_NEAR(made->facts().point().latitude(), 34.6937, 1e-9);
  const auto again = Create(request, Osaka());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->id(), made->id());
  EXPECT_EQ(Count("SELECT count(*) FROM facilities"), 1);
  EXPECT_EQ(Audits("capacity.CreateFacility"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE area = '271004' AND object_type = 'facility'"), 1);
  v1::CreateFacilityRequest another = request;
  another.mutable_facts()->set_phone("06-0000-0000");
  EXPECT_EQ(ReasonOf(Create(another, Osaka()).status()), "REQUEST_ID_REUSED");
}

TEST_F(FacilitiesTest, KeepNoAddressThatCouldBeRead) {
  ASSERT_TRUE(Create(ARequest(), Osaka()).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM facilities WHERE sealed_contact IS NOT NULL"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM facilities f WHERE position('desk@'::bytea in sealed_contact) > 0"), 0);
  vault_.down = true;
  clock_.Advance(absl::Hours(24 * 31));  // another month's key
  EXPECT_EQ(Create(ARequest("別の病院"), Osaka()).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Count("SELECT count(*) FROM facilities"), 1) << "what can't be sealed is not kept";
}

TEST_F(FacilitiesTest, HaveANameOfTheirOwnInTheirTown) {
  ASSERT_TRUE(Create(ARequest(), Osaka()).ok());
  const absl::Status twice = Create(ARequest(), Osaka()).status();
  EXPECT_EQ(twice.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(twice), "FACILITY_EXISTS");
  EXPECT_EQ(FieldOf(twice), "facts.display_name");
  EXPECT_TRUE(Create(ARequest("総合病院", "271403"), Sakai()).ok());
}

TEST_F(FacilitiesTest, AreRefusedFieldByField) {
  const struct {
    const char* what;
    std::function<void(v1::CreateFacilityRequest&)> change;
    const char* field;
    const char* reason;
  } cases[] = {
      {"no request id", [](auto& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"no kind", [](auto& r) { r.clear_kind(); }, "kind", "MISSING_FIELD"},
      {"a kind of tomorrow", [](auto& r) { r.set_kind(static_cast<v1::FacilityKind>(9)); }, "kind", "UNKNOWN_KIND"},
      {"no area", [](auto& r) { r.clear_area_code(); }, "area_code", "MALFORMED_AREA_CODE"},
      {"no facts", [](auto& r) { r.clear_facts(); }, "facts", "MISSING_FIELD"},
      {"no name", [](auto& r) { r.mutable_facts()->clear_display_name(); }, "facts.display_name", "MISSING_FIELD"},
      {"an unknown capability", [](auto& r) { r.mutable_facts()->add_capabilities("magic"); }, "facts.capabilities",
       "UNKNOWN_CAPABILITY"},
      {"no address", [](auto& r) { r.set_email_address("desk@"); }, "email_address", "MALFORMED_EMAIL_ADDRESS"},
      {"another's area", [](auto& r) { r.set_area_code("271403"); }, "area_code", "AREA_UNKNOWN"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    v1::CreateFacilityRequest request = ARequest();
    c.change(request);
    const absl::Status status = Create(request, Osaka()).status();
    EXPECT_EQ(ReasonOf(status), c.reason);
    EXPECT_EQ(FieldOf(status), c.field);
  }
  EXPECT_EQ(Count("SELECT count(*) FROM facilities"), 0);
}

TEST_F(FacilitiesTest, AreSeenInTheirPrefectureAndByTheirOwnStaff) {
  const v1::Facility osaka = Listed("甲");
  const v1::Facility sakai = Listed("乙", "271403", "0192f0c1-0000-4000-8000-00000000000b");
  const v1::Facility tokyo = Listed("丙", "130001", "0192f0c1-0000-4000-8000-00000000000c");
  EXPECT_THAT(NamesFor(Osaka()), ElementsAre("甲", "乙"));
  EXPECT_THAT(NamesFor(Prefecture()), ElementsAre("甲", "乙"));
  EXPECT_THAT(NamesFor(Tokyo()), ElementsAre("丙"));
  EXPECT_THAT(NamesFor(Nurse()), ElementsAre("甲")) << "her account's areas count nothing";
  EXPECT_THAT(NamesFor(Nurse("")), ElementsAre());
  EXPECT_THAT(NamesFor(callers_.Service("admission")), ElementsAre("丙", "甲", "乙"));
  for (const auto& [token, sees] : {std::pair{Osaka(), true}, {Tokyo(), false}, {Nurse(), false}}) {
    EXPECT_EQ(Get(sakai.id(), token).ok(), sees);
    EXPECT_EQ(ReasonOf(Get(sakai.id(), token).status()), sees ? "" : "FACILITY_UNKNOWN");
  }
  EXPECT_EQ(ReasonOf(Get("nothing", Osaka()).status()), "FACILITY_UNKNOWN");
  EXPECT_EQ(Get(osaka.id(), callers_.Person("gateway_staff", kHanako, mimamori::rpc::v1::ROLE_AUDITOR, {"271004"}))
                .status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Create(ARequest(), Nurse()).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(tokyo.revision(), 1);
}

TEST_F(FacilitiesTest, ComeInPages) {
  for (const char* name : {"い", "あ", "う"}) Listed(name);
  const auto first = List(Osaka(), 2);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->facilities_size(), 2);
  EXPECT_EQ(first->facilities(0).facts().display_name(), "あ");
  const auto second = List(Osaka(), 2, first->next_page_token());
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->facilities_size(), 1);
  EXPECT_EQ(second->facilities(0).facts().display_name(), "う");
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(ReasonOf(List(Sakai(), 2, first->next_page_token()).status()), "BAD_PAGE_TOKEN") << "another's list";
}

TEST_F(FacilitiesTest, AreChangedByThoseWhoAreResponsible) {
  const v1::Facility seen = Listed();
  EXPECT_EQ(ReasonOf(Change(seen, "06-2222-2222", Sakai()).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(ReasonOf(Change(seen, "06-2222-2222", Tokyo()).status()), "FACILITY_UNKNOWN");
  const auto changed = Change(seen, "06-2222-2222", Osaka());
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->facts().phone(), "06-2222-2222");
  EXPECT_EQ(changed->revision(), 2);
  EXPECT_TRUE(changed->has_contact()) << "no new address, so the old one stays";
  EXPECT_TRUE(Change(seen, "06-2222-2222", Osaka()).ok()) << "a retry";
  EXPECT_EQ(ReasonOf(Change(seen, "06-3333-3333", Osaka()).status()), "FACILITY_CHANGED");
  EXPECT_EQ(Audits("capacity.ChangeFacility"), 1);
  v1::ChangeFacilityRequest forget = AChange(*changed, "06-2222-2222");
  forget.set_forget_email_address(true);
  const auto forgotten = tests::CallWith(Prefecture(), *stub_, &Facilities::ChangeFacility, forget);
  ASSERT_TRUE(forgotten.ok()) << forgotten.status();
  EXPECT_FALSE(forgotten->has_contact());
  EXPECT_EQ(Count("SELECT count(*) FROM facilities WHERE sealed_contact IS NOT NULL"), 0);
}

TEST_F(FacilitiesTest, SayThemselvesWhetherTheyTakePatients) {
  const v1::Facility seen = Listed();
  EXPECT_EQ(ReasonOf(SetAccepting(seen, false, Nurse("0192f0c1-0000-4000-8000-00000000000b")).status()),
            "FACILITY_UNKNOWN");
  EXPECT_EQ(ReasonOf(SetAccepting(seen, false, Sakai()).status()), "NOT_YOUR_AREA");
  const auto full = SetAccepting(seen, false, Nurse());
  ASSERT_TRUE(full.ok()) << full.status();
  EXPECT_FALSE(full->facts().accepting());
  EXPECT_TRUE(SetAccepting(seen, false, Nurse()).ok());
  EXPECT_EQ(ReasonOf(SetAccepting(seen, true, Osaka()).status()), "FACILITY_CHANGED");
  EXPECT_TRUE(SetAccepting(*full, true, Osaka())->facts().accepting());
  EXPECT_EQ(Audits("capacity.SetAccepting"), 2);
}

TEST_F(FacilitiesTest, CloseForGood) {
  const v1::Facility seen = Listed();
  EXPECT_EQ(ReasonOf(Close(seen, Sakai()).status()), "NOT_YOUR_AREA");
  EXPECT_EQ(Close(seen, Nurse()).status().code(), absl::StatusCode::kPermissionDenied);
  const auto closed = Close(seen, Osaka());
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_TRUE(closed->has_close_time());
  EXPECT_TRUE(Close(seen, Osaka()).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM facilities WHERE sealed_contact IS NOT NULL"), 0);
  EXPECT_THAT(NamesFor(Osaka()), ElementsAre());
  EXPECT_THAT(NamesFor(Osaka(), true), ElementsAre("総合病院"));
  EXPECT_EQ(ReasonOf(Change(*closed, "06-2222-2222", Osaka()).status()), "FACILITY_CLOSED");
  EXPECT_NE(Listed().id(), seen.id()) << "its name is free again";
}

TEST_F(FacilitiesTest, ComeByTheTableAllOrNone) {
  const std::string table = "種別,施設名,団体コード,メールアドレス\n病院,甲,271004,desk@example.jp\n介護施設,乙,271004,\n";
  const RequestId request_id = RequestId::Random();
  const auto made = Import(table, Osaka(), request_id);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->facility_ids_size(), 2);
  EXPECT_EQ(Get(made->facility_ids(1), Osaka())->kind(), v1::FACILITY_KIND_CARE_HOME);
  const auto again = Import(table, Osaka(), request_id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->facility_ids(0), made->facility_ids(0));
  EXPECT_EQ(ReasonOf(Import(table + "病院,丙,271004,\n", Osaka(), request_id).status()), "REQUEST_ID_REUSED");
  const absl::Status twice = Import(table, Osaka()).status();
  EXPECT_EQ(ReasonOf(twice), "FACILITY_EXISTS");
  EXPECT_THAT(std::string(twice.message()), HasSubstr("line 2, column 2"));
  EXPECT_EQ(ReasonOf(Import("種別,施設名,団体コード\n病院,丁,271004\n病院,戊,271403\n", Osaka()).status()), "AREA_UNKNOWN");
  EXPECT_EQ(Count("SELECT count(*) FROM facilities"), 2);
  EXPECT_EQ(Audits("capacity.ImportFacilities"), 2);
  EXPECT_EQ(Import(table, Nurse()).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(FacilitiesTest, TellThoseWhoFollowTheBoard) {
  const v1::Facility seen = Listed();
  ASSERT_TRUE(SetAccepting(seen, false, Nurse()).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM changes WHERE topic = 'board' AND key = '" + seen.id() + "'"), 2);
}

TEST_F(FacilitiesTest, KnowTheClassesOfTheDay) {
  const auto catalogue = tests::CallWith(Nurse(), *stub_, &Facilities::GetCatalogue, v1::GetCatalogueRequest());
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  ASSERT_EQ(catalogue->classes_size(), 3);
  EXPECT_EQ(catalogue->classes(0).code(), "severe");
  EXPECT_EQ(catalogue->classes(0).japanese_name(), "重症");
}

}  // namespace
}  // namespace mimamori::capacity
