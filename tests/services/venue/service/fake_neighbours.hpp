// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/crypto/signature.hpp"

namespace mimamori::venue {

// What all of the services below have in common here: they listen to nobody but venue in its own name, and can be down.
class Neighbour {
 public:
  Neighbour(std::string name, std::string keys, const platform::Clock& clock);
  virtual ~Neighbour() = default;
  void set_down(bool down) { down_ = down; }

 protected:
  grpc::Status Enter(const grpc::ServerContext& context) const;

 private:
  const std::string name_;
  const std::string keys_;
  const platform::Clock& clock_;
  std::atomic<bool> down_ = false;
};

// Links and sessions as identity promises them.
class FakeIdentity final : public Neighbour, public identity::v1::IdentityService::Service {
 public:
  FakeIdentity(const std::string& keys, const platform::Clock& clock) : Neighbour("identity", keys, clock) {}

  std::vector<std::string> areas = {"271004", "271403"};
  std::atomic<int> area_questions = 0;
  std::vector<std::string> Tokens() const;

  grpc::Status ListAreas(grpc::ServerContext* context, const identity::v1::ListAreasRequest* request,
                         identity::v1::ListAreasResponse* response) override;
  grpc::Status CreateLink(grpc::ServerContext* context, const identity::v1::CreateLinkRequest* request,
                          identity::v1::CreatedLink* response) override;
  grpc::Status ConsumeLink(grpc::ServerContext* context, const identity::v1::ConsumeLinkRequest* request,
                           identity::v1::ConsumedLink* response) override;
  grpc::Status OpenOperatorSession(grpc::ServerContext* context,
                                   const identity::v1::OpenOperatorSessionRequest* request,
                                   identity::v1::OperatorSession* response) override;

 private:
  struct Link {
    std::string request_id;
    std::string payload;
    identity::v1::LinkPurpose purpose;
    std::string used_by;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Link> links_;  // by token
  int made_ = 0;
};

class FakeVault final : public Neighbour, public vault::v1::VaultService::Service {
 public:
  FakeVault(const std::string& keys, const platform::Clock& clock) : Neighbour("vault", keys, clock) {}
  // What the real one gives to mail against a permit.
  platform::crypto::Opened Open(const std::string& sealed) const;
  std::atomic<int> key_questions = 0;

  grpc::Status GetSealingKey(grpc::ServerContext* context, const vault::v1::GetSealingKeyRequest* request,
                             vault::v1::SealingKey* response) override;

 private:
  const platform::crypto::SealingKeyPair pair_ = platform::crypto::NewSealingKeyPair();
};

// Keeps the first message of a request_id, as mail does.
class FakeMail final : public Neighbour, public mail::v1::MailService::Service {
 public:
  FakeMail(const std::string& keys, const platform::Clock& clock) : Neighbour("mail", keys, clock), permits_(keys) {}

  enum class Mood { kWell, kLosesTheAnswer, kQuotaExceeded };
  std::atomic<Mood> mood = Mood::kWell;
  std::atomic<int> calls = 0;
  std::vector<mail::v1::NewMessage> Messages() const;  // as they came

  grpc::Status Enqueue(grpc::ServerContext* context, const mail::v1::EnqueueRequest* request,
                       mail::v1::EnqueueResponse* response) override;

 private:
  const platform::crypto::Verifier permits_;
  mutable std::mutex mutex_;
  std::vector<mail::v1::NewMessage> messages_;  // as they came
};

}  // namespace mimamori::venue
