// SPDX-License-Identifier: Apache-2.0
// What an invited member of staff does: password, second factor, recovery codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <liboath/oath.h>

#include <algorithm>
#include <functional>
#include <set>

#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"
#include "tests/support/dump.hpp"

namespace mimamori::identity {
namespace {

using mimamori::rpc::v1::ROLE_ADMINISTRATOR;
using platform::FieldOf;
using platform::ReasonOf;
using testing::HasSubstr;
using testing::Not;
using Stub = IdentityHouse::AccountStub;

constexpr char kChosen[] = "a long enough phrase";

class Invitations : public testing::Test {
 protected:
  // Invites and has the mail sent; the account's id.
  std::string Invite(const std::string& user_name = "hanako") {
    v1::InviteAccountRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_email_address("hanako@health.example.jp");
    request.set_language("ja");
    request.set_user_name(user_name);
    request.set_display_name("山田 花子");
    request.add_roles(mimamori::rpc::v1::ROLE_HEALTH_OFFICER);
    request.add_area_codes("271004");
    request.set_organisation("大阪市保健所");
    const auto invited = tests::CallWith(administrator_, house_.accounts(), &Stub::InviteAccount, request);
    EXPECT_TRUE(invited.ok()) << invited.status();
    EXPECT_TRUE(house_.relay().Run(house_.clock().Now()).ok());
    return invited->account().id();
  }
  void Reinvite(const std::string& id) {
    v1::ReinviteAccountRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_account_id(id);
    request.set_email_address("hanako@health.example.jp");
    request.set_language("ja");
    const auto invited = tests::CallWith(administrator_, house_.accounts(), &Stub::ReinviteAccount, request);
    EXPECT_TRUE(invited.ok()) << invited.status();
    EXPECT_EQ(invited->state(), v1::ACCOUNT_STATE_INVITED);
    EXPECT_FALSE(invited->totp_enrolled());
    EXPECT_TRUE(house_.relay().Run(house_.clock().Now()).ok());
  }
  absl::StatusOr<v1::Invitation> Open(const std::string& token) {
    v1::OpenInvitationRequest request;
    request.set_token(token);
    return tests::CallWith(house_.callers().Anyone("gateway_staff"), house_.accounts(), &Stub::OpenInvitation, request);
  }
  // The code that the authenticator shows once it was given the invitation's secret.
  std::string CodeFor(const v1::Invitation& invitation) {
    char* bytes = nullptr;
    size_t length = 0;
    EXPECT_EQ(oath_base32_decode(invitation.totp_secret().data(), invitation.totp_secret().size(), &bytes, &length),
              OATH_OK);
    const platform::Secret secret(std::string(bytes, length));
    std::free(bytes);
    return TotpCodeAt(secret, house_.clock().Now());
  }
  static v1::AcceptInvitationRequest Acceptance(const std::string& token, const std::string& code) {
    v1::AcceptInvitationRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_token(token);
    request.set_password(kChosen);
    request.set_totp_code(code);
    return request;
  }
  absl::StatusOr<v1::AcceptedInvitation> Accept(const v1::AcceptInvitationRequest& request) {
    return tests::CallWith(house_.callers().Anyone("gateway_staff"), house_.accounts(), &Stub::AcceptInvitation,
                           request);
  }
  int64_t Acceptances(const std::string& payload) {
    return house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.AcceptInvitation' AND payload = '" +
                         payload + "'");
  }
  absl::StatusOr<v1::Session> LogInWithRecovery(const std::string& recovery_code) {
    v1::LogInRequest request;
    request.set_user_name("hanako");
    request.set_password(kChosen);
    request.set_recovery_code(recovery_code);
    return tests::CallWith(house_.callers().Anyone("gateway_staff"), house_.stub(), &IdentityHouse::Stub::LogIn,
                           request, "192.0.2.0/24");
  }
  absl::StatusOr<v1::RecoveryCodes> Replace(const std::string& account, const std::string& code,
                                            const RequestId& request_id = RequestId::Random()) {
    v1::ReplaceRecoveryCodesRequest request;
    request.set_request_id(request_id.ToString());
    request.set_totp_code(code);
    return tests::CallWith(house_.callers().Officer(account, {"271004"}), house_.accounts(),
                           &Stub::ReplaceRecoveryCodes, request);
  }

  IdentityHouse house_;
  const std::string administrator_ = house_.callers().Person(
      "gateway_staff", house_.Make("chief", {"ADMINISTRATOR"}, {}).account.id.ToString(), ROLE_ADMINISTRATOR, {});
};

TEST_F(Invitations, SetPasswordAndSecondFactorAndOpenASession) {
  const std::string id = Invite();
  const auto invitation = Open(house_.TokenInMail());
  ASSERT_TRUE(invitation.ok()) << invitation.status();
  EXPECT_EQ(invitation->user_name(), "hanako");
  EXPECT_EQ(invitation->organisation(), "大阪市保健所");
  EXPECT_TRUE(invitation->totp_required());
  EXPECT_THAT(invitation->totp_uri(), HasSubstr("secret=" + invitation->totp_secret()));
  ASSERT_GE(invitation->totp_symbol_size(), 21);
  for (const std::string& row : invitation->totp_symbol()) {
    EXPECT_EQ(row.size(), static_cast<size_t>(invitation->totp_symbol_size()));
  }
  EXPECT_EQ(Open(house_.TokenInMail())->totp_secret(), invitation->totp_secret()) << "looking changes nothing";

  const auto accepted = Accept(Acceptance(house_.TokenInMail(), CodeFor(*invitation)));
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->account().id(), id);
  EXPECT_EQ(Acceptances(R"({"second_factor": true})"), 1);
  EXPECT_EQ(accepted->recovery_codes_size(), 10);
  EXPECT_EQ(house_.Resolve(accepted->session_cookie())->subject(), id);

  EXPECT_EQ(ReasonOf(house_.LogIn("hanako", kChosen).status()), "TOTP_REQUIRED") << "from now on it is asked for";
  EXPECT_EQ(ReasonOf(house_.LogIn("hanako", kChosen, CodeFor(*invitation)).status()), "LOG_IN_REFUSED")
      << "the code was taken";
  house_.clock().Advance(kTotpStep);
  EXPECT_TRUE(house_.LogIn("hanako", kChosen, CodeFor(*invitation)).ok());
}

TEST_F(Invitations, WorkOnce) {
  Invite();
  const std::string token = house_.TokenInMail();
  const auto invitation = Open(token);
  const v1::AcceptInvitationRequest request = Acceptance(token, CodeFor(*invitation));
  const auto first = Accept(request);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = Accept(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->recovery_codes(), testing::ElementsAreArray(first->recovery_codes())) << "the answer was lost";
  EXPECT_NE(again->session_cookie(), first->session_cookie());
  EXPECT_EQ(Acceptances(R"({"second_factor": true})"), 1);
  EXPECT_EQ(Acceptances("{}"), 1) << "the session that the retry opened";

  EXPECT_EQ(ReasonOf(Open(token).status()), "LINK_USED");
  EXPECT_EQ(ReasonOf(Accept(Acceptance(token, CodeFor(*invitation))).status()), "LINK_USED");
  v1::AcceptInvitationRequest other_password = request;
  other_password.set_password("another long phrase");
  EXPECT_EQ(ReasonOf(Accept(other_password).status()), "LINK_USED");
}

TEST_F(Invitations, RefuseWhatCannotBeByField) {
  Invite();
  const std::string token = house_.TokenInMail();
  const std::string code = CodeFor(*Open(token));
  const std::string wrong = TotpCodeAt(NewTotpSecret(), house_.clock().Now());
  const struct {
    const char* name;
    std::function<void(v1::AcceptInvitationRequest&)> spoil;
    const char* field;
    const char* reason;
  } cases[] = {
      {"request id", [](auto& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"no token", [](auto& r) { r.clear_token(); }, "", "LINK_UNKNOWN"},
      {"another token", [](auto& r) { r.set_token("AAAAAAAAAAAAAAAAAAAAAA"); }, "", "LINK_UNKNOWN"},
      {"short password", [](auto& r) { r.set_password("short"); }, "password", "PASSWORD_TOO_SHORT"},
      {"no code", [](auto& r) { r.clear_totp_code(); }, "totp_code", "TOTP_REQUIRED"},
      {"wrong code", [&](auto& r) { r.set_totp_code(wrong); }, "totp_code", "WRONG_TOTP_CODE"},
      {"word as code", [](auto& r) { r.set_totp_code("secret"); }, "totp_code", "WRONG_TOTP_CODE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::AcceptInvitationRequest request = Acceptance(token, code);
    c.spoil(request);
    const auto refused = Accept(request);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason) << refused.status();
    EXPECT_EQ(FieldOf(refused.status()), c.field);
  }
  EXPECT_TRUE(Accept(Acceptance(token, code)).ok()) << "none of them used the link up";
}

TEST_F(Invitations, RunOut) {
  Invite();
  const std::string token = house_.TokenInMail();
  house_.clock().Advance(absl::Hours(72));
  EXPECT_EQ(ReasonOf(Open(token).status()), "LINK_EXPIRED");
  EXPECT_EQ(ReasonOf(Accept(Acceptance(token, "123456")).status()), "LINK_EXPIRED");
  house_.clock().Advance(absl::Hours(25));
  ASSERT_TRUE(house_.RemoveExpired().ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM invitations"), 0);
  EXPECT_EQ(ReasonOf(Open(token).status()), "LINK_UNKNOWN");
}

TEST_F(Invitations, AreVoidOnceThereIsANewerOne) {
  const std::string id = Invite();
  const std::string old = house_.TokenInMail();
  const auto before = Open(old);
  house_.clock().Advance(absl::Seconds(1));
  Reinvite(id);
  EXPECT_EQ(ReasonOf(Open(old).status()), "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Accept(Acceptance(old, CodeFor(*before))).status()), "LINK_UNKNOWN");
  const auto invitation = Open(house_.TokenInMail());
  ASSERT_TRUE(invitation.ok()) << invitation.status();
  EXPECT_NE(invitation->totp_secret(), before->totp_secret());
}

TEST_F(Invitations, AnewCloseEveryOldWayIn) {
  const std::string id = Invite();
  const std::string old = house_.TokenInMail();
  const auto first = Open(old);
  const v1::AcceptInvitationRequest request = Acceptance(old, CodeFor(*first));
  const auto accepted = Accept(request);
  ASSERT_TRUE(accepted.ok());
  house_.clock().Advance(kTotpStep);
  Reinvite(id);
  EXPECT_EQ(ReasonOf(house_.Resolve(accepted->session_cookie()).status()), "SESSION_ENDED");
  EXPECT_EQ(ReasonOf(house_.LogIn("hanako", kChosen, CodeFor(*first)).status()), "LOG_IN_REFUSED");
  EXPECT_EQ(ReasonOf(LogInWithRecovery(accepted->recovery_codes(0)).status()), "LOG_IN_REFUSED");

  const auto second = Open(house_.TokenInMail());
  ASSERT_TRUE(Accept(Acceptance(house_.TokenInMail(), CodeFor(*second))).ok());
  v1::AcceptInvitationRequest replayed = request;
  replayed.set_totp_code(CodeFor(*first));
  EXPECT_EQ(ReasonOf(Accept(replayed).status()), "LINK_USED") << "nor does the first answer come again";
}

TEST_F(Invitations, OfADisabledAccountAreVoid) {
  const std::string id = Invite();
  v1::DisableAccountRequest disable;
  disable.set_account_id(id);
  ASSERT_TRUE(tests::CallWith(administrator_, house_.accounts(), &Stub::DisableAccount, disable).ok());
  EXPECT_EQ(ReasonOf(Open(house_.TokenInMail()).status()), "LINK_UNKNOWN");
  house_.clock().Advance(absl::Seconds(1));
  Reinvite(id);
  const auto invitation = Open(house_.TokenInMail());
  ASSERT_TRUE(invitation.ok()) << "the way back: " << invitation.status();
  EXPECT_TRUE(Accept(Acceptance(house_.TokenInMail(), CodeFor(*invitation))).ok());
}

TEST_F(Invitations, LeaveNoWayInToAnAccountThatIsDisabled) {
  const std::string id = Invite();
  ASSERT_TRUE(Accept(Acceptance(house_.TokenInMail(), CodeFor(*Open(house_.TokenInMail())))).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM sessions"), 1);
  v1::DisableAccountRequest disable;
  disable.set_account_id(id);
  ASSERT_TRUE(tests::CallWith(administrator_, house_.accounts(), &Stub::DisableAccount, disable).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM sessions"), 0);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM recovery_codes"), 0);
}

TEST_F(Invitations, DoNotOpenWithALinkOfAnotherPurpose) {
  v1::CreateLinkRequest link;
  link.set_request_id(RequestId::Random().ToString());
  link.set_purpose(v1::LINK_PURPOSE_VERIFY_ADDRESS);
  link.set_payload("what visit needs");
  const auto visits = tests::CallWith(house_.callers().Service("visit"), house_.stub(),
                                      &IdentityHouse::Stub::CreateLink, link);
  EXPECT_EQ(ReasonOf(Open(visits->token()).status()), "LINK_UNKNOWN");

  Invite();
  v1::DescribeLinkRequest describe;
  describe.set_token(house_.TokenInMail());
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.callers().Anyone(), house_.stub(), &IdentityHouse::Stub::DescribeLink,
                                     describe)
                         .status()),
            "LINK_UNKNOWN")
      << "at the public door";
  link.set_purpose(v1::LINK_PURPOSE_STAFF_INVITATION);
  link.set_request_id(RequestId::Random().ToString());
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.callers().Service("visit"), house_.stub(),
                                     &IdentityHouse::Stub::CreateLink, link)
                         .status()),
            "PURPOSE_OF_ANOTHER_SERVICE");
}

TEST_F(Invitations, LeaveTheSecondFactorToThePolicy) {
  house_.Rule("identity.staff", R"({"totp_required": false, "invitation_hours": 1})");
  Invite();
  const auto invitation = Open(house_.TokenInMail());
  EXPECT_FALSE(invitation->totp_required());
  EXPECT_EQ(invitation->expire_time().seconds(), absl::ToUnixSeconds(house_.clock().Now() + absl::Hours(1)));
  const auto accepted = Accept(Acceptance(house_.TokenInMail(), ""));
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->recovery_codes_size(), 0);
  EXPECT_EQ(Acceptances(R"({"second_factor": false})"), 1);
  EXPECT_TRUE(house_.LogIn("hanako", kChosen).ok());

  house_.Rule("identity.staff", R"({"totp_required": true, "invitation_hours": 1})");
  house_.clock().Advance(absl::Minutes(1));
  EXPECT_EQ(ReasonOf(house_.LogIn("hanako", kChosen).status()), "TOTP_NOT_ENROLLED");
  EXPECT_EQ(ReasonOf(house_.LogIn("hanako", "wrong, but long").status()), "LOG_IN_REFUSED");
}

TEST_F(Invitations, GiveRecoveryCodesThatWorkOnce) {
  Invite();
  const auto accepted = Accept(Acceptance(house_.TokenInMail(), CodeFor(*Open(house_.TokenInMail()))));
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(std::set<std::string>(accepted->recovery_codes().begin(), accepted->recovery_codes().end()).size(), 10u);
  EXPECT_THAT(accepted->recovery_codes(0), testing::MatchesRegex("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"));
  std::string typed = accepted->recovery_codes(0);
  std::transform(typed.begin(), typed.end(), typed.begin(), ::tolower);
  std::replace(typed.begin(), typed.end(), '-', ' ');
  EXPECT_TRUE(LogInWithRecovery(typed).ok()) << typed;
  EXPECT_EQ(ReasonOf(LogInWithRecovery(accepted->recovery_codes(0)).status()), "LOG_IN_REFUSED");
  EXPECT_TRUE(LogInWithRecovery(accepted->recovery_codes(1)).ok()) << "each stands alone";
  EXPECT_EQ(ReasonOf(LogInWithRecovery("AAAA-AAAA-AAAA").status()), "LOG_IN_REFUSED");
  EXPECT_EQ(ReasonOf(LogInWithRecovery("x").status()), "LOG_IN_REFUSED");
  EXPECT_EQ(house_.Number("SELECT count(*) FROM recovery_codes"), 8);
}

TEST_F(Invitations, SlowWhoTriesRecoveryCodes) {
  Invite();
  ASSERT_TRUE(Accept(Acceptance(house_.TokenInMail(), CodeFor(*Open(house_.TokenInMail())))).ok());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ReasonOf(LogInWithRecovery("AAAA-AAAA-AAAA").status()), "LOG_IN_REFUSED");
  EXPECT_EQ(ReasonOf(LogInWithRecovery("AAAA-AAAA-AAAA").status()), "SLOW_DOWN");
}

TEST_F(Invitations, LetRecoveryCodesBeReplaced) {
  const std::string id = Invite();
  const auto invitation = Open(house_.TokenInMail());
  const auto accepted = Accept(Acceptance(house_.TokenInMail(), CodeFor(*invitation)));
  ASSERT_TRUE(accepted.ok());
  EXPECT_EQ(ReasonOf(Replace(id, CodeFor(*invitation)).status()), "WRONG_TOTP_CODE") << "taken when she accepted";
  house_.clock().Advance(kTotpStep);
  const RequestId request_id = RequestId::Random();
  const auto replaced = Replace(id, CodeFor(*invitation), request_id);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_THAT(Replace(id, CodeFor(*invitation), request_id)->recovery_codes(),
              testing::ElementsAreArray(replaced->recovery_codes()))
      << "a retry";
  EXPECT_EQ(ReasonOf(LogInWithRecovery(accepted->recovery_codes(0)).status()), "LOG_IN_REFUSED");
  EXPECT_TRUE(LogInWithRecovery(replaced->recovery_codes(0)).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.ReplaceRecoveryCodes'"), 1);

  for (int i = 0; i < 6; ++i) (void)Replace(id, "000000");
  EXPECT_EQ(ReasonOf(Replace(id, "000000").status()), "SLOW_DOWN");
  EXPECT_EQ(ReasonOf(Replace(house_.Make("demo", true).account.id.ToString(), "000000").status()), "TOTP_NOT_ENROLLED");
}

TEST_F(Invitations, LeaveNoSecretInTheDatabase) {
  Invite();
  const std::string token = house_.TokenInMail();
  const auto invitation = Open(token);
  const auto accepted = Accept(Acceptance(token, CodeFor(*invitation)));
  ASSERT_TRUE(accepted.ok());
  const std::string dump = tests::DumpDatabase(house_.database().OwnerConninfo());
  for (const std::string& secret : {token, invitation->totp_secret(), std::string(kChosen), accepted->session_cookie(),
                                    accepted->recovery_codes(0), accepted->recovery_codes(9)}) {
    EXPECT_THAT(dump, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace mimamori::identity
