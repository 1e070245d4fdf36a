// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/binding_store.hpp"

#include <atomic>
#include <thread>

#include "services/observation/store/device_store.hpp"
#include "services/observation/store/invitation_store.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

using platform::ReasonOf;
using platform::RequestId;

const Scope kOsaka = {platform::AreaCode::Parse("270008").value()};
const Scope kTokyo = {platform::AreaCode::Parse("130001").value()};

class BindingStoreTest : public ObservationStoreTest {
 protected:
  static platform::postgres::AuditEntry Audit(absl::Time now = kNow) {
    return {.time = now, .actor = "hanako", .action = "test", .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  static NewInvitation New(const CaseId& id, bool by_mail = true, absl::Time now = kNow) {
    return {.invitation = {.id = InvitationId::Random(), .case_id = id, .by_mail = by_mail, .created_at = now,
                           .expires_at = now + absl::Hours(24)},
            .invited_by = "hanako",
            .request_id = RequestId::Random(),
            .mail_request = RequestId::Random()};
  }
  Invitation Invite(const CaseId& id, absl::Time now = kNow) {
    const auto kept = invitations_.Keep(Soon(), New(id, true, now), Audit(now));
    EXPECT_TRUE(kept.ok()) << kept.status();
    return *kept;
  }
  absl::StatusOr<BoundDevice> Bind(const Invitation& invitation, const std::string& device, absl::Time now = kNow) {
    return bindings_.Bind(Soon(), invitation, device, Audit(now));
  }
  int64_t Audits() {
    const auto rows = pool_.Run(Soon(), {"audits", "SELECT count(*) FROM audit_entries WHERE action = 'test'"});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  InvitationStore invitations_{pool_};
  BindingStore bindings_{pool_};
  DeviceStore devices_{pool_};
};

TEST_F(BindingStoreTest, PreparesEveryStatement) {
  PreparesAll(BindingStore::Statements());
  PreparesAll(InvitationStore::Statements());
}

TEST_F(BindingStoreTest, FindsWhoReportsAndForWhom) {
  WatchedPatient mother = APatient(), child = APatient();
  mother.patient.birth_year = 1985;
  child.reporter = mother.case_id;
  child.plan->last = absl::CivilDay(2026, 12, 5);
  child.time_zone = "Europe/Berlin";
  Watched(mother);
  Watched(child);
  const auto found = invitations_.FindReporter(Soon(), mother.case_id, kOsaka);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->reporter.birth_year, 1985);
  EXPECT_TRUE(found->reporter.has_contact);
  EXPECT_EQ(found->reporter.reporter, std::nullopt);
  ASSERT_EQ(found->reporter.plans.size(), 2u);
  EXPECT_EQ(found->reporter.plans[0].last, absl::CivilDay(2026, 11, 28));
  EXPECT_EQ(found->reporter.plans[1].last, absl::CivilDay(2026, 12, 5));
  EXPECT_EQ(found->reporter.plans[1].zone.name(), "Europe/Berlin");
  EXPECT_EQ(found->area.ToString(), "271004");
  EXPECT_EQ(invitations_.FindReporter(Soon(), child.case_id, kOsaka)->reporter.reporter, mother.case_id);
  EXPECT_EQ(ReasonOf(invitations_.FindReporter(Soon(), mother.case_id, kTokyo).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(invitations_.FindReporter(Soon(), CaseId::Random(), kOsaka).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(invitations_.FindReporter(Soon(), mother.case_id, Scope()).status()), "PATIENT_UNKNOWN")
      << "no areas are none";
  EXPECT_TRUE(invitations_.FindReporter(Soon(), mother.case_id, std::nullopt).ok());
}

TEST_F(BindingStoreTest, KeepsOneInvitationOfARequestAndMakesEarlierOnesVoid) {
  const CaseId hers = Watched();
  const NewInvitation made = New(hers);
  const auto first = invitations_.Keep(Soon(), made, Audit());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->id, made.invitation.id);
  EXPECT_TRUE(first->mail_pending);
  NewInvitation retried = made;
  retried.invitation.id = InvitationId::Random();
  EXPECT_EQ(*invitations_.Keep(Soon(), retried, Audit()), *first);
  EXPECT_EQ(*invitations_.OfRequest(Soon(), "hanako", made.request_id), *first);
  EXPECT_EQ(*invitations_.OfRequest(Soon(), "taro", made.request_id), std::nullopt);
  EXPECT_EQ(Audits(), 1);

  NewInvitation other = made;
  other.invitation.by_mail = false;
  EXPECT_EQ(ReasonOf(invitations_.Keep(Soon(), other, Audit()).status()), "REQUEST_ID_REUSED");
  other = made;
  other.invitation.case_id = Watched();
  EXPECT_EQ(ReasonOf(invitations_.Keep(Soon(), other, Audit()).status()), "REQUEST_ID_REUSED");

  const Invitation second = Invite(hers, kNow + absl::Minutes(1));
  EXPECT_EQ((*invitations_.Find(Soon(), first->id))->revoked_at, kNow + absl::Minutes(1));
  EXPECT_EQ((*invitations_.Find(Soon(), second.id))->revoked_at, std::nullopt);
}

TEST_F(BindingStoreTest, ListsInvitationsPageByPageTheLatestFirst) {
  const CaseId hers = Watched();
  std::vector<InvitationId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(Invite(hers, kNow + absl::Minutes(i)).id);
  Invite(Watched());
  const auto first = invitations_.List(Soon(), hers, kOsaka, {}, 3);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->size(), 3u);
  EXPECT_EQ((*first)[0].id, ids[4]);
  const auto second = invitations_.List(Soon(), hers, kOsaka,
                                        {.created_at = first->back().created_at, .id = first->back().id}, 3);
  ASSERT_EQ(second->size(), 2u);
  EXPECT_EQ((*second)[1].id, ids[0]);
  EXPECT_EQ(ReasonOf(invitations_.List(Soon(), hers, kTokyo, {}, 3).status()), "PATIENT_UNKNOWN");
}

TEST_F(BindingStoreTest, ShowsAndRevokesOnlyWhatIsOpenAndHers) {
  const CaseId hers = Watched(), other = Watched();
  const Invitation open = Invite(hers);
  const auto show = [&](const CaseId& id, const Scope& scope, absl::Time now = kNow) {
    return ReasonOf(invitations_.Show(Soon(), id, open.id, scope, Audit(now)).status());
  };
  EXPECT_EQ(show(hers, kOsaka), "");
  EXPECT_EQ(show(hers, kTokyo), "PATIENT_UNKNOWN");
  EXPECT_EQ(show(other, kOsaka), "INVITATION_UNKNOWN") << "another case's";
  EXPECT_EQ(show(hers, kOsaka, kNow + absl::Hours(24)), "INVITATION_ENDED");
  EXPECT_EQ(ReasonOf(invitations_.Revoke(Soon(), hers, open.id, kTokyo, Audit()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(invitations_.Revoke(Soon(), other, open.id, kOsaka, Audit()).status()), "INVITATION_UNKNOWN");
  EXPECT_EQ(show(hers, kOsaka), "");

  const int64_t before = Audits();
  EXPECT_EQ(invitations_.Revoke(Soon(), hers, open.id, kOsaka, Audit())->revoked_at, kNow);
  EXPECT_EQ(invitations_.Revoke(Soon(), hers, open.id, kOsaka, Audit(kNow + absl::Hours(1)))->revoked_at, kNow)
      << "once more changes nothing";
  EXPECT_EQ(Audits(), before + 1);
  EXPECT_EQ(show(hers, kOsaka), "INVITATION_ENDED");
}

TEST_F(BindingStoreTest, GivesAMailToOneRelayAtATime) {
  const Invitation invitation = Invite(Watched());
  const auto claim = [&](absl::Time now) { return *invitations_.ClaimMails(Soon(), now, now + absl::Minutes(5), 10); };
  const std::vector<InvitationMail> mails = claim(kNow);
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].invitation, invitation);
  EXPECT_EQ(mails[0].attempts, 1);
  EXPECT_TRUE(claim(kNow).empty());
  const std::vector<InvitationMail> again = claim(kNow + absl::Minutes(5));
  ASSERT_EQ(again.size(), 1u) << "who claimed it died";
  EXPECT_EQ(again[0].mail_request, mails[0].mail_request);
  EXPECT_EQ(again[0].attempts, 2);
  ASSERT_TRUE(invitations_.PostponeMail(Soon(), invitation.id, kNow + absl::Hours(1)).ok());
  EXPECT_TRUE(claim(kNow + absl::Minutes(59)).empty());
  ASSERT_TRUE(invitations_.FinishMail(Soon(), invitation.id).ok());
  EXPECT_TRUE(claim(kNow + absl::Hours(1)).empty());
  EXPECT_FALSE((*invitations_.Find(Soon(), invitation.id))->mail_pending);
}

TEST_F(BindingStoreTest, TrustsTheFirstDeviceThatACaseEverHad) {
  const CaseId hers = Watched();
  EXPECT_TRUE(Bind(Invite(hers), "first")->device.trusted);
  EXPECT_FALSE(Bind(Invite(hers), "second")->device.trusted);
  ASSERT_EQ(*bindings_.Revoke(Soon(), hers, std::nullopt, kOsaka, Audit()), 2);
  EXPECT_FALSE(Bind(Invite(hers), "third")->device.trusted) << "another has to vouch for it";
  EXPECT_TRUE(Bind(Invite(Watched()), "another's")->device.trusted);
}

TEST_F(BindingStoreTest, BindsOneDeviceWithOneLink) {
  const CaseId hers = Watched();
  const Invitation invitation = Invite(hers);
  const auto bound = Bind(invitation, "one");
  ASSERT_TRUE(bound.ok()) << bound.status();
  const int64_t audits = Audits();
  EXPECT_EQ(*Bind(invitation, "one", kNow + absl::Minutes(1)), *bound) << "a retry";
  EXPECT_EQ(Audits(), audits);
  EXPECT_EQ(ReasonOf(Bind(invitation, "two").status()), "LINK_USED");
  EXPECT_TRUE((*invitations_.Find(Soon(), invitation.id))->used);
  Invite(hers);
  EXPECT_EQ((*invitations_.Find(Soon(), invitation.id))->revoked_at, std::nullopt) << "what was used stays so";
  EXPECT_EQ(ReasonOf(invitations_.Revoke(Soon(), hers, invitation.id, kOsaka, Audit()).status()), "");
  EXPECT_EQ(devices_.Trusted(Soon(), "one", hers).value(), true);
}

TEST_F(BindingStoreTest, BindsNothingWithWhatIsRevokedOrOfNobody) {
  const CaseId hers = Watched();
  const Invitation first = Invite(hers);
  Invite(hers);
  EXPECT_EQ(ReasonOf(Bind(first, "one").status()), "LINK_UNKNOWN");
  Invitation foreign = Invite(Watched());
  foreign.case_id = hers;
  EXPECT_EQ(ReasonOf(Bind(foreign, "one").status()), "LINK_UNKNOWN") << "of another case";
  EXPECT_EQ(bindings_.List(Soon(), hers, kOsaka, {}, 10)->size(), 0u);
}

// Whatever comes first: either the device is bound, or the link is void, never both.
TEST_F(BindingStoreTest, LetsOneOfALinkAndItsRevocationWin) {
  for (int round = 0; round < 10; ++round) {
    const CaseId hers = Watched();
    const Invitation invitation = Invite(hers);
    absl::StatusOr<BoundDevice> bound = absl::UnknownError("");
    std::thread binding([&] { bound = Bind(invitation, "device of " + hers.ToString()); });
    const auto revoked = bindings_.Revoke(Soon(), hers, std::nullopt, kOsaka, Audit());
    binding.join();
    ASSERT_TRUE(revoked.ok()) << revoked.status();
    const Invitation now = **invitations_.Find(Soon(), invitation.id);
    EXPECT_EQ(now.used, bound.ok()) << bound.status();
    EXPECT_EQ(now.revoked_at.has_value(), !bound.ok());
    EXPECT_EQ(*revoked, bound.ok() ? 1 : 0);
  }
}

TEST_F(BindingStoreTest, ConfirmsADeviceByStaffOrByOneThatIsTrusted) {
  const CaseId hers = Watched(), other = Watched();
  ASSERT_TRUE(Bind(Invite(hers), "first", kNow).ok());
  ASSERT_TRUE(Bind(Invite(hers), "second", kNow + absl::Minutes(1)).ok());
  ASSERT_TRUE(Bind(Invite(hers), "third", kNow + absl::Minutes(2)).ok());
  ASSERT_TRUE(Bind(Invite(other), "another's").ok());
  EXPECT_EQ(ReasonOf(bindings_.Agree(Soon(), hers, "second", "third", Audit()).status()), "DEVICE_NOT_TRUSTED");
  EXPECT_EQ(ReasonOf(bindings_.Agree(Soon(), hers, "second", "second", Audit()).status()), "DEVICE_NOT_TRUSTED");
  EXPECT_EQ(ReasonOf(bindings_.Agree(Soon(), hers, "another's", "second", Audit()).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(ReasonOf(bindings_.Agree(Soon(), other, "another's", "second", Audit()).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(ReasonOf(bindings_.Trust(Soon(), hers, "second", kTokyo, Audit()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(bindings_.Trust(Soon(), hers, "another's", kOsaka, Audit()).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(devices_.Trusted(Soon(), "second", hers).value(), false);

  EXPECT_TRUE(bindings_.Agree(Soon(), hers, "first", "second", Audit())->device.trusted);
  const int64_t audits = Audits();
  EXPECT_TRUE(bindings_.Trust(Soon(), hers, "second", kOsaka, Audit())->device.trusted) << "once more";
  EXPECT_EQ(Audits(), audits);
  EXPECT_TRUE(bindings_.Trust(Soon(), hers, "third", kOsaka, Audit())->device.trusted);

  ASSERT_EQ(*bindings_.Revoke(Soon(), hers, "first", kOsaka, Audit()), 1);
  EXPECT_EQ(ReasonOf(bindings_.Agree(Soon(), hers, "first", "third", Audit()).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(ReasonOf(bindings_.Trust(Soon(), hers, "first", kOsaka, Audit()).status()), "DEVICE_UNKNOWN");
  const auto listed = bindings_.List(Soon(), hers, kOsaka, {}, 2);
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ((*listed)[0].device.id, "third");
  const auto rest = bindings_.List(Soon(), hers, kOsaka, {.bound_at = (*listed)[1].bound_at, .id = "second"}, 2);
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ((*rest)[0].device, (Device{.id = "first", .case_id = hers, .trusted = true, .revoked = true}));
}

TEST_F(BindingStoreTest, RevokesInTheScopeAlone) {
  const CaseId hers = Watched();
  ASSERT_TRUE(Bind(Invite(hers), "one").ok());
  EXPECT_EQ(ReasonOf(bindings_.Revoke(Soon(), hers, std::nullopt, kTokyo, Audit()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(bindings_.Revoke(Soon(), hers, "two", kOsaka, Audit()).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(devices_.Trusted(Soon(), "one", hers).value(), true);
  EXPECT_EQ(*bindings_.Revoke(Soon(), hers, "one", kOsaka, Audit()), 1);
  EXPECT_EQ(*bindings_.Revoke(Soon(), hers, "one", kOsaka, Audit()), 0);
  EXPECT_EQ(devices_.Trusted(Soon(), "one", hers).value(), std::nullopt);
}

TEST_F(BindingStoreTest, EndsDevicesWhenNobodyIsWatchedAnyMoreAnywhereOnEarth) {
  WatchedPatient mother = APatient(), child = APatient();  // both until 28 November
  child.reporter = mother.case_id;
  Watched(mother);
  Watched(child);
  ASSERT_TRUE(Bind(Invite(mother.case_id), "mother's").ok());
  const auto at = [&](const char* utc) { return *bindings_.RevokeUnwatched(Soon(), At(utc, absl::UTCTimeZone()), 2, 10); };
  EXPECT_EQ(at("2026-12-01 11:59:59"), 0) << "still 30 November where clocks are most behind";
  child.plan->last = absl::CivilDay(2026, 12, 5);
  Watched(child);
  EXPECT_EQ(at("2026-12-01 12:00:00"), 0) << "her child's goes on";
  EXPECT_EQ(at("2026-12-08 12:00:00"), 1);
  EXPECT_EQ(devices_.Trusted(Soon(), "mother's", mother.case_id).value(), std::nullopt);

  const auto unended = bindings_.Unended(Soon(), 10);
  ASSERT_EQ(unended->size(), 1u);
  EXPECT_EQ((*unended)[0].id, "mother's");
  EXPECT_EQ((*unended)[0].case_id, mother.case_id);
  ASSERT_TRUE(bindings_.Ended(Soon(), "mother's", kNow).ok());
  EXPECT_TRUE(bindings_.Unended(Soon(), 10)->empty());
}

TEST_F(BindingStoreTest, EndsAndForgetsTheDevicesOfACaseThatIsNone) {
  const CaseId hers = Watched(), stays = Watched();
  const Invitation voided = Invite(hers);
  const Invitation open = Invite(hers);
  ASSERT_TRUE(Bind(open, "one").ok());
  ASSERT_TRUE(Bind(Invite(stays), "two").ok());
  ASSERT_TRUE(patients_.Forget(Soon(), hers, ++sequence_).ok());
  EXPECT_EQ(*bindings_.Forget(Soon()), 0) << "its session may be there yet";
  EXPECT_EQ(*bindings_.RevokeUnwatched(Soon(), kNow, 2, 10), 1);
  ASSERT_TRUE(bindings_.Ended(Soon(), "one", kNow).ok());
  EXPECT_EQ(*bindings_.Forget(Soon()), 1);
  EXPECT_EQ(*invitations_.Forget(Soon(), kNow + absl::Hours(24) - absl::Seconds(1)), 0);
  EXPECT_EQ(*invitations_.Forget(Soon(), kNow + absl::Hours(24)), 2);
  EXPECT_EQ(*invitations_.Find(Soon(), voided.id), std::nullopt);
  EXPECT_EQ(devices_.Trusted(Soon(), "two", stays).value(), true);
}

}  // namespace
}  // namespace mimamori::observation
