// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "fmt/format.h"
#include "services/observation/service/monitoring_messages.hpp"
#include "services/observation/service/monitoring_service.hpp"
#include "services/observation/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

constexpr int kMostOwnDevices = 100;

struct DeviceTag { static constexpr const char* kName = "device_id"; };
using DeviceId = platform::Id<DeviceTag>;

absl::StatusOr<std::string> KnownDevice(const std::string& text) {
  if (!DeviceId::Parse(text).ok()) {
    return platform::NotFound("DEVICE_UNKNOWN", "there is no such device of this patient");
  }
  return text;
}

std::string Payload(const std::string& device) { return fmt::format(R"({{"device_id": "{}"}})", device); }

// The caller's own device among all of its case.
const BoundDevice* OwnOf(const std::vector<BoundDevice>& devices, const std::string& own) {
  const auto found = std::ranges::find_if(
      devices, [&](const BoundDevice& bound) { return bound.device.id == own && !bound.device.revoked; });
  return found == devices.end() ? nullptr : &*found;
}

}  // namespace

grpc::ServerUnaryReactor* MonitoringService::ListDevices(grpc::CallbackServerContext* context,
                                                         const v1::ListDevicesRequest* request,
                                                         v1::ListDevicesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoListDevices, this));
}

absl::StatusOr<v1::ListDevicesResponse> MonitoringService::DoListDevices(const Call& call,
                                                                         const v1::ListDevicesRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  const std::string question = QuestionOf(call, "observation.ListDevices", id);
  ASSIGN_OR_RETURN(const std::string page,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, question));
  ASSIGN_OR_RETURN(const ListPosition position, ReadPosition(page));
  RETURN_IF_ERROR(rooms_.bindings.Looked(call.deadline, id, call.caller->areas,
                                         DeedOf(call, call.caller->subject, "observation.ListDevices", "{}")));
  ASSIGN_OR_RETURN(std::vector<BoundDevice> devices,
                   rooms_.bindings.List(call.deadline, id, call.caller->areas,
                                        {.bound_at = position.time, .id = position.id}, page_size + 1));
  const bool more = devices.size() > static_cast<size_t>(page_size);
  if (more) devices.pop_back();
  v1::ListDevicesResponse response;
  for (const BoundDevice& bound : devices) *response.add_devices() = ToProto(bound);
  if (more) {
    const BoundDevice& last = devices.back();
    response.set_next_page_token(
        rooms_.page_tokens.Seal(WritePosition(last.bound_at, last.device.id), call.caller->subject, question));
  }
  return response;
}

grpc::ServerUnaryReactor* MonitoringService::ConfirmDevice(grpc::CallbackServerContext* context,
                                                           const v1::ConfirmDeviceRequest* request,
                                                           v1::Device* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoConfirmDevice, this));
}

absl::StatusOr<v1::Device> MonitoringService::DoConfirmDevice(const Call& call,
                                                              const v1::ConfirmDeviceRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const std::string device, KnownDevice(request.device_id()));
  ASSIGN_OR_RETURN(const BoundDevice trusted,
                   rooms_.bindings.Trust(call.deadline, id, device, call.caller->areas,
                                         DeedOf(call, call.caller->subject, "observation.ConfirmDevice",
                                                Payload(device))));
  return ToProto(trusted);
}

grpc::ServerUnaryReactor* MonitoringService::RevokeDevices(grpc::CallbackServerContext* context,
                                                           const v1::RevokeDevicesRequest* request,
                                                           v1::RevokeDevicesResponse* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoRevokeDevices, this));
}

// What this service keeps is what counts; that the identity service ends the sessions, too, is left to a job.
absl::StatusOr<v1::RevokeDevicesResponse> MonitoringService::DoRevokeDevices(const Call& call,
                                                                             const v1::RevokeDevicesRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  std::optional<std::string> device;
  if (!request.device_id().empty()) {
    ASSIGN_OR_RETURN(device, KnownDevice(request.device_id()));
  }
  ASSIGN_OR_RETURN(const int64_t revoked,
                   rooms_.bindings.Revoke(call.deadline, id, device, call.caller->areas,
                                          DeedOf(call, call.caller->subject, "observation.RevokeDevices",
                                                 device ? Payload(*device) : "{}")));
  if (revoked > 0) rooms_.wake_ender();
  v1::RevokeDevicesResponse response;
  response.set_revoked(static_cast<int32_t>(revoked));
  return response;
}

grpc::ServerUnaryReactor* MonitoringService::GetOwnDevices(grpc::CallbackServerContext* context,
                                                           const v1::GetOwnDevicesRequest* request,
                                                           v1::OwnDevices* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoGetOwnDevices, this));
}

absl::StatusOr<v1::OwnDevices> MonitoringService::DoGetOwnDevices(const Call& call, const v1::GetOwnDevicesRequest&) {
  v1::OwnDevices response;
  if (!call.caller->Has(mimamori::rpc::v1::ROLE_PATIENT)) return response;
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(call.caller->organisation));
  const auto devices = rooms_.bindings.List(call.deadline, id, std::nullopt, {}, kMostOwnDevices);
  if (absl::IsNotFound(devices.status())) return response;  // a case that is none any more
  if (!devices.ok()) return devices.status();
  const BoundDevice* const own = OwnOf(*devices, call.caller->subject);
  if (own == nullptr) return response;
  response.set_bound(true);
  response.set_trusted(own->device.trusted);
  for (const BoundDevice& bound : *devices) {
    if (bound.device.revoked || (!own->device.trusted && &bound != own)) continue;
    *response.add_devices() = ToProto(bound, own->device.id);
  }
  return response;
}

grpc::ServerUnaryReactor* MonitoringService::ConfirmOwnDevice(grpc::CallbackServerContext* context,
                                                              const v1::ConfirmOwnDeviceRequest* request,
                                                              v1::Device* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoConfirmOwnDevice, this));
}

absl::StatusOr<v1::Device> MonitoringService::DoConfirmOwnDevice(const Call& call,
                                                                 const v1::ConfirmOwnDeviceRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(call.caller->organisation));
  ASSIGN_OR_RETURN(const std::string device, KnownDevice(request.device_id()));
  ASSIGN_OR_RETURN(const BoundDevice trusted,
                   rooms_.bindings.Agree(call.deadline, id, call.caller->subject, device,
                                         DeedOf(call, call.caller->subject, "observation.ConfirmOwnDevice",
                                                Payload(device))));
  return ToProto(trusted, call.caller->subject);
}

grpc::ServerUnaryReactor* MonitoringService::LeaveDiary(grpc::CallbackServerContext* context,
                                                        const v1::LeaveDiaryRequest* request,
                                                        v1::LeftDiary* response) {
  return runner_.Unary(context, request, response, std::bind_front(&MonitoringService::DoLeave, this));
}

absl::StatusOr<v1::LeftDiary> MonitoringService::DoLeave(const Call& call, const v1::LeaveDiaryRequest&) {
  if (!call.caller->Has(mimamori::rpc::v1::ROLE_PATIENT)) return v1::LeftDiary();
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(call.caller->organisation));
  const std::string& own = call.caller->subject;
  const auto revoked = rooms_.bindings.Revoke(call.deadline, id, own, std::nullopt,
                                              DeedOf(call, own, "observation.LeaveDiary", Payload(own)));
  if (!revoked.ok() && !absl::IsNotFound(revoked.status())) return revoked.status();
  if (revoked.value_or(0) > 0) rooms_.wake_ender();
  return v1::LeftDiary();
}

}  // namespace mimamori::observation
