// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "services/vault/service/vault_service.hpp"
#include "tests/services/vault/service/memory_vault_store.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"

// The services around visit and exposure: the real vault on a memory store, and mail as it promises to be.
namespace mimamori::tests {

// A server in this process.
class InProcess {
 public:
  explicit InProcess(grpc::Service& service) : InProcess(std::vector<grpc::Service*>{&service}) {}
  explicit InProcess(const std::vector<grpc::Service*>& services) {
    grpc::ServerBuilder builder;
    for (grpc::Service* service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  ~InProcess() { server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5)); }
  std::shared_ptr<grpc::Channel> Channel() { return server_->InProcessChannel({}); }

 private:
  std::unique_ptr<grpc::Server> server_;
};

inline grpc::Status Fail(absl::StatusCode code, std::string_view reason) {
  return platform::rpc::ToGrpc(platform::Failure(code, reason, "as the test wants it"));
}

// What all fakes have in common: they listen to one service in its own name, and can be down.
class Neighbour {
 public:
  Neighbour(std::string name, std::string caller, const Callers& callers, const platform::Clock& clock)
      : caller_(std::move(caller)), verifier_(std::move(name), callers.keys(), clock) {}
  virtual ~Neighbour() = default;
  void set_down(bool down) { down_ = down; }

 protected:
  grpc::Status Enter(const grpc::ServerContext& context) const {
    if (down_) return Fail(absl::StatusCode::kUnavailable, "DOWN");
    const auto token = context.client_metadata().find("mimamori-caller-bin");
    if (token == context.client_metadata().end()) return Fail(absl::StatusCode::kUnauthenticated, "CALLER_MISSING");
    const auto caller = verifier_.Verify(std::string_view(token->second.data(), token->second.size()));
    if (!caller.ok()) return platform::rpc::ToGrpc(caller.status());
    if (!(*caller)->service || (*caller)->issuer != caller_) {
      return Fail(absl::StatusCode::kPermissionDenied, "ACCESS_DENIED");
    }
    return grpc::Status::OK;
  }
  const std::string caller_;

 private:
  const platform::rpc::CallerVerifier verifier_;
  std::atomic<bool> down_ = false;
};

// Keeps the first message of a request_id, as mail does, and opens nothing.
class FakeMail final : public Neighbour, public mail::v1::MailService::Service {
 public:
  FakeMail(const std::string& caller, const Callers& callers, const platform::Clock& clock)
      : Neighbour("mail", caller, callers, clock), permits_(callers.keys()) {}

  struct Kept {
    mail::v1::NewMessage message;
    mail::v1::EnqueueRequest envelope;  // without its messages
    int times = 0;                      // how often it came
  };
  std::map<std::string, Kept> Messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  // The next calls, in order, answer this; after them all is well. `keep`: the messages are kept all the same, so that
  // only the answer is lost.
  void FailNext(absl::StatusCode code, const std::string& reason, bool keep = false) {
    const std::lock_guard lock(mutex_);
    failures_.push_back({Fail(code, reason), keep});
  }
  mail::v1::Progress progress;  // what GetProgress says; set it before anybody asks
  std::atomic<int> progress_questions = 0;
  std::atomic<bool> cancel_fails = false;
  std::vector<std::string> Cancelled() const {
    const std::lock_guard lock(mutex_);
    return cancelled_;
  }

  grpc::Status Enqueue(grpc::ServerContext* context, const mail::v1::EnqueueRequest* request,
                       mail::v1::EnqueueResponse* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    vault::v1::DispatchPermit permit;
    const bool permitted =
        permit.ParseFromString(request->permit().permit()) && permit.issuer() == caller_ &&
        permit.ring() == vault::v1::RING_VISIT && request->template_() == permit.template_() &&
        permits_.Verify(caller_, "mimamori.permit.v1", request->permit().permit(), request->permit().signature()).ok();
    if (!permitted) return Fail(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_AUTHENTIC");
    const std::lock_guard lock(mutex_);
    std::pair<grpc::Status, bool> outcome{grpc::Status::OK, true};
    if (!failures_.empty()) {
      outcome = failures_.front();
      failures_.erase(failures_.begin());
    }
    if (outcome.second) Keep(*request, *response);
    return outcome.first;
  }

  grpc::Status SetStop(grpc::ServerContext* context, const mail::v1::SetStopRequest* request,
                       mail::v1::Stop* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    if (request->stopped()) {
      stopped_.insert(request->email_address());
    } else {
      stopped_.erase(request->email_address());
    }
    response->set_stopped(request->stopped());
    return grpc::Status::OK;
  }
  grpc::Status GetStop(grpc::ServerContext* context, const mail::v1::GetStopRequest* request,
                       mail::v1::Stop* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    response->set_stopped(stopped_.contains(request->email_address()));
    return grpc::Status::OK;
  }

  grpc::Status GetProgress(grpc::ServerContext* context, const mail::v1::GetProgressRequest* request,
                           mail::v1::Progress* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    ++progress_questions;
    *response = progress;
    response->set_group(request->group());
    return grpc::Status::OK;
  }

  grpc::Status CancelGroup(grpc::ServerContext* context, const mail::v1::CancelGroupRequest* request,
                           mail::v1::Progress*) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    if (cancel_fails) return Fail(absl::StatusCode::kUnavailable, "DATABASE_LOST");
    const std::lock_guard lock(mutex_);
    cancelled_.push_back(request->group());
    return grpc::Status::OK;
  }
  // By request id: what FindFates says; a message that is kept and not listed here has left.
  void SetFate(const std::string& request_id, mail::v1::Fate fate) {
    const std::lock_guard lock(mutex_);
    fates_[request_id] = fate;
  }
  grpc::Status FindFates(grpc::ServerContext* context, const mail::v1::FindFatesRequest* request,
                         mail::v1::FindFatesResponse* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    if (request->request_ids_size() > 500) return Fail(absl::StatusCode::kInvalidArgument, "TOO_MANY_MESSAGES");
    for (const std::string& id : request->request_ids()) {
      const auto fate = fates_.find(id);
      response->add_fates(fate != fates_.end()        ? fate->second
                          : messages_.contains(id) ? mail::v1::FATE_LEFT
                                                      : mail::v1::FATE_UNKNOWN);
    }
    return grpc::Status::OK;
  }

 private:
  void Keep(const mail::v1::EnqueueRequest& request, mail::v1::EnqueueResponse& response) {
    for (const auto& message : request.messages()) {
      Kept& kept = messages_[message.request_id()];
      if (kept.times++ == 0) {
        kept.message = message;
        kept.envelope = request;
        kept.envelope.clear_messages();
      }
      response.add_message_ids(message.request_id());
    }
  }

  const platform::crypto::Verifier permits_;
  mutable std::mutex mutex_;
  std::vector<std::string> cancelled_;
  std::map<std::string, Kept> messages_;
  std::map<std::string, mail::v1::Fate> fates_;
  std::set<std::string> stopped_;
  std::vector<std::pair<grpc::Status, bool>> failures_;
};

// The real vault.
class VaultRoom {
 public:
  VaultRoom(const Callers& callers, const platform::Clock& clock)
      : callers_(callers), permits_(callers.keys()), verifier_("vault", callers.keys(), clock),
        runner_({.threads = 1, .queue_limit = 64, .stream_threads = 1}, verifier_, clock, metrics_) {}

  std::shared_ptr<grpc::Channel> Channel() { return server_.Channel(); }
  vault::MemoryVaultStore& store() { return store_; }

  // What mail gets for a sealed contact against a kept message's permit.
  vault::v1::OpenedContact Open(const FakeMail::Kept& kept) {
    vault::v1::OpenContactsRequest request;
    *request.mutable_permit() = kept.envelope.permit();
    request.set_template_(kept.envelope.template_());
    request.add_sealed_contacts(kept.message.sealed_contact());
    const auto opened = Ask("mail", &Stub::OpenContacts, request);
    return opened.ok() ? opened->contacts(0) : vault::v1::OpenedContact();
  }
  std::string AddressIn(const FakeMail::Kept& kept) {
    vault::v1::Contact contact;
    contact.ParseFromString(Open(kept).contact());
    return contact.email_address();
  }
  // A contact as visit and registry seal it. `period`: "2026-11-21", or "2026-11" for patients.
  std::string Seal(vault::v1::Ring ring, const std::string& period, const std::string& subject,
                   const std::string& address) {
    vault::v1::GetSealingKeyRequest request;
    request.set_ring(ring);
    request.set_period(period);
    const auto key = Ask("visit", &Stub::GetSealingKey, request).value();
    vault::v1::Contact contact;
    contact.set_email_address(address);
    contact.set_language("ja");
    platform::crypto::Sealer sealer(key.ring_name(), key.period(), key.public_key());
    return sealer.Seal(subject, contact.SerializeAsString(), absl::Now()).value();
  }

  using Stub = vault::v1::VaultService::Stub;
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const std::string& caller,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return CallWith(callers_.SignerOf(caller).ForService("vault"), *stub_, method, request);
  }

 private:
  const Callers& callers_;
  const TempFolder folder_;
  vault::KeyRings rings_{platform::crypto::KeyFolder::Open(folder_.File("keys")).value()};
  vault::MemoryVaultStore store_;
  platform::observe::Metrics metrics_;
  const platform::crypto::Verifier permits_;
  const platform::rpc::CallerVerifier verifier_;
  platform::rpc::Runner runner_;
  vault::VaultService service_{rings_, store_, permits_, runner_};
  InProcess server_{service_};
  const std::unique_ptr<Stub> stub_ = vault::v1::VaultService::NewStub(server_.Channel());
};

}  // namespace mimamori::tests
