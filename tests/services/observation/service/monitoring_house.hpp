// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "embedded/observation_migrations.hpp"
#include "services/observation/jobs/end_devices.hpp"
#include "services/observation/jobs/invitation_relay.hpp"
#include "services/observation/service/monitoring_service.hpp"
#include "services/observation/store/patient_store.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/signature.hpp"
#include "tests/services/identity/service/identity_house.hpp"
#include "tests/services/observation/domain/rules.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::observation {

using mimamori::rpc::v1::COOKIE_NAME_DIARY_SESSION;
using platform::ReasonOf;
using platform::RequestId;

// What the relay needs of the registry: a sealed contact of every case, and who asked for it.
class FakeContacts final : public registry::v1::ContactService::Service {
 public:
  grpc::Status FindContacts(grpc::ServerContext*, const registry::v1::FindContactsRequest* request,
                            registry::v1::FindContactsResponse* response) override {
    if (down) return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kUnavailable, "DOWN", "down"));
    for (const std::string& id : request->case_ids()) {
      response->add_contacts()->set_sealed_contact(missing ? "" : "sealed for " + id);
    }
    return grpc::Status::OK;
  }
  std::atomic<bool> down = false, missing = false;
};

// Mail, as far as invitations need it: keeps the first message of a request_id, and checks the permit.
class InvitationMails final : public mail::v1::MailService::Service {
 public:
  explicit InvitationMails(const std::string& keys) : permits_(keys) {}

  std::vector<mail::v1::NewMessage> Messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  grpc::Status Enqueue(grpc::ServerContext*, const mail::v1::EnqueueRequest* request,
                       mail::v1::EnqueueResponse*) override {
    vault::v1::DispatchPermit permit;
    const bool permitted =
        permit.ParseFromString(request->permit().permit()) && permit.issuer() == "observation" &&
        permit.ring() == vault::v1::RING_PATIENT && permit.template_() == "diary-invitation" &&
        request->template_() == permit.template_() &&
        permits_.Verify("observation", "mimamori.permit.v1", request->permit().permit(), request->permit().signature())
            .ok();
    if (!permitted) {
      return platform::rpc::ToGrpc(
          platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_FOR_THIS", "not permitted"));
    }
    const std::lock_guard lock(mutex_);
    for (const auto& message : request->messages()) {
      const bool known = std::any_of(messages_.begin(), messages_.end(), [&](const auto& kept) {
        return kept.request_id() == message.request_id();
      });
      if (!known) messages_.push_back(message);
    }
    if (!loses_the_answer) return grpc::Status::OK;
    return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kUnavailable, "DOWN", "down"));
  }
  std::atomic<bool> loses_the_answer = false;

 private:
  const platform::crypto::Verifier permits_;
  mutable std::mutex mutex_;
  std::vector<mail::v1::NewMessage> messages_;
};

// The service on a real database, before the real identity service on another.
class MonitoringHouse : public testing::Test {
 protected:
  using Stub = v1::MonitoringService::Stub;
  static inline const absl::Time kNoon = At("2026-11-20 12:00:00");
  static constexpr int kBirthYear = 1961;
  static constexpr char kHanako[] = "0192f0c1-0000-4000-8000-000000000001";
  static constexpr char kTaro[] = "0192f0c1-0000-4000-8000-000000000002";

  // Not in the header: every file of tests would be built with all of it.
  MonitoringHouse();
  ~MonitoringHouse() override;

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  tests::FakeClock& clock() { return identity_.clock(); }

  static WatchedPatient APatient() {
    WatchedPatient patient;
    patient.case_id = CaseId::Random();
    patient.number = "271004-2026-000123";
    patient.area = platform::AreaCode::Parse("271004").value();
    patient.patient.birth_year = kBirthYear;
    patient.status = 3;
    patient.has_contact = true;
    patient.plan = PlanDays{.times_a_day = 2, .first = absl::CivilDay(2026, 11, 18), .last = absl::CivilDay(2026, 11, 28)};
    return patient;
  }
  CaseId Watched(const WatchedPatient& patient = APatient()) {
    EXPECT_TRUE(patients_.Keep(Soon(), patient, ++sequence_, clock().Now()).ok());
    return patient.case_id;
  }
  std::string Osaka() const { return callers_.Officer(kHanako, {"271004"}); }
  std::string Tokyo() const { return callers_.Officer(kTaro, {"130001"}); }
  // As the public gateway vouches for a device.
  std::string DeviceOf(const std::string& device, const CaseId& id) const {
    const platform::rpc::Caller caller{.issuer = "gateway_public",
                                       .subject = device,
                                       .roles = {mimamori::rpc::v1::ROLE_PATIENT},
                                       .organisation = id.ToString()};
    return callers_.SignerOf("gateway_public").For("observation", caller);
  }

  absl::StatusOr<v1::Invitation> Invite(const CaseId& id, const std::string& token,
                                        v1::Delivery delivery = v1::DELIVERY_MAIL,
                                        const RequestId& request_id = RequestId::Random()) {
    v1::InvitePatientRequest request;
    request.set_request_id(request_id.ToString());
    request.set_case_id(id.ToString());
    request.set_delivery(delivery);
    return tests::CallWith(token, *stub_, &Stub::InvitePatient, request);
  }
  std::string TokenOf(const v1::Invitation& invitation) const {
    return links_.TokenOf(InvitationId::Parse(invitation.id()).value());
  }
  std::string ALinkTo(const CaseId& id) {
    const auto invitation = Invite(id, Osaka());
    EXPECT_TRUE(invitation.ok()) << invitation.status();
    return TokenOf(*invitation);
  }
  absl::StatusOr<v1::OpenedDiary> Open(const std::string& link, int birth_year,
                                       const RequestId& request_id = RequestId::Random()) {
    v1::OpenDiaryRequest request;
    request.set_request_id(request_id.ToString());
    request.set_token(link);
    request.set_birth_year(birth_year);
    return tests::CallWith(callers_.Anyone(), *stub_, &Stub::OpenDiary, request);
  }
  // The id of the device that a session stands for, empty when it has ended.
  std::string DeviceBehind(const std::string& cookie) {
    const auto resolved = identity_.Resolve(cookie, COOKIE_NAME_DIARY_SESSION);
    return resolved.ok() ? resolved->subject() : "";
  }
  std::string Bound(const CaseId& id) {
    const auto opened = Open(ALinkTo(id), kBirthYear);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return DeviceBehind(opened->session_cookie());
  }
  absl::StatusOr<v1::ListDevicesResponse> Devices(const CaseId& id, const std::string& token, int page_size = 0,
                                                  const std::string& page_token = "") {
    v1::ListDevicesRequest request;
    request.set_case_id(id.ToString());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(token, *stub_, &Stub::ListDevices, request);
  }
  absl::StatusOr<v1::RevokeDevicesResponse> Revoke(const CaseId& id, const std::string& token,
                                                   const std::string& device = "") {
    v1::RevokeDevicesRequest request;
    request.set_case_id(id.ToString());
    request.set_device_id(device);
    return tests::CallWith(token, *stub_, &Stub::RevokeDevices, request);
  }
  int64_t Number(const std::string& sql) {
    const std::string name = std::to_string(std::hash<std::string>{}(sql));
    const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  identity::IdentityHouse identity_;
  tests::Callers callers_{"observation", identity_.clock()};
  tests::ScratchDatabase database_{"observation", embedded::observation_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PatientStore patients_{pool_};
  InvitationStore invitations_{pool_};
  BindingStore bindings_{pool_};
  const platform::Secret link_key_ = platform::crypto::RandomKey();
  const DiaryLinks links_{link_key_, "https://mimamori.example/"};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"observation", callers_.keys(), identity_.clock()};
  platform::rpc::Runner runner_{{.threads = 8, .queue_limit = 64, .stream_threads = 1}, verifier_, identity_.clock(),
                                metrics_};
  // To the identity service with the key that it knows.
  const platform::rpc::CallerSigner identity_signer_ = identity_.callers().SignerOf("observation");
  const platform::rpc::ServiceChannel identity_channel_{"identity", identity_.channel(), identity_signer_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("observation");
  const platform::crypto::Signer permits_ =
      *platform::crypto::Signer::FromFile(callers_.keys() + "/observation.key");
  std::atomic<int> relays_woken_ = 0, enders_woken_ = 0;
  MonitoringService service_{runner_,
                             {.invitations = invitations_,
                              .bindings = bindings_,
                              .links = links_,
                              .identity = identity_channel_,
                              .page_tokens = platform::rpc::PageTokens(platform::crypto::RandomKey()),
                              .wake_relay = [this] { ++relays_woken_; },
                              .wake_ender = [this] { ++enders_woken_; }}};
  FakeContacts contacts_;
  InvitationMails mail_{callers_.keys()};
  DeviceEnder ender_{bindings_, pool_, identity_channel_};
  std::unique_ptr<grpc::Server> neighbour_server_, server_;
  std::unique_ptr<InvitationRelay> relay_;
  std::unique_ptr<Stub> stub_;
  int64_t sequence_ = 0;
};

}  // namespace mimamori::observation
