// SPDX-License-Identifier: Apache-2.0
#include "services/identity/service/messages.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::identity {

mimamori::rpc::v1::Role ToProto(Role role) {
  switch (role) {
    case Role::kHealthOfficer: return mimamori::rpc::v1::ROLE_HEALTH_OFFICER;
    case Role::kAdministrator: return mimamori::rpc::v1::ROLE_ADMINISTRATOR;
    case Role::kAuditor: return mimamori::rpc::v1::ROLE_AUDITOR;
    case Role::kHospitalStaff: return mimamori::rpc::v1::ROLE_HOSPITAL_STAFF;
    case Role::kTransportStaff: return mimamori::rpc::v1::ROLE_TRANSPORT_STAFF;
  }
  return mimamori::rpc::v1::ROLE_UNSPECIFIED;
}

v1::Account ToProto(const Account& account) {
  v1::Account out;
  out.set_id(account.id.ToString());
  out.set_user_name(account.user_name);
  out.set_display_name(account.display_name);
  for (const Role role : account.roles) out.add_roles(ToProto(role));
  for (const platform::AreaCode& area : account.areas) out.add_area_codes(area.ToString());
  out.set_organisation(account.organisation);
  if (account.organisation_id) out.set_organisation_id(account.organisation_id->ToString());
  return out;
}

v1::StaffAccount ToProto(const Member& member) {
  v1::StaffAccount out;
  *out.mutable_account() = ToProto(member.account);
  switch (member.state) {
    case AccountState::kInvited: out.set_state(v1::ACCOUNT_STATE_INVITED); break;
    case AccountState::kActive: out.set_state(v1::ACCOUNT_STATE_ACTIVE); break;
    case AccountState::kDisabled: out.set_state(v1::ACCOUNT_STATE_DISABLED); break;
  }
  out.set_totp_enrolled(member.totp_enrolled);
  *out.mutable_create_time() = platform::rpc::ToTimestamp(member.created_at);
  if (member.invitation_expires_at) {
    *out.mutable_invitation_expire_time() = platform::rpc::ToTimestamp(*member.invitation_expires_at);
  }
  return out;
}

std::string NameOf(mimamori::rpc::v1::Role role) {
  const std::string& name = mimamori::rpc::v1::Role_Name(role);
  return name.starts_with("ROLE_") ? name.substr(5) : name;
}

v1::LinkPurpose ToProto(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::kVerifyAddress: return v1::LINK_PURPOSE_VERIFY_ADDRESS;
    case LinkPurpose::kVenueRegistration: return v1::LINK_PURPOSE_VENUE_REGISTRATION;
    case LinkPurpose::kStaffInvitation: return v1::LINK_PURPOSE_STAFF_INVITATION;
    case LinkPurpose::kVenueLogIn: return v1::LINK_PURPOSE_VENUE_LOG_IN;
    case LinkPurpose::kDiary: return v1::LINK_PURPOSE_DIARY;
  }
  return v1::LINK_PURPOSE_UNSPECIFIED;
}

absl::StatusOr<LinkPurpose> FromProto(v1::LinkPurpose purpose) {
  switch (purpose) {
    case v1::LINK_PURPOSE_VERIFY_ADDRESS: return LinkPurpose::kVerifyAddress;
    case v1::LINK_PURPOSE_VENUE_REGISTRATION: return LinkPurpose::kVenueRegistration;
    case v1::LINK_PURPOSE_STAFF_INVITATION: return LinkPurpose::kStaffInvitation;
    case v1::LINK_PURPOSE_VENUE_LOG_IN: return LinkPurpose::kVenueLogIn;
    case v1::LINK_PURPOSE_DIARY: return LinkPurpose::kDiary;
    case v1::LINK_PURPOSE_UNSPECIFIED: return platform::BadField("purpose", "MISSING_FIELD", "purpose is required");
    default: return platform::BadField("purpose", "UNKNOWN_PURPOSE", "purpose is not one that there is");
  }
}

}  // namespace mimamori::identity
