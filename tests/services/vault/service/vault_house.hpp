// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/status.hpp"
#include "services/vault/service/vault_service.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::vault {

// 21 November 2026, noon in Tokyo.
inline const absl::Time kNow = absl::FromCivil(absl::CivilHour(2026, 11, 21, 3), absl::UTCTimeZone());
inline constexpr char kToday[] = "2026-11-21";
inline constexpr char kPermitLabel[] = "mimamori.permit.v1";

// The service behind a real entrance, with keys for everybody who might call.
class VaultHouse {
 public:
  explicit VaultHouse(VaultStore& store) : rings_(platform::crypto::KeyFolder::Open(folder_.File("keys")).value()) {
    for (const char* name : {"vault", "mail", "visit", "venue", "registry", "exposure", "identity", "gateway_public",
                             "gateway_staff"}) {
      if (!platform::crypto::WriteSigningKey(folder_.path(), name).ok()) std::abort();
    }
    service_ = std::make_unique<VaultService>(rings_, store, permits_, runner_);
    grpc::ServerBuilder builder;
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = v1::VaultService::NewStub(server_->InProcessChannel({}));
  }
  ~VaultHouse() { server_->Shutdown(); }

  KeyRings& rings() { return rings_; }
  tests::FakeClock& clock() { return clock_; }

  platform::crypto::Signer SignerOf(const std::string& name) const {
    return platform::crypto::Signer::FromFile(folder_.File(name + ".key")).value();
  }
  // The metadata with which a service calls in its own name.
  std::string TokenOf(const std::string& name) const {
    return platform::rpc::CallerSigner(name, SignerOf(name), clock_).ForService("vault");
  }

  // house.Ask("mail", &Stub::OpenContacts, request)
  using Stub = v1::VaultService::Stub;
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const std::string& caller,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request) const {
    return AskWith(TokenOf(caller), method, request);
  }
  template <class Request, class Response>
  absl::StatusOr<Response> AskWith(const std::string& token,
                                   grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                   const Request& request) const {
    grpc::ClientContext context;
    if (!token.empty()) context.AddMetadata("mimamori-caller-bin", token);
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return platform::rpc::FromGrpc(status);
    return response;
  }

  // A contact as the services seal it, with a key that the vault gave out.
  std::string Seal(const std::string& address, const std::string& subject = "stay-1", v1::Ring ring = v1::RING_VISIT,
                   const std::string& period = kToday) const {
    v1::GetSealingKeyRequest request;
    request.set_ring(ring);
    request.set_period(period);
    const auto key = Ask("visit", &Stub::GetSealingKey, request).value();
    v1::Contact contact;
    contact.set_email_address(address);
    contact.set_language("ja");
    platform::crypto::Sealer sealer(key.ring_name(), key.period(), key.public_key());
    return sealer.Seal(subject, contact.SerializeAsString(), kNow).value();
  }

  static v1::DispatchPermit AlertPermit() {
    v1::DispatchPermit permit;
    permit.set_issuer("exposure");
    permit.set_event_id("0192f0c1-0000-7000-8000-000000000001");
    permit.set_ring(v1::RING_VISIT);
    permit.set_template_("alert-cluster");
    permit.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow + absl::Hours(24)));
    return permit;
  }
  v1::SignedPermit Signed(const v1::DispatchPermit& permit, const std::string& by) const {
    v1::SignedPermit signed_permit;
    signed_permit.set_permit(permit.SerializeAsString());
    signed_permit.set_signature(SignerOf(by).Sign(kPermitLabel, signed_permit.permit()));
    return signed_permit;
  }
  v1::OpenContactsRequest AlertRequest(const std::vector<std::string>& contacts) const {
    v1::OpenContactsRequest request;
    *request.mutable_permit() = Signed(AlertPermit(), "exposure");
    request.set_template_("alert-cluster");
    for (const std::string& contact : contacts) request.add_sealed_contacts(contact);
    return request;
  }
  static v1::MatchContactsRequest MatchRequest(const EventId& event, const std::vector<std::string>& contacts) {
    v1::MatchContactsRequest request;
    request.set_event_id(event.ToString());
    for (const std::string& contact : contacts) request.add_sealed_contacts(contact);
    return request;
  }

 private:
  const tests::TempFolder folder_;
  tests::FakeClock clock_{kNow};
  KeyRings rings_;
  platform::observe::Metrics metrics_;
  const platform::crypto::Verifier permits_{folder_.path()};
  const platform::rpc::CallerVerifier callers_{"vault", folder_.path(), clock_};
  platform::rpc::Runner runner_{{.threads = 2, .queue_limit = 16, .stream_threads = 1}, callers_, clock_, metrics_};
  std::unique_ptr<VaultService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace mimamori::vault
