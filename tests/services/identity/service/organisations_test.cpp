// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"

namespace mimamori::identity {
namespace {

using mimamori::rpc::v1::ROLE_ADMINISTRATOR;
using mimamori::rpc::v1::ROLE_AUDITOR;
using mimamori::rpc::v1::ROLE_HEALTH_OFFICER;
using platform::FieldOf;
using platform::ReasonOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Stub = v1::OrganisationService::Stub;

class Organisations : public testing::Test {
 protected:
  std::string TokenOf(const Account& administrator) {
    std::vector<std::string> areas;
    for (const auto& area : administrator.areas) areas.push_back(area.ToString());
    return house_.callers().Person("gateway_staff", administrator.id.ToString(), ROLE_ADMINISTRATOR, areas);
  }
  static v1::CreateOrganisationRequest AnOrganisation(const std::string& name = "大阪市保健所") {
    v1::CreateOrganisationRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_kind(v1::ORGANISATION_KIND_HEALTH_CENTRE);
    request.set_display_name(name);
    request.set_english_name("Osaka City Public Health Office");
    request.set_area_code("271004");
    request.set_corporate_number("6000020271004");
    return request;
  }
  absl::StatusOr<v1::Organisation> Create(const v1::CreateOrganisationRequest& request, const Account& by) {
    return tests::CallWith(TokenOf(by), house_.organisations(), &Stub::CreateOrganisation, request);
  }
  static v1::ChangeOrganisationRequest AChange(const v1::Organisation& organisation) {
    v1::ChangeOrganisationRequest request;
    request.set_organisation_id(organisation.id());
    request.set_revision(organisation.revision());
    request.set_kind(v1::ORGANISATION_KIND_AUTHORITY);
    request.set_display_name("大阪市健康局");
    return request;
  }
  absl::StatusOr<v1::Organisation> Change(const v1::ChangeOrganisationRequest& request, const Account& by) {
    return tests::CallWith(TokenOf(by), house_.organisations(), &Stub::ChangeOrganisation, request);
  }
  absl::StatusOr<v1::Organisation> Get(const std::string& id, const Account& by) {
    v1::GetOrganisationRequest request;
    request.set_organisation_id(id);
    return tests::CallWith(TokenOf(by), house_.organisations(), &Stub::GetOrganisation, request);
  }
  absl::StatusOr<v1::ListOrganisationsResponse> List(const Account& by, int size = 0, const std::string& page = "") {
    v1::ListOrganisationsRequest request;
    request.set_page_size(size);
    request.set_page_token(page);
    return tests::CallWith(TokenOf(by), house_.organisations(), &Stub::ListOrganisations, request);
  }
  absl::StatusOr<v1::ImportOrganisationsResponse> Import(const std::string& table, const Account& by) {
    v1::ImportOrganisationsRequest request;
    request.set_content(table);
    return tests::CallWith(TokenOf(by), house_.organisations(), &Stub::ImportOrganisations, request);
  }
  absl::StatusOr<v1::StaffAccount> ChangeAccount(const v1::ChangeAccountRequest& request, const Account& by) {
    return tests::CallWith(TokenOf(by), house_.accounts(), &IdentityHouse::AccountStub::ChangeAccount, request);
  }
  absl::StatusOr<v1::ListAccountsResponse> ListAccounts(const v1::ListAccountsRequest& request, const Account& by) {
    return tests::CallWith(TokenOf(by), house_.accounts(), &IdentityHouse::AccountStub::ListAccounts, request);
  }
  // The user names of who is in an organisation.
  std::vector<std::string> NamesIn(const std::string& organisation, const Account& by) {
    v1::ListAccountsRequest request;
    request.set_page_size(1);
    request.set_organisation_id(organisation);
    std::vector<std::string> names;
    do {
      const auto page = ListAccounts(request, by);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& account : page->accounts()) names.push_back(account.account().user_name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
  absl::StatusOr<v1::StaffAccount> PutInto(const std::string& organisation, const Account& account, const Account& by) {
    v1::ChangeAccountRequest request;
    request.set_account_id(account.id.ToString());
    request.set_display_name("山田 花");
    request.add_roles(ROLE_HEALTH_OFFICER);
    request.add_area_codes("271004");
    request.set_organisation_id(organisation);
    return ChangeAccount(request, by);
  }

  IdentityHouse house_;
  const Account chief_ = house_.Make("chief", {"ADMINISTRATOR"}, {}).account;
  const Account osaka_ = house_.Make("osaka", {"ADMINISTRATOR"}, {"270008"}).account;
  const Account tokyo_ = house_.Make("tokyo", {"ADMINISTRATOR"}, {"130001"}).account;
};

TEST_F(Organisations, AreMadeOnceHoweverOftenTheRequestComes) {
  const auto request = AnOrganisation();
  const auto made = Create(request, osaka_);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->display_name(), "大阪市保健所");
  EXPECT_EQ(made->corporate_number(), "6000020271004");
  EXPECT_EQ(made->revision(), 1);
  EXPECT_FALSE(made->has_active_from_time() || made->has_active_to_time());
  EXPECT_EQ(Create(request, osaka_)->id(), made->id());
  EXPECT_EQ(Get(made->id(), osaka_)->DebugString(), made->DebugString());
  auto other = request;
  other.set_english_name("");
  EXPECT_EQ(ReasonOf(Create(other, osaka_).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Create(AnOrganisation(), osaka_).status()), "ORGANISATION_EXISTS");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.CreateOrganisation' AND "
                          "area = '271004'"),
            1);
}

TEST_F(Organisations, AreRefusedByField) {
  const struct {
    const char* name;
    void (*break_it)(v1::CreateOrganisationRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"no request id", [](auto& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"no kind", [](auto& r) { r.clear_kind(); }, "kind", "UNKNOWN_KIND"},
      {"no name", [](auto& r) { r.clear_display_name(); }, "display_name", "MISSING_FIELD"},
      {"no area", [](auto& r) { r.clear_area_code(); }, "area_code", "MALFORMED_AREA_CODE"},
      {"an area that is not served", [](auto& r) { r.set_area_code("480002"); }, "area_code", "AREA_NOT_SERVED"},
      {"a wrong number", [](auto& r) { r.set_corporate_number("1"); }, "corporate_number", "MALFORMED_CORPORATE_NUMBER"},
      {"over before it began",
       [](auto& r) {
         r.mutable_active_from_time()->set_seconds(10);
         r.mutable_active_to_time()->set_seconds(9);
       },
       "active_to_time", "BAD_PERIOD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    auto request = AnOrganisation();
    c.break_it(request);
    const auto refused = Create(request, chief_);
    EXPECT_EQ(FieldOf(refused.status()), c.field);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
  }
  EXPECT_EQ(house_.Number("SELECT count(*) FROM organisations"), 0);
}

TEST_F(Organisations, ChangeOnlyForWhoSawTheLastChange) {
  const auto made = Create(AnOrganisation(), osaka_);
  const auto changed = Change(AChange(*made), chief_);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->revision(), 2);
  EXPECT_EQ(changed->display_name(), "大阪市健康局");
  EXPECT_EQ(changed->corporate_number(), "") << "what is left out is emptied";
  EXPECT_EQ(changed->area_code(), "271004");
  EXPECT_EQ(ReasonOf(Change(AChange(*made), osaka_).status()), "ORGANISATION_CHANGED");
  const auto other = Create(AnOrganisation("大阪市保健所"), osaka_);
  EXPECT_EQ(ReasonOf(Change(AChange(*other), osaka_).status()), "ORGANISATION_EXISTS");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.ChangeOrganisation' AND payload = "
                          "'{\"kind\": 2, \"corporate_number\": \"\", \"active_from\": null, \"active_to\": null}'"),
            1);
}

TEST_F(Organisations, OfOneNameAndAreaAreMadeOnceByHoweverManyAtATime) {
  std::vector<absl::StatusOr<v1::Organisation>> made(4, absl::UnknownError("not yet"));
  {
    std::vector<std::jthread> administrators;
    for (auto& one : made) {
      administrators.emplace_back([&] { one = Create(AnOrganisation(), osaka_); });
    }
  }
  std::vector<std::string> reasons;
  for (const auto& one : made) reasons.push_back(ReasonOf(one.status()));
  EXPECT_THAT(reasons, UnorderedElementsAre("", "ORGANISATION_EXISTS", "ORGANISATION_EXISTS", "ORGANISATION_EXISTS"));
}

TEST_F(Organisations, OfOtherAreasDoNotExist) {
  const auto made = Create(AnOrganisation(), osaka_);
  EXPECT_EQ(ReasonOf(Create(AnOrganisation("x"), tokyo_).status()), "AREA_UNKNOWN");
  EXPECT_EQ(ReasonOf(Get(made->id(), tokyo_).status()), "ORGANISATION_UNKNOWN");
  auto wrong = AChange(*made);
  wrong.clear_kind();
  EXPECT_EQ(ReasonOf(Change(wrong, tokyo_).status()), "ORGANISATION_UNKNOWN") << "not even the wrong field is told";
  EXPECT_EQ(ReasonOf(PutInto(made->id(), tokyo_, chief_).status()), "") << "the whole installation may";
  const Account officer = house_.Make("tokyo.officer", {"HEALTH_OFFICER"}, {"130001"}).account;
  v1::ChangeAccountRequest request;
  request.set_account_id(officer.id.ToString());
  request.set_display_name("x");
  request.add_roles(ROLE_HEALTH_OFFICER);
  request.add_area_codes("130001");
  request.set_organisation_id(made->id());
  const Account tokyo2 = house_.Make("tokyo2", {"ADMINISTRATOR"}, {"130001"}).account;
  const auto refused = ChangeAccount(request, tokyo2);
  EXPECT_EQ(ReasonOf(refused.status()), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(FieldOf(refused.status()), "organisation_id");
  EXPECT_EQ(List(tokyo2)->organisations_size(), 0);
  // Put into it by the whole installation she stays, whoever changes something else.
  ASSERT_TRUE(ChangeAccount(request, chief_).ok());
  request.set_display_name("y");
  const auto kept = ChangeAccount(request, tokyo2);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->account().organisation_id(), made->id());
}

TEST_F(Organisations, HaveStaffWhoAreListedInPages) {
  const auto made = Create(AnOrganisation(), osaka_);
  for (const char* name : {"jiro", "hanako"}) {
    ASSERT_TRUE(PutInto(made->id(), house_.Make(name).account, osaka_).ok());
  }
  house_.Make("taro");
  EXPECT_THAT(NamesIn(made->id(), osaka_), ElementsAre("hanako", "jiro"));
  EXPECT_THAT(NamesIn(made->id(), tokyo_), IsEmpty());
  EXPECT_THAT(NamesIn("", osaka_), ElementsAre("hanako", "jiro", "osaka", "taro"));
  v1::ListAccountsRequest request;
  request.set_organisation_id("x");
  const auto refused = ListAccounts(request, chief_);
  EXPECT_EQ(FieldOf(refused.status()), "organisation_id");
  request.set_organisation_id(made->id());
  request.set_page_size(1);
  const auto page = ListAccounts(request, chief_);
  request.set_page_token(page->next_page_token());
  request.clear_organisation_id();
  const auto other = ListAccounts(request, chief_);
  EXPECT_EQ(ReasonOf(other.status()), "BAD_PAGE_TOKEN") << "a page counts for the list that it is of";
}

TEST_F(Organisations, AreListedInPagesByAreaAndName) {
  for (const char* name : {"b", "a", "c"}) ASSERT_TRUE(Create(AnOrganisation(name), osaka_).ok());
  auto elsewhere = AnOrganisation("a");
  elsewhere.set_area_code("131016");
  ASSERT_TRUE(Create(elsewhere, chief_).ok());
  const auto first = List(chief_, 2);
  ASSERT_EQ(first->organisations_size(), 2);
  EXPECT_EQ(first->organisations(0).area_code(), "131016");
  EXPECT_EQ(first->organisations(1).display_name(), "a");
  const auto rest = List(chief_, 2, first->next_page_token());
  ASSERT_EQ(rest->organisations_size(), 2);
  EXPECT_EQ(rest->organisations(0).display_name(), "b");
  EXPECT_EQ(rest->organisations(1).display_name(), "c");
  EXPECT_EQ(rest->next_page_token(), "");
  EXPECT_EQ(List(osaka_)->organisations_size(), 3);
  EXPECT_EQ(ReasonOf(List(osaka_, 2, first->next_page_token()).status()), "BAD_PAGE_TOKEN");
}

TEST_F(Organisations, HaveStaffWhoseTokensNameThem) {
  const auto made = Create(AnOrganisation(), osaka_);
  const auto officer = house_.Make("hanako");
  const auto session = house_.LogIn("hanako", kPassword, house_.CodeOf(officer));
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(house_.Resolve(session->session_cookie())->organisation(), "") << "who belongs to none works as before";
  const auto placed = PutInto(made->id(), officer.account, osaka_);
  ASSERT_TRUE(placed.ok()) << placed.status();
  EXPECT_EQ(placed->account().organisation_id(), made->id());
  EXPECT_EQ(placed->account().organisation(), "大阪市保健所");
  EXPECT_EQ(house_.Resolve(session->session_cookie())->organisation(), made->id());
  ASSERT_TRUE(Change(AChange(*made), osaka_).ok());
  const auto renamed = PutInto(made->id(), officer.account, osaka_);
  EXPECT_EQ(renamed->account().organisation(), "大阪市健康局");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM accounts WHERE organisation = '大阪市健康局'"), 1);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.ChangeAccount' AND "
                          "payload ->> 'organisation_id' = '" + made->id() + "'"),
            2);
}

TEST_F(Organisations, GiveInvitedStaffTheirName) {
  const auto made = Create(AnOrganisation(), osaka_);
  v1::InviteAccountRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_email_address("hanako@health.example.jp");
  request.set_language("ja");
  request.set_user_name("hanako");
  request.set_display_name("山田 花子");
  request.add_roles(ROLE_HEALTH_OFFICER);
  request.add_area_codes("271004");
  request.set_organisation_id(made->id());
  const auto invite = [&] {
    return tests::CallWith(TokenOf(osaka_), house_.accounts(), &IdentityHouse::AccountStub::InviteAccount, request);
  };
  const auto invited = invite();
  ASSERT_TRUE(invited.ok()) << invited.status();
  EXPECT_EQ(invited->account().organisation(), "大阪市保健所");
  EXPECT_EQ(invited->account().organisation_id(), made->id());
  EXPECT_EQ(invite()->account().id(), invited->account().id());
  request.set_request_id(RequestId::Random().ToString());
  request.set_user_name("jiro");
  request.set_organisation_id(OrganisationId::Random().ToString());
  EXPECT_EQ(ReasonOf(invite().status()), "ORGANISATION_UNKNOWN");
  request.set_organisation_id("x");
  EXPECT_EQ(FieldOf(invite().status()), "organisation_id");
}

TEST_F(Organisations, TakeNobodyOnceTheyEndedAndKeepWhoIsThere) {
  const auto made = Create(AnOrganisation(), osaka_);
  const auto hanako = house_.Make("hanako");
  const Account& officer = hanako.account;
  ASSERT_TRUE(PutInto(made->id(), officer, osaka_).ok());
  const auto session = house_.LogIn("hanako", kPassword, house_.CodeOf(hanako));
  ASSERT_TRUE(session.ok()) << session.status();
  auto ends = AChange(*made);
  ends.mutable_active_to_time()->set_seconds(absl::ToUnixSeconds(house_.clock().Now()));
  ASSERT_TRUE(Change(ends, osaka_).ok());
  const auto resolved = house_.Resolve(session->session_cookie());
  ASSERT_TRUE(resolved.ok()) << "an end ends no session: " << resolved.status();
  EXPECT_EQ(resolved->organisation(), made->id());
  EXPECT_THAT(NamesIn(made->id(), osaka_), ElementsAre("hanako")) << "for an administrator to decide";
  EXPECT_TRUE(PutInto(made->id(), officer, osaka_).ok()) << "she stays";
  const auto refused = PutInto(made->id(), house_.Make("jiro").account, osaka_);
  EXPECT_EQ(ReasonOf(refused.status()), "ORGANISATION_NOT_ACTIVE");
  EXPECT_EQ(FieldOf(refused.status()), "organisation_id");
}

TEST_F(Organisations, ComeByTheTableAllOrNothing) {
  const std::string heading = "kind,name,english_name,area_code,corporate_number\n";
  ASSERT_TRUE(Create(AnOrganisation(), osaka_).ok());
  const std::string table = heading + "health_centre,大阪市保健所,Osaka,271004,6000020271004\nhospital,見本病院,,271403,\n";
  const auto imported = Import(table, chief_);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->added(), 1);
  EXPECT_EQ(imported->changed(), 1);
  EXPECT_EQ(Import(table, chief_)->unchanged(), 2);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM organisations WHERE revision = 2 AND english_name = 'Osaka'"), 1);
  const auto refused = Import(heading + "hospital,y,,271004,\nhospital,z,,480002,\n", chief_);
  EXPECT_EQ(ReasonOf(refused.status()), "AREA_NOT_SERVED");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("line 3, column 4"));
  EXPECT_EQ(house_.Number("SELECT count(*) FROM organisations"), 2);
  EXPECT_EQ(ReasonOf(Import(table, osaka_).status()), "WHOLE_INSTALLATION_ONLY");
  EXPECT_EQ(ReasonOf(Import(std::string(2 << 20, 'x'), chief_).status()), "TOO_MANY_ROWS");
}

TEST_F(Organisations, AreForAdministratorsOfTheMomentAlone) {
  for (const auto role : {ROLE_HEALTH_OFFICER, ROLE_AUDITOR, mimamori::rpc::v1::ROLE_ANYONE}) {
    SCOPED_TRACE(mimamori::rpc::v1::Role_Name(role));
    const std::string token = house_.callers().Person("gateway_staff", chief_.id.ToString(), role, {});
    auto& stub = house_.organisations();
    EXPECT_EQ(ReasonOf(tests::CallWith(token, stub, &Stub::CreateOrganisation, AnOrganisation()).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(tests::CallWith(token, stub, &Stub::ChangeOrganisation, {}).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(tests::CallWith(token, stub, &Stub::GetOrganisation, {}).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(tests::CallWith(token, stub, &Stub::ListOrganisations, {}).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(tests::CallWith(token, stub, &Stub::ImportOrganisations, {}).status()), "ACCESS_DENIED");
  }
  const Account gone = house_.Make("gone", {"ADMINISTRATOR"}, {}).account;
  const auto made = Create(AnOrganisation(), gone);
  EXPECT_EQ(house_.Number("UPDATE accounts SET disabled_at = created_at WHERE user_name = 'gone' RETURNING 1::bigint"), 1);
  EXPECT_EQ(ReasonOf(Create(AnOrganisation("y"), gone).status()), "NOT_AN_ADMINISTRATOR");
  EXPECT_EQ(ReasonOf(Change(AChange(*made), gone).status()), "NOT_AN_ADMINISTRATOR");
  EXPECT_EQ(ReasonOf(Import("kind,name,area_code\nhospital,x,271004\n", gone).status()), "NOT_AN_ADMINISTRATOR");
}

TEST_F(Organisations, OfTheRightKindHaveHospitalsAndFirmsStaff) {
  v1::CreateOrganisationRequest wanted = AnOrganisation("総合病院");
  wanted.set_kind(v1::ORGANISATION_KIND_HOSPITAL);
  const auto hospital = Create(wanted, osaka_);
  const auto centre = Create(AnOrganisation(), osaka_);
  ASSERT_TRUE(hospital.ok() && centre.ok());
  const Account nurse = house_.Make("nurse", {"AUDITOR"}, {"271004"}).account;
  v1::ChangeAccountRequest change;
  change.set_account_id(nurse.id.ToString());
  change.set_display_name("看護師");
  change.add_roles(mimamori::rpc::v1::ROLE_HOSPITAL_STAFF);
  change.add_area_codes("271004");
  change.set_organisation("総合病院");
  EXPECT_EQ(ReasonOf(ChangeAccount(change, osaka_).status()), "MISSING_FIELD");
  change.set_organisation_id(centre->id());
  EXPECT_EQ(ReasonOf(ChangeAccount(change, osaka_).status()), "ORGANISATION_NOT_OF_ROLE");
  change.set_organisation_id(hospital->id());
  const auto changed = ChangeAccount(change, osaka_);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(ReasonOf(Change(AChange(*hospital), osaka_).status()), "ORGANISATION_HAS_STAFF");
  EXPECT_EQ(ReasonOf(Import("種別,名称,団体コード\n搬送,総合病院,271004\n", chief_).status()), "ORGANISATION_HAS_STAFF");
  EXPECT_EQ(Get(hospital->id(), osaka_)->kind(), v1::ORGANISATION_KIND_HOSPITAL);
  EXPECT_TRUE(Change(AChange(*centre), osaka_).ok()) << "another one's kind is nobody's matter";
}

}  // namespace
}  // namespace mimamori::identity
