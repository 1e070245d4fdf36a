// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/monitoring_messages.hpp"

#include <utility>

#include "fmt/format.h"
#include "services/observation/service/scope_messages.hpp"
#include "services/platform/core/numbers.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {
namespace {

using platform::rpc::ToTimestamp;

v1::InvitationState ToProto(InvitationState state) {
  switch (state) {
    case InvitationState::kOpen: return v1::INVITATION_STATE_OPEN;
    case InvitationState::kUsed: return v1::INVITATION_STATE_USED;
    case InvitationState::kExpired: return v1::INVITATION_STATE_EXPIRED;
    case InvitationState::kRevoked: return v1::INVITATION_STATE_REVOKED;
  }
  return v1::INVITATION_STATE_UNSPECIFIED;
}

}  // namespace

v1::Invitation ToProto(const Invitation& invitation, absl::Time now) {
  v1::Invitation out;
  out.set_id(invitation.id.ToString());
  out.set_case_id(invitation.case_id.ToString());
  out.set_delivery(invitation.by_mail ? v1::DELIVERY_MAIL : v1::DELIVERY_PAPER);
  out.set_state(ToProto(StateOf(invitation, now)));
  *out.mutable_create_time() = ToTimestamp(invitation.created_at);
  *out.mutable_expire_time() = ToTimestamp(invitation.expires_at);
  out.set_mail_pending(invitation.mail_pending);
  return out;
}

v1::Device ToProto(const BoundDevice& bound, std::string_view own) {
  v1::Device out;
  out.set_id(bound.device.id);
  *out.mutable_bind_time() = ToTimestamp(bound.bound_at);
  out.set_trusted(bound.device.trusted);
  out.set_revoked(bound.device.revoked);
  out.set_own(bound.device.id == own);
  return out;
}

std::string QuestionOf(const platform::rpc::Call& call, std::string_view list, const CaseId& id) {
  return fmt::format("{} of {} in {}", list, id.ToString(), AreasOf(call));
}

std::string WritePosition(absl::Time time, std::string_view id) {
  return fmt::format("{} {}", absl::ToUnixMicros(time), id);
}

absl::StatusOr<ListPosition> ReadPosition(const std::string& text) {
  if (text.empty()) return ListPosition();
  const size_t blank = text.find(' ');
  const auto micros = platform::NumberIn<int64_t>(std::string_view(text).substr(0, blank));
  if (blank == std::string::npos || !micros) return absl::InternalError("a page token holds no position");
  return ListPosition{.time = absl::FromUnixMicros(*micros), .id = text.substr(blank + 1)};
}

platform::postgres::AuditEntry DeedOf(const platform::rpc::Call& call, std::string actor, const char* action,
                                      std::string payload) {
  platform::postgres::AuditEntry audit = AuditOf(call, action);
  audit.actor = std::move(actor);
  audit.payload = std::move(payload);
  return audit;
}

}  // namespace mimamori::observation
