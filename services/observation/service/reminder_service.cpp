// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/reminder_service.hpp"

#include <functional>

#include "fmt/format.h"
#include "services/observation/service/scope_messages.hpp"
#include "services/observation/service/work_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

absl::Status NotWatched() { return platform::NotFound("MEMBER_UNKNOWN", "she is not watched"); }

// What the gateway read from the device's session.
absl::StatusOr<CaseId> OwnCase(const platform::rpc::Call& call) {
  const auto own = CaseId::Parse(call.caller->organisation);
  if (own.ok()) return *own;
  return platform::Failure(absl::StatusCode::kPermissionDenied, "DEVICE_UNKNOWN", "this device reports for nobody");
}

template <class Request>
absl::StatusOr<ReminderHours> HoursIn(const Request& request) {
  if (request.start_hour() >= 0 && request.end_hour() <= 24 && request.start_hour() < request.end_hour()) {
    return ReminderHours{.from = request.start_hour() * 60, .until = request.end_hour() * 60};
  }
  return platform::BadField("end_hour", "BAD_HOURS", "hours are from 0 to 24, and the second is behind the first");
}

absl::StatusOr<v1::ReminderHours> Shown(const absl::StatusOr<std::optional<ReminderHours>>& found, absl::Status unknown) {
  RETURN_IF_ERROR(found.status());
  if (!*found) return unknown;
  v1::ReminderHours hours;
  hours.set_start_hour((*found)->from / 60);
  hours.set_end_hour((*found)->until / 60);
  return hours;
}

AuditEntry AuditOfChange(const platform::rpc::Call& call, std::string action, const CaseId& id,
                         const ReminderHours& hours) {
  AuditEntry entry = AuditOfCase(call, std::move(action), id);
  entry.payload = fmt::format(R"({{"from": {}, "until": {}}})", hours.from / 60, hours.until / 60);
  return entry;
}

}  // namespace

grpc::ServerUnaryReactor* ReminderService::GetOwnReminderHours(grpc::CallbackServerContext* context,
                                                               const v1::GetOwnReminderHoursRequest* request,
                                                               v1::ReminderHours* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReminderService::DoGetOwn, this));
}

absl::StatusOr<v1::ReminderHours> ReminderService::DoGetOwn(const Call& call, const v1::GetOwnReminderHoursRequest&) {
  ASSIGN_OR_RETURN(const CaseId own, OwnCase(call));
  ASSIGN_OR_RETURN(const auto trusted, rooms_.devices.Trusted(call.deadline, call.caller->subject, own));
  if (!trusted) {
    return platform::Failure(absl::StatusCode::kPermissionDenied, "DEVICE_UNKNOWN", "this device reports for nobody");
  }
  return Shown(rooms_.hours.Get(call.deadline, own, std::nullopt,
                                AuditOfCase(call, "observation.GetOwnReminderHours", own)), NotWatched());
}

grpc::ServerUnaryReactor* ReminderService::SetOwnReminderHours(grpc::CallbackServerContext* context,
                                                               const v1::SetOwnReminderHoursRequest* request,
                                                               v1::ReminderHours* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReminderService::DoSetOwn, this));
}

absl::StatusOr<v1::ReminderHours> ReminderService::DoSetOwn(const Call& call,
                                                            const v1::SetOwnReminderHoursRequest& request) {
  ASSIGN_OR_RETURN(const CaseId own, OwnCase(call));
  ASSIGN_OR_RETURN(const ReminderHours hours, HoursIn(request));
  ASSIGN_OR_RETURN(const auto trusted, rooms_.devices.Trusted(call.deadline, call.caller->subject, own));
  if (!trusted) {
    return platform::Failure(absl::StatusCode::kPermissionDenied, "DEVICE_UNKNOWN", "this device reports for nobody");
  }
  // Who only claims to be her must not be able to keep her reminders from her.
  if (!*trusted) {
    return platform::Failure(absl::StatusCode::kPermissionDenied, "DEVICE_NOT_CONFIRMED", "this device is not confirmed yet");
  }
  return Shown(rooms_.hours.Set(call.deadline, own, std::nullopt, hours,
                                AuditOfChange(call, "observation.SetOwnReminderHours", own, hours)), NotWatched());
}

grpc::ServerUnaryReactor* ReminderService::GetReminderHours(grpc::CallbackServerContext* context,
                                                            const v1::GetReminderHoursRequest* request,
                                                            v1::ReminderHours* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReminderService::DoGet, this));
}

absl::StatusOr<v1::ReminderHours> ReminderService::DoGet(const Call& call, const v1::GetReminderHoursRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  return Shown(rooms_.hours.Get(call.deadline, id, call.caller->areas,
                                AuditOfCase(call, "observation.GetReminderHours", id)), PatientUnknown());
}

grpc::ServerUnaryReactor* ReminderService::SetReminderHours(grpc::CallbackServerContext* context,
                                                            const v1::SetReminderHoursRequest* request,
                                                            v1::ReminderHours* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ReminderService::DoSet, this));
}

absl::StatusOr<v1::ReminderHours> ReminderService::DoSet(const Call& call, const v1::SetReminderHoursRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, CaseId::Parse(request.case_id()));
  ASSIGN_OR_RETURN(const ReminderHours hours, HoursIn(request));
  return Shown(rooms_.hours.Set(call.deadline, id, call.caller->areas, hours,
                                AuditOfChange(call, "observation.SetReminderHours", id, hours)), PatientUnknown());
}

}  // namespace mimamori::observation
