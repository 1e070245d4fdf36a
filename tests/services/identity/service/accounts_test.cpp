// SPDX-License-Identifier: Apache-2.0
// What administrators do, and who may not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::identity {
namespace {

using mimamori::rpc::v1::ROLE_ADMINISTRATOR;
using mimamori::rpc::v1::ROLE_AUDITOR;
using mimamori::rpc::v1::ROLE_HEALTH_OFFICER;
using platform::FieldOf;
using platform::ReasonOf;
using testing::HasSubstr;
using testing::Not;
using Stub = IdentityHouse::AccountStub;

class Accounts : public testing::Test {
 protected:
  // As the staff door vouches for her.
  std::string TokenOf(const Account& administrator) const {
    std::vector<std::string> areas;
    for (const auto& area : administrator.areas) areas.push_back(area.ToString());
    return house_.callers().Person("gateway_staff", administrator.id.ToString(), ROLE_ADMINISTRATOR, areas);
  }
  static v1::InviteAccountRequest AnInvitation(const std::string& user_name = "hanako") {
    v1::InviteAccountRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_email_address("Hanako@health.example.jp");
    request.set_language("ja");
    request.set_user_name(user_name);
    request.set_display_name("山田 花子");
    request.add_roles(ROLE_HEALTH_OFFICER);
    request.add_area_codes("271004");
    request.set_organisation("大阪市保健所");
    return request;
  }
  absl::StatusOr<v1::StaffAccount> Invite(const v1::InviteAccountRequest& request, const Account& by) {
    return tests::CallWith(TokenOf(by), house_.accounts(), &Stub::InviteAccount, request);
  }
  absl::StatusOr<v1::StaffAccount> Reinvite(const std::string& id, const Account& by,
                                            const RequestId& request_id = RequestId::Random()) {
    v1::ReinviteAccountRequest request;
    request.set_request_id(request_id.ToString());
    request.set_account_id(id);
    request.set_email_address("hanako@elsewhere.example.jp");
    request.set_language("en");
    return tests::CallWith(TokenOf(by), house_.accounts(), &Stub::ReinviteAccount, request);
  }
  absl::StatusOr<v1::StaffAccount> Get(const std::string& id, const Account& by) {
    v1::GetAccountRequest request;
    request.set_account_id(id);
    return tests::CallWith(TokenOf(by), house_.accounts(), &Stub::GetAccount, request);
  }
  absl::StatusOr<v1::StaffAccount> Disable(const std::string& id, const Account& by) {
    v1::DisableAccountRequest request;
    request.set_account_id(id);
    request.set_reason("left");
    return tests::CallWith(TokenOf(by), house_.accounts(), &Stub::DisableAccount, request);
  }
  static v1::ChangeAccountRequest AChange(const std::string& id) {
    v1::ChangeAccountRequest request;
    request.set_account_id(id);
    request.set_display_name("山田 花");
    request.add_roles(ROLE_AUDITOR);
    request.add_area_codes("271403");
    request.set_organisation("堺市保健所");
    return request;
  }
  absl::StatusOr<v1::StaffAccount> Change(const v1::ChangeAccountRequest& request, const Account& by) {
    return tests::CallWith(TokenOf(by), house_.accounts(), &Stub::ChangeAccount, request);
  }
  absl::StatusOr<v1::ListAccountsResponse> List(const Account& by, int page_size = 0, const std::string& page = "") {
    v1::ListAccountsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page);
    return tests::CallWith(TokenOf(by), house_.accounts(), &Stub::ListAccounts, request);
  }

  IdentityHouse house_;
  const Account chief_ = house_.Make("chief", {"ADMINISTRATOR"}, {}).account;
  const Account osaka_ = house_.Make("osaka", {"ADMINISTRATOR"}, {"270008"}).account;
  const Account tokyo_ = house_.Make("tokyo", {"ADMINISTRATOR"}, {"130001"}).account;
};

TEST_F(Accounts, AreInvitedByMailAndCannotLogInBefore) {
  const auto invited = Invite(AnInvitation(), osaka_);
  ASSERT_TRUE(invited.ok()) << invited.status();
  EXPECT_EQ(invited->state(), v1::ACCOUNT_STATE_INVITED);
  EXPECT_EQ(invited->account().user_name(), "hanako");
  EXPECT_EQ(invited->account().roles(0), ROLE_HEALTH_OFFICER);
  EXPECT_FALSE(invited->totp_enrolled());
  EXPECT_EQ(invited->invitation_expire_time().seconds(), absl::ToUnixSeconds(house_.clock().Now() + absl::Hours(72)));
  EXPECT_EQ(ReasonOf(house_.LogIn("hanako", kPassword).status()), "LOG_IN_REFUSED");

  ASSERT_TRUE(house_.relay().Run(house_.clock().Now()).ok());
  const auto mails = house_.mail().Messages();
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_TRUE(mails[0].parameters().at("link").starts_with(std::string(kStaffUrl) + "/invitation/"));
  vault::v1::Contact contact;
  ASSERT_TRUE(contact.ParseFromString(std::string(house_.vault().Open(mails[0].sealed_contact()).text.Reveal())));
  EXPECT_EQ(contact.email_address(), "Hanako@health.example.jp");
  EXPECT_EQ(contact.language(), "ja");
}

TEST_F(Accounts, LeaveNoAddressBehind) {
  ASSERT_TRUE(Invite(AnInvitation(), chief_).ok());
  ASSERT_TRUE(house_.relay().Run(house_.clock().Now()).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitation_mails"), 0) << "not even sealed";
  const std::string dump = tests::DumpDatabase(house_.database().OwnerConninfo());
  for (const char* secret : {"health.example.jp", "Hanako@", "hanako@"}) EXPECT_THAT(dump, Not(HasSubstr(secret)));
  EXPECT_THAT(dump, Not(HasSubstr(house_.TokenInMail())));
}

TEST_F(Accounts, AnswerARetryAlike) {
  const v1::InviteAccountRequest request = AnInvitation();
  const auto first = Invite(request, chief_);
  const auto again = Invite(request, chief_);
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  v1::InviteAccountRequest other = request;
  other.set_email_address("taro@health.example.jp");
  EXPECT_EQ(ReasonOf(Invite(other, chief_).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Invite(request, osaka_).status()), "USER_NAME_TAKEN") << "request ids are each caller's own";
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.InviteAccount'"), 1);
}

TEST_F(Accounts, AreInvitedAnewOnceARequest) {
  const std::string id = Invite(AnInvitation(), chief_)->account().id();
  house_.clock().Advance(absl::Seconds(1));
  const RequestId request_id = RequestId::Random();
  const auto first = Reinvite(id, chief_, request_id);
  house_.clock().Advance(absl::Seconds(1));
  const auto again = Reinvite(id, chief_, request_id);
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitations"), 2);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.ReinviteAccount'"), 1);
}

TEST_F(Accounts, RefuseWhatCannotBeByField) {
  const struct {
    const char* name;
    std::function<void(v1::InviteAccountRequest&)> spoil;
    const char* field;
    const char* reason;
  } cases[] = {
      {"request id", [](auto& r) { r.set_request_id("1"); }, "request_id", "MALFORMED_ID"},
      {"user name", [](auto& r) { r.set_user_name("花子"); }, "user_name", "MALFORMED_USER_NAME"},
      {"a taken user name", [](auto& r) { r.set_user_name("OSAKA "); }, "user_name", "USER_NAME_TAKEN"},
      {"address", [](auto& r) { r.set_email_address("hanako"); }, "email_address", "MALFORMED_EMAIL_ADDRESS"},
      {"language", [](auto& r) { r.set_language("de"); }, "language", "UNKNOWN_LANGUAGE"},
      {"no name", [](auto& r) { r.set_display_name(" "); }, "display_name", "MISSING_FIELD"},
      {"no role", [](auto& r) { r.clear_roles(); }, "roles", "MISSING_FIELD"},
      {"a role of visitors", [](auto& r) { r.add_roles(mimamori::rpc::v1::ROLE_VENUE_OPERATOR); }, "roles",
       "UNKNOWN_ROLE"},
      {"a role that there is not", [](auto& r) { r.add_roles(static_cast<mimamori::rpc::v1::Role>(99)); }, "roles",
       "UNKNOWN_ROLE"},
      {"check digit", [](auto& r) { r.set_area_codes(0, "271005"); }, "area_codes", "MALFORMED_AREA_CODE"},
      {"officer of nowhere", [](auto& r) { r.clear_area_codes(); }, "area_codes", "MISSING_FIELD"},
      {"an area that is not served", [](auto& r) { r.set_area_codes(0, "480002"); }, "area_codes", "AREA_NOT_SERVED"},
      {"no organisation", [](auto& r) { r.clear_organisation(); }, "organisation", "MISSING_FIELD"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::InviteAccountRequest request = AnInvitation();
    c.spoil(request);
    const auto refused = Invite(request, chief_);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason) << refused.status();
    EXPECT_EQ(FieldOf(refused.status()), c.field);
  }
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitations"), 0);
}

TEST_F(Accounts, OfAnotherPrefectureDoNotExist) {
  const std::string id = Invite(AnInvitation(), osaka_)->account().id();
  EXPECT_TRUE(Get(id, osaka_).ok());
  for (const auto& refused : {Get(id, tokyo_).status(), Disable(id, tokyo_).status(), Reinvite(id, tokyo_).status(),
                              Change(AChange(id), tokyo_).status()}) {
    EXPECT_EQ(refused.code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(refused), "ACCOUNT_UNKNOWN");
  }
  for (const auto& refused : {Get(chief_.id.ToString(), osaka_).status(), Disable(chief_.id.ToString(), osaka_).status()}) {
    EXPECT_EQ(ReasonOf(refused), "ACCOUNT_UNKNOWN") << "an account of the whole installation";
  }
  EXPECT_EQ(ReasonOf(Invite(AnInvitation("jiro"), tokyo_).status()), "AREA_UNKNOWN");
  v1::InviteAccountRequest everywhere = AnInvitation("saburo");
  everywhere.clear_area_codes();
  everywhere.set_roles(0, ROLE_ADMINISTRATOR);
  EXPECT_EQ(ReasonOf(Invite(everywhere, tokyo_).status()), "MISSING_FIELD") << "no administrator above herself";
  v1::ChangeAccountRequest away = AChange(id);
  away.set_area_codes(0, "131016");
  EXPECT_EQ(ReasonOf(Change(away, osaka_).status()), "AREA_UNKNOWN") << "nor can one be given away";
}

TEST_F(Accounts, AreListedInPagesWithinTheCallersAreas) {
  for (const char* name : {"a.hanako", "b.jiro", "c.saburo"}) ASSERT_TRUE(Invite(AnInvitation(name), osaka_).ok());
  const auto first = List(osaka_, 2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->accounts_size(), 2);
  EXPECT_EQ(first->accounts(0).account().user_name(), "a.hanako");
  const auto rest = List(osaka_, 2, first->next_page_token());
  ASSERT_EQ(rest->accounts_size(), 2);
  EXPECT_EQ(rest->accounts(0).account().user_name(), "c.saburo");
  EXPECT_EQ(rest->accounts(1).account().user_name(), "osaka");
  EXPECT_EQ(rest->next_page_token(), "");
  EXPECT_EQ(List(tokyo_)->accounts_size(), 1);
  EXPECT_EQ(List(chief_)->accounts_size(), 6);
  EXPECT_EQ(ReasonOf(List(tokyo_, 2, first->next_page_token()).status()), "BAD_PAGE_TOKEN");
}

TEST_F(Accounts, ChangeFromTheNextCallOn) {
  const auto officer = house_.Make("hanako");
  const auto session = house_.LogIn("hanako", kPassword, house_.CodeOf(officer));
  ASSERT_TRUE(session.ok()) << session.status();
  const auto changed = Change(AChange(officer.account.id.ToString()), osaka_);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->account().organisation(), "堺市保健所");
  EXPECT_EQ(changed->account().user_name(), "hanako");
  const auto resolved = house_.Resolve(session->session_cookie());
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  ASSERT_EQ(resolved->roles_size(), 1);
  EXPECT_EQ(resolved->roles(0), ROLE_AUDITOR);
  EXPECT_EQ(resolved->area_codes(0), "271403");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.ChangeAccount' AND "
                          "payload = '{\"roles\": [\"AUDITOR\"], \"areas\": [\"271403\"], \"organisation_id\": \"\"}'"),
            1);
  v1::ChangeAccountRequest nowhere = AChange(officer.account.id.ToString());
  nowhere.set_area_codes(0, "480002");
  EXPECT_EQ(ReasonOf(Change(nowhere, chief_).status()), "AREA_NOT_SERVED");
}

TEST_F(Accounts, GetNoMailOnceTheirInvitationRanOut) {
  ASSERT_TRUE(Invite(AnInvitation(), chief_).ok());
  ASSERT_TRUE(house_.relay().Run(house_.clock().Now() + absl::Hours(72)).ok());
  EXPECT_TRUE(house_.mail().Messages().empty());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitation_mails"), 0);
}

TEST_F(Accounts, ThatAreDisabledWhileTheirMailWaitsGetNone) {
  const std::string id = Invite(AnInvitation(), chief_)->account().id();
  ASSERT_TRUE(Disable(id, chief_).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitation_mails"), 0);
  ASSERT_TRUE(house_.relay().Run(house_.clock().Now()).ok());
  EXPECT_TRUE(house_.mail().Messages().empty());
}

TEST_F(Accounts, ThatAreDisabledEndAtOnce) {
  const auto officer = house_.Make("hanako");
  const std::string id = officer.account.id.ToString();
  const auto session = house_.LogIn("hanako", kPassword, house_.CodeOf(officer));
  ASSERT_TRUE(session.ok());
  const auto disabled = Disable(id, osaka_);
  ASSERT_TRUE(disabled.ok()) << disabled.status();
  EXPECT_EQ(disabled->state(), v1::ACCOUNT_STATE_DISABLED);
  EXPECT_EQ(ReasonOf(house_.Resolve(session->session_cookie()).status()), "SESSION_ENDED");
  house_.clock().Advance(kTotpStep);
  EXPECT_EQ(ReasonOf(house_.LogIn("hanako", kPassword, house_.CodeOf(officer)).status()), "LOG_IN_REFUSED");
  EXPECT_TRUE(Disable(id, osaka_).ok()) << "again changes nothing";
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.DisableAccount' AND "
                          "reason = 'left'"),
            1);
}

TEST_F(Accounts, AreNotChangedByTheirOwnersNorByWhoWasDisabledAMomentAgo) {
  EXPECT_EQ(ReasonOf(Disable(chief_.id.ToString(), chief_).status()), "OWN_ACCOUNT");
  EXPECT_EQ(ReasonOf(Reinvite(chief_.id.ToString(), chief_).status()), "OWN_ACCOUNT");
  EXPECT_EQ(ReasonOf(Change(AChange(osaka_.id.ToString()), osaka_).status()), "OWN_ACCOUNT");
  ASSERT_TRUE(Disable(osaka_.id.ToString(), chief_).ok());
  // The staff door vouched for her seconds ago.
  EXPECT_EQ(ReasonOf(Invite(AnInvitation(), osaka_).status()), "NOT_AN_ADMINISTRATOR");
}

TEST_F(Accounts, CountTheAreasOfTheMomentNotOfTheToken) {
  v1::ChangeAccountRequest moved;
  moved.set_account_id(osaka_.id.ToString());
  moved.set_display_name("x");
  moved.add_roles(ROLE_ADMINISTRATOR);
  moved.add_area_codes("130001");
  moved.set_organisation("x");
  ASSERT_TRUE(Change(moved, chief_).ok());
  EXPECT_EQ(ReasonOf(Invite(AnInvitation(), osaka_).status()), "AREA_UNKNOWN");
}

TEST_F(Accounts, AreForAdministratorsAlone) {
  for (const auto role : {ROLE_HEALTH_OFFICER, ROLE_AUDITOR, mimamori::rpc::v1::ROLE_ANYONE}) {
    SCOPED_TRACE(mimamori::rpc::v1::Role_Name(role));
    const std::string token = house_.callers().Person("gateway_staff", chief_.id.ToString(), role, {});
    EXPECT_EQ(ReasonOf(tests::CallWith(token, house_.accounts(), &Stub::InviteAccount, AnInvitation()).status()),
              "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(tests::CallWith(token, house_.accounts(), &Stub::ListAccounts, {}).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(tests::CallWith(token, house_.accounts(), &Stub::DisableAccount, {}).status()), "ACCESS_DENIED");
  }
  const std::string service = house_.callers().Service("venue");
  EXPECT_EQ(ReasonOf(tests::CallWith(service, house_.accounts(), &Stub::ListAccounts, {}).status()), "ACCESS_DENIED");
}

TEST_F(Accounts, WaitForTheVaultAndForMail) {
  house_.vault().down = true;
  EXPECT_EQ(Invite(AnInvitation(), chief_).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM accounts WHERE user_name = 'hanako'"), 0) << "nothing is half-done";
  house_.vault().down = false;
  ASSERT_TRUE(Invite(AnInvitation(), chief_).ok());

  house_.mail().mood = FakeMail::Mood::kLosesTheAnswer;
  EXPECT_FALSE(house_.relay().Run(house_.clock().Now()).ok());
  house_.mail().mood = FakeMail::Mood::kWell;
  EXPECT_TRUE(house_.relay().Run(house_.clock().Now()).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitation_mails"), 1) << "not before its pause is over";
  house_.clock().Advance(absl::Seconds(5));
  EXPECT_TRUE(house_.relay().Run(house_.clock().Now()).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitation_mails"), 0);
  EXPECT_EQ(house_.mail().Messages().size(), 1u);

  house_.mail().mood = FakeMail::Mood::kRefuses;
  ASSERT_TRUE(Invite(AnInvitation("jiro"), chief_).ok());
  EXPECT_TRUE(house_.relay().Run(house_.clock().Now()).ok()) << "no later try would mend it";
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitation_mails"), 0);
}

}  // namespace
}  // namespace mimamori::identity
