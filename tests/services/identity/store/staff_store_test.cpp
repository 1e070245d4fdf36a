// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "embedded/identity_migrations.hpp"
#include "services/identity/store/postgres_account_store.hpp"
#include "services/identity/store/postgres_invitation_store.hpp"
#include "services/identity/store/postgres_link_store.hpp"
#include "services/identity/store/postgres_staff_store.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/postgres/pool.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::identity {
namespace {

using platform::ReasonOf;
using testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
const platform::postgres::AuditEntry kAudit{.time = kNow, .actor = "test", .action = "test", .object_type = "account",
                                            .object_id = "", .area = "", .reason = "", .payload = "{}", .trace_id = ""};

class StaffStores : public testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  static Account AnAccount(const std::string& user_name, std::vector<std::string> roles,
                           std::vector<std::string> areas) {
    return *OpenAccount(AccountId::Random(), {.user_name = user_name,
                                              .display_name = "花子",
                                              .roles = std::move(roles),
                                              .areas = std::move(areas),
                                              .organisation = "保健所",
                                              .demo = false});
  }
  AccountId Keep(const std::string& user_name, std::vector<std::string> roles, std::vector<std::string> areas) {
    const Account account = AnAccount(user_name, std::move(roles), std::move(areas));
    EXPECT_TRUE(accounts_
                    .Insert(Soon(), {.account = account,
                                     .password_hash = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA",
                                     .totp_secret = "sealed",
                                     .created_at = kNow},
                            false, kAudit)
                    .ok());
    return account.id;
  }
  static NewInvitation AnInvitation(char fingerprint = 'f') {
    return {.id = InvitationId::Random(),
            .request_id = RequestId::Random(),
            .fingerprint = std::string(16, fingerprint),
            .totp_secret = "sealed anew",
            .sealed_contact = "a sealed address",
            .mail_request = RequestId::Random(),
            .created_at = kNow,
            .expires_at = kNow + absl::Hours(72)};
  }
  // With a link of its own, as the mail brought it.
  AcceptedInvitation Acceptance(const AccountId& account, const NewInvitation& invitation, char link) {
    const std::string hash(32, link);
    EXPECT_TRUE(links_.Keep(Soon(), hash, {.purpose = LinkPurpose::kStaffInvitation,
                                           .payload = invitation.id.ToString(),
                                           .owner = "identity",
                                           .request_id = RequestId::Random(),
                                           .created_at = kNow,
                                           .expires_at = invitation.expires_at})
                    .ok());
    return {.invitation = invitation.id,
            .account = account,
            .link_hash = hash,
            .request_id = RequestId::Random(),
            .password_hash = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA",
            .totp_secret = std::nullopt,
            .totp_step = std::nullopt,
            .recovery_macs = {},
            .session = {.session = OpenSession(SessionId::Random(), SessionKind::kStaff, kNow, SessionPolicy{}),
                        .token_hash = std::string(32, static_cast<char>(link + 1))},
            .now = kNow};
  }
  std::vector<std::string> NamesSeenFrom(const std::vector<std::string>& codes) {
    AdministratorScope scope;
    for (const std::string& code : codes) scope.push_back(*platform::AreaCode::Parse(code));
    std::vector<std::string> names;
    const auto members = staff_.List(Soon(), scope, std::nullopt, "", 100);
    EXPECT_TRUE(members.ok()) << members.status();
    for (const Member& member : *members) {
      names.push_back(member.account.user_name);
      EXPECT_TRUE(staff_.Get(Soon(), scope, member.account.id)->has_value()) << "what is listed can be read";
    }
    return names;
  }

  tests::ScratchDatabase database_{"identity", embedded::identity_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresAccountStore accounts_{pool_};
  PostgresStaffStore staff_{pool_};
  PostgresInvitationStore invitations_{pool_};
  PostgresLinkStore links_{pool_};
};

TEST_F(StaffStores, ListTheAccountsOfAScopeAsTheDomainSeesThem) {
  Keep("a.osaka", {"HEALTH_OFFICER"}, {"271004"});
  Keep("b.prefecture", {"HEALTH_OFFICER"}, {"270008"});
  Keep("c.both", {"HEALTH_OFFICER"}, {"271004", "131016"});
  Keep("d.tokyo", {"HEALTH_OFFICER"}, {"131016"});
  Keep("e.chief", {"ADMINISTRATOR"}, {});
  EXPECT_THAT(NamesSeenFrom({}), ElementsAre("a.osaka", "b.prefecture", "c.both", "d.tokyo", "e.chief"));
  EXPECT_THAT(NamesSeenFrom({"270008"}), ElementsAre("a.osaka", "b.prefecture"));
  EXPECT_THAT(NamesSeenFrom({"271004"}), ElementsAre("a.osaka"));
  EXPECT_THAT(NamesSeenFrom({"271004", "130001"}), ElementsAre("a.osaka", "c.both", "d.tokyo"));
  EXPECT_THAT(NamesSeenFrom({"010006"}), ElementsAre());
}

TEST_F(StaffStores, LetOneOfTwoStayWhoDisableEachOtherAtTheSameTime) {
  for (int round = 0; round < 8; ++round) {
    SCOPED_TRACE(round);
    const AccountId one = Keep("one-" + std::to_string(round), {"ADMINISTRATOR"}, {});
    const AccountId two = Keep("two-" + std::to_string(round), {"ADMINISTRATOR"}, {});
    absl::Status first, second;
    std::thread other([&] { first = staff_.Disable(Soon(), one, two, kNow, kAudit).status(); });
    second = staff_.Disable(Soon(), two, one, kNow, kAudit).status();
    other.join();
    EXPECT_NE(first.ok(), second.ok());
    EXPECT_EQ(ReasonOf(first.ok() ? second : first), "NOT_AN_ADMINISTRATOR");
  }
}

TEST_F(StaffStores, KeepTheLastAdministratorOfTheWholeInstallation) {
  const AccountId chief = Keep("chief", {"ADMINISTRATOR"}, {});
  const AccountId other = Keep("other", {"ADMINISTRATOR"}, {});
  EXPECT_TRUE(staff_.Disable(Soon(), other, chief, kNow, kAudit).ok());
  const AccountId invited = staff_.Invite(Soon(), other, AnAccount("third", {"ADMINISTRATOR"}, {}), AnInvitation(), kAudit)
                                ->account.id;
  EXPECT_TRUE(staff_.Disable(Soon(), other, invited, kNow, kAudit).ok()) << "who never had a password is no loss";
  EXPECT_EQ(ReasonOf(staff_.Disable(Soon(), other, other, kNow, kAudit).status()), "OWN_ACCOUNT");
  EXPECT_EQ(ReasonOf(staff_.Disable(Soon(), chief, other, kNow, kAudit).status()), "NOT_AN_ADMINISTRATOR");
}

TEST_F(StaffStores, TakeARequestOnce) {
  const AccountId chief = Keep("chief", {"ADMINISTRATOR"}, {});
  const NewInvitation invitation = AnInvitation();
  const auto first = staff_.Invite(Soon(), chief, AnAccount("hanako", {"AUDITOR"}, {}), invitation, kAudit);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->state, AccountState::kInvited);
  EXPECT_EQ(first->invitation_expires_at, invitation.expires_at);

  NewInvitation retry = AnInvitation();
  retry.request_id = invitation.request_id;
  const auto again = staff_.Invite(Soon(), chief, AnAccount("hanako", {"AUDITOR"}, {}), retry, kAudit);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->account.id, first->account.id);
  retry.fingerprint = std::string(16, 'g');
  EXPECT_EQ(ReasonOf(staff_.Invite(Soon(), chief, AnAccount("taro", {"AUDITOR"}, {}), retry, kAudit).status()),
            "REQUEST_ID_REUSED");
  EXPECT_EQ(invitations_.ClaimMails(Soon(), kNow, kNow + absl::Minutes(1), 10)->size(), 1u);
  EXPECT_EQ(ReasonOf(staff_.Invite(Soon(), chief, AnAccount("hanako", {"AUDITOR"}, {}), AnInvitation(), kAudit).status()),
            "USER_NAME_TAKEN");
}

// Whoever was looked up before is looked at again where it is written: two requests may come at the same time.
TEST_F(StaffStores, AcceptAnInvitationOnceAndNoneThatIsVoid) {
  const AccountId chief = Keep("chief", {"ADMINISTRATOR"}, {});
  const NewInvitation old = AnInvitation();
  const AccountId hanako = staff_.Invite(Soon(), chief, AnAccount("hanako", {"AUDITOR"}, {}), old, kAudit)->account.id;
  const AcceptedInvitation late = Acceptance(hanako, old, 'a');
  const NewInvitation anew = AnInvitation();
  ASSERT_TRUE(staff_.Reinvite(Soon(), chief, hanako, anew, kAudit).ok());
  EXPECT_EQ(ReasonOf(invitations_.Accept(Soon(), late, kAudit)), "LINK_UNKNOWN");
  AcceptedInvitation accepted = Acceptance(hanako, anew, 'c');
  EXPECT_TRUE(invitations_.Accept(Soon(), accepted, kAudit).ok());
  accepted.request_id = RequestId::Random();
  EXPECT_EQ(ReasonOf(invitations_.Accept(Soon(), accepted, kAudit)), "LINK_USED");
}

TEST_F(StaffStores, InviteForServedAreasOnly) {
  const AccountId chief = Keep("chief", {"ADMINISTRATOR"}, {});
  const auto invite = [&](const std::string& name, const char* area) {
    return staff_.Invite(Soon(), chief, AnAccount(name, {"AUDITOR"}, {area}), AnInvitation(), kAudit).status();
  };
  EXPECT_TRUE(invite("listed", "271004").ok());
  EXPECT_TRUE(invite("covered", "462012").ok()) << "Kagoshima city is not listed, its prefecture is";
  EXPECT_EQ(ReasonOf(invite("nowhere", "480002")), "AREA_NOT_SERVED") << "a right check digit, no such prefecture";
}

TEST_F(StaffStores, ForgetAnAddressWithItsMailAndAnInvitationLater) {
  const AccountId chief = Keep("chief", {"ADMINISTRATOR"}, {});
  ASSERT_TRUE(staff_.Invite(Soon(), chief, AnAccount("hanako", {"AUDITOR"}, {}), AnInvitation(), kAudit).ok());
  const auto due = invitations_.ClaimMails(Soon(), kNow, kNow + absl::Minutes(10), 10);
  ASSERT_EQ(due->size(), 1u);
  EXPECT_EQ((*due)[0].sealed_contact, "a sealed address");
  EXPECT_TRUE(invitations_.ClaimMails(Soon(), kNow, kNow + absl::Minutes(10), 10)->empty()) << "somebody has it";
  ASSERT_TRUE(invitations_.PostponeMail(Soon(), (*due)[0].id, kNow).ok());
  EXPECT_EQ(invitations_.ClaimMails(Soon(), kNow, kNow + absl::Minutes(10), 10)->at(0).attempts, 1);
  ASSERT_TRUE(invitations_.FinishMail(Soon(), (*due)[0].id).ok());
  EXPECT_TRUE(invitations_.ClaimMails(Soon(), kNow + absl::Hours(1), kNow + absl::Hours(2), 10)->empty());
  EXPECT_EQ(*invitations_.RemoveExpired(Soon(), kNow + absl::Hours(72)), 0);
  EXPECT_EQ(*invitations_.RemoveExpired(Soon(), kNow + absl::Hours(73)), 1);
}

}  // namespace
}  // namespace mimamori::identity
