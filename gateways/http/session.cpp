// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/session.hpp"

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::http {
namespace {

using identity::v1::IdentityService;
using identity::v1::ResolvedSession;
using identity::v1::ResolveSessionRequest;
using platform::rpc::Caller;

absl::StatusOr<std::shared_ptr<const Caller>> ToCaller(const ResolvedSession& session, const std::string& issuer) {
  auto caller = std::make_shared<Caller>();
  caller->issuer = issuer;
  caller->subject = session.subject();
  caller->organisation = session.organisation();
  for (const int role : session.roles()) caller->roles.push_back(static_cast<rpc::v1::Role>(role));
  for (const std::string& code : session.area_codes()) {
    auto area = platform::AreaCode::Parse(code);
    if (!area.ok()) return absl::InternalError("identity named an area that is none");
    caller->areas.push_back(*std::move(area));
  }
  return caller;
}

class IdentityResolver final : public SessionResolver {
 public:
  IdentityResolver(platform::rpc::ServiceChannel identity, std::string issuer)
      : identity_(std::move(identity)),
        stub_(IdentityService::NewStub(identity_.channel())),
        issuer_(std::move(issuer)) {}

  void Resolve(rpc::v1::CookieName cookie, const std::string& token, const platform::rpc::Call& call,
               CallerFound found) override {
    struct Exchange {
      std::unique_ptr<grpc::ClientContext> context;
      ResolveSessionRequest request;
      ResolvedSession session;
    };
    auto exchange = std::make_shared<Exchange>();
    exchange->context = identity_.Context(call);
    exchange->request.set_session_cookie(token);
    exchange->request.set_cookie(cookie);
    stub_->async()->ResolveSession(exchange->context.get(), &exchange->request, &exchange->session,
                                   [exchange, issuer = issuer_, found = std::move(found)](const grpc::Status& status) {
                                     exchange->context.reset();  // a callback thread must not drop the channel
                                     if (!status.ok()) return found(platform::rpc::FromGrpc(status));
                                     found(ToCaller(exchange->session, issuer));
                                   });
  }

 private:
  const platform::rpc::ServiceChannel identity_;
  const std::unique_ptr<IdentityService::Stub> stub_;
  const std::string issuer_;
};

std::shared_ptr<const Caller> MakeAnyone(std::string issuer) {
  auto caller = std::make_shared<Caller>();
  caller->issuer = std::move(issuer);
  caller->roles = {rpc::v1::ROLE_ANYONE};
  return caller;
}

// The same token in another cookie is another session.
std::string KeyOf(rpc::v1::CookieName cookie, std::string_view token) {
  return platform::crypto::Sha256(rpc::v1::CookieName_Name(cookie) + "=" + std::string(token));
}

}  // namespace

std::unique_ptr<SessionResolver> MakeIdentityResolver(platform::rpc::ServiceChannel identity, std::string issuer) {
  return std::make_unique<IdentityResolver>(std::move(identity), std::move(issuer));
}

Sessions::Sessions(SessionResolver& resolver, const platform::Clock& clock, std::string issuer,
                   absl::Duration remembered)
    : resolver_(resolver), clock_(clock), remembered_(remembered), anyone_(MakeAnyone(std::move(issuer))) {}

void Sessions::Find(rpc::v1::CookieName cookie, std::string_view token, const platform::rpc::Call& call, Memory memory,
                    CallerFound found) {
  const std::string key = KeyOf(cookie, token);
  if (memory == Memory::kUse) {
    if (auto caller = Remembered(key, clock_.Now())) return found(std::move(caller));
  }
  resolver_.Resolve(cookie, std::string(token), call, [this, key, found = std::move(found)](auto resolved) {
    if (!resolved.ok()) return found(std::move(resolved));
    auto caller = std::make_shared<Caller>(**resolved);
    caller->roles.push_back(rpc::v1::ROLE_ANYONE);
    Remember(key, {caller, clock_.Now() + remembered_});
    found(std::shared_ptr<const Caller>(std::move(caller)));
  });
}

std::shared_ptr<const Caller> Sessions::Remembered(const std::string& key, absl::Time now) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(key);
  if (known == known_.end()) return nullptr;
  // A clock that was moved back must not keep a session alive.
  if (now < known->second.until && known->second.until <= now + remembered_) return known->second.caller;
  known_.erase(known);
  return nullptr;
}

void Sessions::Remember(const std::string& key, Known known) {
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMost) known_.clear();  // they come back within one call each
  known_[key] = std::move(known);
}

void Sessions::Forget(rpc::v1::CookieName cookie, std::string_view token) {
  const std::string key = KeyOf(cookie, token);
  const std::lock_guard lock(mutex_);
  known_.erase(key);
}

}  // namespace mimamori::http
