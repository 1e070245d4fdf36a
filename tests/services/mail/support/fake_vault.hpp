// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::tests {

// Opens what it "sealed" itself: a sealed contact is a random name for an address that only this vault knows.
class FakeVault final : public vault::v1::VaultService::Service {
 public:
  explicit FakeVault(const std::string& address) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeVault() override { server_->Shutdown(); }

  std::string Seal(const std::string& address, const std::string& language) {
    vault::v1::Contact contact;
    contact.set_email_address(address);
    contact.set_language(language);
    const std::lock_guard lock(mutex_);
    const std::string name = "sealed-" + platform::FormatUuid(platform::RandomUuid());
    contacts_[name] = contact.SerializeAsString();
    return name;
  }
  static vault::v1::SignedPermit Permit(const std::string& issuer, vault::v1::Ring ring, const std::string& mail) {
    vault::v1::DispatchPermit permit;
    permit.set_issuer(issuer);
    permit.set_event_id("event");
    permit.set_ring(ring);
    permit.set_template_(mail);
    vault::v1::SignedPermit out;
    out.set_permit(permit.SerializeAsString());
    out.set_signature(std::string(64, 's'));
    return out;
  }

  void Fail(absl::Status status) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(status);
  }
  int calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

  grpc::Status OpenContacts(grpc::ServerContext*, const vault::v1::OpenContactsRequest* request,
                            vault::v1::OpenContactsResponse* response) override {
    const std::lock_guard lock(mutex_);
    ++calls_;
    if (!failure_.ok()) return platform::rpc::ToGrpc(failure_);
    vault::v1::DispatchPermit permit;
    if (request->sealed_contacts_size() > 500 || !permit.ParseFromString(request->permit().permit()) ||
        permit.template_() != request->template_()) {
      return {grpc::StatusCode::INVALID_ARGUMENT, "not as agreed"};
    }
    for (const std::string& sealed : request->sealed_contacts()) {
      const auto found = contacts_.find(sealed);
      vault::v1::OpenedContact& opened = *response->add_contacts();
      found == contacts_.end() ? opened.set_failure_reason("KEY_DESTROYED") : opened.set_contact(found->second);
    }
    return grpc::Status::OK;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> contacts_;
  absl::Status failure_;
  int calls_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace mimamori::tests
