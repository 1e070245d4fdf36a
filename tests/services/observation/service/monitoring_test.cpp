// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "services/platform/print/symbol.hpp"
#include "tests/services/observation/service/monitoring_house.hpp"

namespace mimamori::observation {
namespace {

using mimamori::rpc::v1::Document;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Monitoring : public MonitoringHouse {
 protected:
  absl::StatusOr<Document> Code(const CaseId& id, const std::string& invitation, const std::string& token) {
    v1::GetInvitationCodeRequest request;
    request.set_case_id(id.ToString());
    request.set_invitation_id(invitation);
    return tests::CallWith(token, *stub_, &Stub::GetInvitationCode, request);
  }
  absl::StatusOr<v1::Invitation> RevokeLink(const CaseId& id, const std::string& invitation, const std::string& token) {
    v1::RevokeInvitationRequest request;
    request.set_case_id(id.ToString());
    request.set_invitation_id(invitation);
    return tests::CallWith(token, *stub_, &Stub::RevokeInvitation, request);
  }
  absl::StatusOr<v1::ListInvitationsResponse> Invitations(const CaseId& id, const std::string& token, int page_size = 0,
                                                          const std::string& page_token = "") {
    v1::ListInvitationsRequest request;
    request.set_case_id(id.ToString());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(token, *stub_, &Stub::ListInvitations, request);
  }
  absl::StatusOr<v1::Device> Confirm(const CaseId& id, const std::string& device, const std::string& token) {
    v1::ConfirmDeviceRequest request;
    request.set_case_id(id.ToString());
    request.set_device_id(device);
    return tests::CallWith(token, *stub_, &Stub::ConfirmDevice, request);
  }
  absl::StatusOr<v1::OwnDevices> Own(const std::string& token) {
    return tests::CallWith(token, *stub_, &Stub::GetOwnDevices, v1::GetOwnDevicesRequest());
  }
  absl::StatusOr<v1::Device> Agree(const std::string& token, const std::string& device) {
    v1::ConfirmOwnDeviceRequest request;
    request.set_device_id(device);
    return tests::CallWith(token, *stub_, &Stub::ConfirmOwnDevice, request);
  }
  absl::Status Leave(const std::string& token) {
    const auto left = tests::CallWith(token, *stub_, &Stub::LeaveDiary, v1::LeaveDiaryRequest());
    EXPECT_EQ(left.ok() ? left->session_cookie() : "", "") << "deletes the browser's";
    return left.status();
  }
};

TEST_F(Monitoring, InvitesByMailWithTheLinkThatThePaperShows) {
  const CaseId hers = Watched();
  const auto invitation = Invite(hers, Osaka());
  ASSERT_TRUE(invitation.ok()) << invitation.status();
  EXPECT_EQ(invitation->case_id(), hers.ToString());
  EXPECT_EQ(invitation->state(), v1::INVITATION_STATE_OPEN);
  EXPECT_TRUE(invitation->mail_pending());
  EXPECT_EQ(invitation->expire_time().seconds(), absl::ToUnixSeconds(kNoon + absl::Hours(168)));
  EXPECT_EQ(relays_woken_, 1);
  ASSERT_TRUE(relay_->Run(clock().Now()).ok());
  const auto messages = mail_.Messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].sealed_contact(), "sealed for " + hers.ToString());
  const std::string link = messages[0].parameters().at("link");
  EXPECT_EQ(link, "https://mimamori.example/diary/" + TokenOf(*invitation));
  EXPECT_FALSE(Invitations(hers, Osaka())->invitations(0).mail_pending());

  const auto code = Code(hers, invitation->id(), Osaka());
  ASSERT_TRUE(code.ok()) << code.status();
  EXPECT_EQ(code->content_type(), "image/svg+xml");
  EXPECT_EQ(code->content(), ToSvg(*platform::print::Symbol::OfBytes(link), 10));
  EXPECT_THAT(code->content(), StartsWith("<svg "));
  EXPECT_THAT(code->content(), Not(HasSubstr(TokenOf(*invitation))));
  EXPECT_TRUE(Open(TokenOf(*invitation), kBirthYear).ok());
  EXPECT_EQ(ReasonOf(Code(hers, invitation->id(), Osaka()).status()), "INVITATION_ENDED");
  EXPECT_EQ(Number("SELECT count(*) FROM audit_entries WHERE action IN ('observation.InvitePatient', "
                   "'observation.GetInvitationCode') AND area = '271004' AND actor = '" + std::string(kHanako) + "'"), 2);
}

TEST_F(Monitoring, AnswersARetryWithTheSameInvitation) {
  const CaseId hers = Watched();
  const RequestId request_id = RequestId::Random();
  const auto first = Invite(hers, Osaka(), v1::DELIVERY_MAIL, request_id);
  clock().Advance(absl::Hours(1));
  const auto again = Invite(hers, Osaka(), v1::DELIVERY_MAIL, request_id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->id(), first->id());
  EXPECT_EQ(again->expire_time().seconds(), first->expire_time().seconds());
  EXPECT_EQ(ReasonOf(Invite(hers, Osaka(), v1::DELIVERY_PAPER, request_id).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Invite(Watched(), Osaka(), v1::DELIVERY_MAIL, request_id).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Number("SELECT count(*) FROM invitations"), 1);
  ASSERT_TRUE(Open(TokenOf(*first), kBirthYear).ok());
  EXPECT_EQ(Invite(hers, Osaka(), v1::DELIVERY_MAIL, request_id)->state(), v1::INVITATION_STATE_USED);
}

TEST_F(Monitoring, SendsAgainWithAnotherLinkThatMakesTheFirstVoid) {
  const CaseId hers = Watched();
  const auto first = Invite(hers, Osaka());
  const auto second = Invite(hers, Osaka(), v1::DELIVERY_PAPER);
  EXPECT_EQ(second->delivery(), v1::DELIVERY_PAPER);
  EXPECT_FALSE(second->mail_pending());
  ASSERT_TRUE(relay_->Run(clock().Now()).ok());
  EXPECT_TRUE(mail_.Messages().empty()) << "a link that is void isn't mailed";
  EXPECT_EQ(ReasonOf(Open(TokenOf(*first), kBirthYear).status()), "LINK_UNKNOWN");
  EXPECT_TRUE(Open(TokenOf(*second), kBirthYear).ok());
  const auto all = Invitations(hers, Osaka());
  ASSERT_EQ(all->invitations_size(), 2);
  std::map<std::string, v1::InvitationState> states;
  for (const v1::Invitation& each : all->invitations()) states[each.id()] = each.state();
  EXPECT_EQ(states[first->id()], v1::INVITATION_STATE_REVOKED);
  EXPECT_EQ(states[second->id()], v1::INVITATION_STATE_USED);
}

TEST_F(Monitoring, InvitesNobodyWhoCanNotReport) {
  WatchedPatient reported = APatient(), ageless = APatient(), unreachable = APatient(), over = APatient();
  reported.reporter = CaseId::Random();
  ageless.patient.birth_year.reset();
  unreachable.has_contact = false;
  over.plan->last = absl::CivilDay(2026, 11, 19);
  EXPECT_EQ(ReasonOf(Invite(Watched(reported), Osaka()).status()), "REPORTED_BY_ANOTHER");
  EXPECT_EQ(ReasonOf(Invite(Watched(ageless), Osaka()).status()), "BIRTH_YEAR_UNKNOWN");
  EXPECT_EQ(ReasonOf(Invite(Watched(unreachable), Osaka()).status()), "CONTACT_MISSING");
  EXPECT_TRUE(Invite(unreachable.case_id, Osaka(), v1::DELIVERY_PAPER).ok());
  EXPECT_EQ(ReasonOf(Invite(Watched(over), Osaka()).status()), "PLAN_ENDED");
  EXPECT_EQ(ReasonOf(Invite(CaseId::Random(), Osaka()).status()), "PATIENT_UNKNOWN");
  const auto none = Invite(over.case_id, Osaka(), v1::DELIVERY_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(none.status()), "MISSING_FIELD");
  EXPECT_EQ(platform::FieldOf(none.status()), "delivery");
  EXPECT_EQ(ReasonOf(Invite(over.case_id, Osaka(), v1::Delivery(7)).status()), "UNKNOWN_DELIVERY");
  EXPECT_EQ(Number("SELECT count(*) FROM invitations"), 1);
}

TEST_F(Monitoring, LetsOneDeviceReportForAHousehold) {
  WatchedPatient mother = APatient(), child = APatient();
  mother.plan->last = absl::CivilDay(2026, 11, 19);
  child.reporter = mother.case_id;
  child.patient.birth_year = 2019;
  Watched(mother);
  Watched(child);
  const std::string link = ALinkTo(mother.case_id);
  EXPECT_EQ(ReasonOf(Open(link, 2019).status()), "BIRTH_YEAR_WRONG") << "hers is asked for, not her child's";
  EXPECT_TRUE(Open(link, kBirthYear).ok());
}

TEST_F(Monitoring, ShowsAnotherAreaNothing) {
  const CaseId hers = Watched();
  const std::string device = Bound(hers);
  const auto open = Invite(hers, Osaka());
  EXPECT_EQ(ReasonOf(Invite(hers, Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Invitations(hers, Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Code(hers, open->id(), Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(RevokeLink(hers, open->id(), Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Devices(hers, Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Confirm(hers, device, Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Revoke(hers, Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Revoke(hers, Tokyo(), device).status()), "PATIENT_UNKNOWN");
  const CaseId other = Watched();
  EXPECT_EQ(ReasonOf(Code(other, open->id(), Osaka()).status()), "INVITATION_UNKNOWN");
  EXPECT_EQ(ReasonOf(Confirm(other, device, Osaka()).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Revoke(other, Osaka(), device).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(Devices(hers, Osaka())->devices_size(), 1);
  EXPECT_TRUE(Code(hers, open->id(), Osaka()).ok()) << "still open";
}

TEST_F(Monitoring, RefusesWhoeverIsNotMeant) {
  const CaseId hers = Watched();
  const std::string device = Bound(hers);
  const std::string patient = DeviceOf(device, hers), anyone = callers_.Anyone();
  for (const std::string& token : {patient, anyone, callers_.Service("exposure")}) {
    EXPECT_EQ(Invite(hers, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(Invitations(hers, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(Code(hers, device, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(RevokeLink(hers, device, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(Devices(hers, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(Confirm(hers, device, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(Revoke(hers, token).status().code(), absl::StatusCode::kPermissionDenied);
  }
  for (const std::string& token : {Osaka(), anyone}) {
    EXPECT_EQ(Agree(token, device).status().code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_FALSE(Own(Osaka())->bound());
  EXPECT_FALSE(Own(anyone)->bound());
  EXPECT_EQ(Own(anyone)->devices_size(), 0);
  EXPECT_FALSE(Own(DeviceOf(device, Watched()))->bound()) << "another case's";
}

TEST_F(Monitoring, MailsOnceHoweverOftenItIsTried) {
  const auto invitation = Invite(Watched(), Osaka());
  contacts_.down = true;
  EXPECT_FALSE(relay_->Run(clock().Now()).ok());
  contacts_.down = false;
  mail_.loses_the_answer = true;
  clock().Advance(absl::Minutes(1));
  EXPECT_FALSE(relay_->Run(clock().Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), 1u);
  mail_.loses_the_answer = false;
  clock().Advance(absl::Minutes(1));
  EXPECT_TRUE(relay_->Run(clock().Now()).ok());
  EXPECT_EQ(mail_.Messages().size(), 1u);
  EXPECT_THAT(mail_.Messages()[0].parameters().at("link"), HasSubstr(TokenOf(*invitation)));
  EXPECT_EQ(Number("SELECT count(*) FROM invitation_mails"), 0);
}

TEST_F(Monitoring, MailsNothingThatIsOverMeanwhile) {
  const CaseId hers = Watched();
  const std::string link = ALinkTo(hers);
  ASSERT_TRUE(Open(link, kBirthYear).ok());
  const auto revoked = Invite(Watched(), Osaka());
  ASSERT_TRUE(RevokeLink(CaseId::Parse(revoked->case_id()).value(), revoked->id(), Osaka()).ok());
  contacts_.missing = true;
  ALinkTo(Watched());
  EXPECT_TRUE(relay_->Run(clock().Now()).ok()) << "an address that went is no failure of ours";
  contacts_.missing = false;
  ALinkTo(Watched());
  clock().Advance(absl::Hours(168));
  EXPECT_TRUE(relay_->Run(clock().Now()).ok());
  EXPECT_TRUE(mail_.Messages().empty());
  EXPECT_EQ(Number("SELECT count(*) FROM invitation_mails"), 0);
}

TEST_F(Monitoring, TrustsALaterDeviceWhenStaffOrTheFirstAgree) {
  const CaseId hers = Watched(), other = Watched();
  const std::string first = Bound(hers), second = Bound(hers), third = Bound(hers), foreign = Bound(other);
  const auto trusted = [&](const std::string& device) {
    const auto devices = Devices(hers, Osaka());
    for (const v1::Device& each : devices->devices()) {
      if (each.id() == device) return each.trusted();
    }
    ADD_FAILURE() << device;
    return false;
  };
  EXPECT_TRUE(trusted(first));
  EXPECT_FALSE(trusted(second));
  EXPECT_EQ(Own(DeviceOf(second, hers))->devices_size(), 1) << "a new device sees itself";
  EXPECT_TRUE(Own(DeviceOf(second, hers))->devices(0).own());
  EXPECT_EQ(Own(DeviceOf(first, hers))->devices_size(), 3);

  EXPECT_EQ(ReasonOf(Agree(DeviceOf(second, hers), second).status()), "DEVICE_NOT_TRUSTED");
  EXPECT_EQ(ReasonOf(Agree(DeviceOf(second, hers), third).status()), "DEVICE_NOT_TRUSTED");
  EXPECT_EQ(ReasonOf(Agree(DeviceOf(foreign, other), second).status()), "DEVICE_UNKNOWN") << "another case's";
  EXPECT_EQ(ReasonOf(Agree(DeviceOf(foreign, hers), second).status()), "DEVICE_UNKNOWN") << "of no session of hers";
  EXPECT_FALSE(trusted(second));
  EXPECT_TRUE(Agree(DeviceOf(first, hers), second)->trusted());
  EXPECT_TRUE(trusted(second));
  EXPECT_TRUE(Confirm(hers, third, Osaka())->trusted());
  EXPECT_TRUE(trusted(third));
  EXPECT_EQ(ReasonOf(Confirm(hers, "no device", Osaka()).status()), "DEVICE_UNKNOWN");
}

TEST_F(Monitoring, TakesADeviceOffAtOnceAndItsSessionSoonAfter) {
  const CaseId hers = Watched();
  const auto opened = Open(ALinkTo(hers), kBirthYear);
  const std::string device = DeviceBehind(opened->session_cookie());
  const std::string second = Bound(hers);
  EXPECT_EQ(Revoke(hers, Osaka(), device)->revoked(), 1);
  EXPECT_EQ(Revoke(hers, Osaka(), device)->revoked(), 0);
  EXPECT_EQ(enders_woken_, 1);
  EXPECT_FALSE(Own(DeviceOf(device, hers))->bound());
  EXPECT_EQ(Own(DeviceOf(device, hers))->devices_size(), 0);
  EXPECT_EQ(ReasonOf(Agree(DeviceOf(device, hers), second).status()), "DEVICE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Confirm(hers, device, Osaka()).status()), "DEVICE_UNKNOWN");
  ASSERT_TRUE(ender_.Run(clock().Now()).ok());
  EXPECT_EQ(DeviceBehind(opened->session_cookie()), "");
  EXPECT_TRUE(Own(DeviceOf(second, hers)).ok());

  const std::string open = ALinkTo(hers);
  EXPECT_EQ(Revoke(hers, Osaka())->revoked(), 1);
  EXPECT_EQ(ReasonOf(Open(open, kBirthYear).status()), "LINK_UNKNOWN") << "open links go with all devices";
  EXPECT_FALSE(Open(ALinkTo(hers), kBirthYear)->trusted()) << "whoever comes now has to be confirmed";
}

TEST_F(Monitoring, LetsADeviceGoThatItsPatientHasNoUseFor) {
  const CaseId hers = Watched(), other = Watched();
  const auto opened = Open(ALinkTo(hers), kBirthYear);
  const std::string device = DeviceBehind(opened->session_cookie());
  const std::string second = Bound(hers);
  EXPECT_TRUE(Leave(DeviceOf(device, other)).ok());
  EXPECT_TRUE(Own(DeviceOf(device, hers))->bound()) << "left as another case's, it is still hers";
  for (int again = 0; again < 2; ++again) EXPECT_TRUE(Leave(DeviceOf(device, hers)).ok());
  EXPECT_EQ(enders_woken_, 1);
  EXPECT_FALSE(Own(DeviceOf(device, hers))->bound());
  ASSERT_TRUE(ender_.Run(clock().Now()).ok());
  EXPECT_EQ(DeviceBehind(opened->session_cookie()), "");
  EXPECT_EQ(Number("SELECT count(*) FROM audit_entries WHERE action = 'observation.LeaveDiary' AND area = '271004' "
                   "AND actor = '" + device + "'"), 1);
  EXPECT_TRUE(Leave(callers_.Person("gateway_public", "", rpc::v1::ROLE_ANYONE, {})).ok()) << "of no session any more";
  EXPECT_TRUE(Leave(Osaka()).ok()) << "an officer has no device of hers";
  EXPECT_TRUE(Own(DeviceOf(second, hers))->bound());
}

TEST_F(Monitoring, WritesDownWhoLookedAtLinksAndDevices) {
  const CaseId hers = Watched();
  ASSERT_TRUE(Invitations(hers, Osaka()).ok());
  ASSERT_TRUE(Devices(hers, Osaka()).ok());
  EXPECT_EQ(ReasonOf(Invitations(hers, Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(Number("SELECT count(*) FROM audit_entries WHERE action IN ('observation.ListInvitations', "
                   "'observation.ListDevices') AND area = '271004' AND object_id = '" + hers.ToString() +
                   "' AND actor = '" + std::string(kHanako) + "'"), 2);
}

TEST_F(Monitoring, OpensNothingAnewForARetryAfterARevocation) {
  const CaseId hers = Watched();
  const std::string link = ALinkTo(hers);
  const RequestId request_id = RequestId::Random();
  ASSERT_TRUE(Open(link, kBirthYear, request_id).ok());
  ASSERT_EQ(Revoke(hers, Osaka())->revoked(), 1);
  ASSERT_TRUE(ender_.Run(clock().Now()).ok());
  EXPECT_EQ(ReasonOf(Open(link, kBirthYear, request_id).status()), "LINK_USED");
}

TEST_F(Monitoring, EndsDevicesAfterThePlan) {
  const CaseId hers = Watched();  // until 28 November
  const auto opened = Open(ALinkTo(hers), kBirthYear);
  const std::string device = DeviceBehind(opened->session_cookie());
  clock().Advance(At("2026-12-01 12:00:00", absl::UTCTimeZone()) - clock().Now() - absl::Seconds(1));
  ASSERT_TRUE(ender_.Run(clock().Now()).ok());
  EXPECT_EQ(DeviceBehind(opened->session_cookie()), device);
  clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(ender_.Run(clock().Now()).ok());
  EXPECT_EQ(DeviceBehind(opened->session_cookie()), "");
  EXPECT_TRUE(Devices(hers, Osaka())->devices(0).revoked());
}

TEST_F(Monitoring, RevokesALinkOnce) {
  const CaseId hers = Watched();
  const auto open = Invite(hers, Osaka());
  EXPECT_EQ(RevokeLink(hers, open->id(), Osaka())->state(), v1::INVITATION_STATE_REVOKED);
  EXPECT_EQ(RevokeLink(hers, open->id(), Osaka())->state(), v1::INVITATION_STATE_REVOKED);
  EXPECT_EQ(ReasonOf(Open(TokenOf(*open), kBirthYear).status()), "LINK_UNKNOWN");
  EXPECT_EQ(ReasonOf(Code(hers, open->id(), Osaka()).status()), "INVITATION_ENDED");
  EXPECT_EQ(ReasonOf(RevokeLink(hers, "none", Osaka()).status()), "INVITATION_UNKNOWN");
  const auto used = Invite(hers, Osaka());
  ASSERT_TRUE(Open(TokenOf(*used), kBirthYear).ok());
  EXPECT_EQ(RevokeLink(hers, used->id(), Osaka())->state(), v1::INVITATION_STATE_USED);
}

TEST_F(Monitoring, ListsPageByPage) {
  const CaseId hers = Watched();
  std::vector<std::string> bound;
  for (int i = 0; i < 3; ++i) {
    clock().Advance(absl::Minutes(1));
    bound.insert(bound.begin(), Bound(hers));
  }
  const auto first = Invitations(hers, Osaka(), 2);
  ASSERT_EQ(first->invitations_size(), 2);
  const auto second = Invitations(hers, Osaka(), 2, first->next_page_token());
  ASSERT_EQ(second->invitations_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_LT(second->invitations(0).create_time().seconds(), first->invitations(1).create_time().seconds());
  const auto devices = Devices(hers, Osaka(), 2);
  ASSERT_EQ(devices->devices_size(), 2);
  const auto rest = Devices(hers, Osaka(), 2, devices->next_page_token());
  ASSERT_EQ(rest->devices_size(), 1);
  EXPECT_THAT(bound, ElementsAre(devices->devices(0).id(), devices->devices(1).id(), rest->devices(0).id()));
  EXPECT_EQ(ReasonOf(Devices(hers, Osaka(), 2, first->next_page_token()).status()), "BAD_PAGE_TOKEN") << "of another list";
  EXPECT_EQ(ReasonOf(Devices(hers, callers_.Officer(kTaro, {"271004"}), 2, devices->next_page_token()).status()),
            "BAD_PAGE_TOKEN") << "of another person";
  EXPECT_EQ(ReasonOf(Devices(hers, Osaka(), -1).status()), "BAD_PAGE_SIZE");
}

}  // namespace
}  // namespace mimamori::observation
