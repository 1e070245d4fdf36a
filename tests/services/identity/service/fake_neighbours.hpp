// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::identity {

// The vault and mail in one server: they listen to nobody but identity in its own name, and can be down.
class FakeVault final : public vault::v1::VaultService::Service {
 public:
  std::atomic<bool> down = false;
  // What the real one gives to mail against a permit.
  platform::crypto::Opened Open(const std::string& sealed) const {
    return *platform::crypto::OpenSealed(pair_.private_key.Reveal(), sealed);
  }

  grpc::Status GetSealingKey(grpc::ServerContext*, const vault::v1::GetSealingKeyRequest* request,
                             vault::v1::SealingKey* response) override {
    if (down || request->ring() != vault::v1::RING_STAFF) {
      return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kUnavailable, "DOWN", "as the test wants it"));
    }
    response->set_ring_name("staff");
    response->set_period(request->period());
    response->set_public_key(pair_.public_key);
    return grpc::Status::OK;
  }

 private:
  const platform::crypto::SealingKeyPair pair_ = platform::crypto::NewSealingKeyPair();
};

// Keeps the first message of a request_id, as mail does.
class FakeMail final : public mail::v1::MailService::Service {
 public:
  enum class Mood { kWell, kDown, kLosesTheAnswer, kRefuses };

  explicit FakeMail(const std::string& keys) : permits_(keys) {}
  std::atomic<Mood> mood = Mood::kWell;

  // In the order in which they came.
  std::vector<mail::v1::NewMessage> Messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

  grpc::Status Enqueue(grpc::ServerContext*, const mail::v1::EnqueueRequest* request,
                       mail::v1::EnqueueResponse*) override {
    if (mood == Mood::kDown) return Fail(absl::StatusCode::kUnavailable, "DOWN");
    vault::v1::DispatchPermit permit;
    const bool permitted =
        permit.ParseFromString(request->permit().permit()) && permit.issuer() == "identity" &&
        permit.ring() == vault::v1::RING_STAFF && permit.template_() == "staff-invitation" &&
        permits_.Verify("identity", "mimamori.permit.v1", request->permit().permit(), request->permit().signature())
            .ok();
    if (mood == Mood::kRefuses || !permitted || request->template_() != permit.template_()) {
      return Fail(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_FOR_THIS");
    }
    const std::lock_guard lock(mutex_);
    for (const auto& message : request->messages()) {
      const bool known = std::any_of(messages_.begin(), messages_.end(), [&](const auto& kept) {
        return kept.request_id() == message.request_id();
      });
      if (!known) messages_.push_back(message);
    }
    return mood == Mood::kLosesTheAnswer ? Fail(absl::StatusCode::kUnavailable, "DOWN") : grpc::Status::OK;
  }

 private:
  static grpc::Status Fail(absl::StatusCode code, std::string_view reason) {
    return platform::rpc::ToGrpc(platform::Failure(code, reason, "as the test wants it"));
  }

  const platform::crypto::Verifier permits_;
  mutable std::mutex mutex_;
  std::vector<mail::v1::NewMessage> messages_;
};

}  // namespace mimamori::identity
