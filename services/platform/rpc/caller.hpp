// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "mimamori/rpc/v1/annotations.pb.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/crypto/signature.hpp"

namespace mimamori::platform::rpc {

using mimamori::rpc::v1::Role;

// Who is calling, as the signed caller token says. Store methods take the Scope that comes from it.
struct Caller {
  std::string issuer = {};   // process that vouches
  std::string subject = {};  // account, session or service
  std::vector<Role> roles = {};
  std::vector<AreaCode> areas = {};
  std::string organisation = {};
  bool service = false;
  // The token that said so, as it came in: what a service shows when it passes the person on (CallerSigner::For).
  std::string token = {};

  bool Has(Role role) const;
  bool Covers(const AreaCode& area) const;  // one of `areas` covers it; a service in its own name covers all
};

// Signs tokens for calls down. One per process; tokens are cached for half their life, so that the hot path signs nothing.
class CallerSigner {
 public:
  CallerSigner(std::string issuer, crypto::Signer signer, const Clock& clock);
  // Metadata value for `mimamori-caller-bin`, valid 60 s, or as long as the token that it passes on.
  std::string ForService(const std::string& audience) const;                         // in this process's own name
  std::string For(const std::string& audience, const Caller& caller) const;          // for a person, or nobody in particular
  const std::string& issuer() const { return issuer_; }

 private:
  struct Cache;
  std::string Sign(mimamori::rpc::v1::CallerToken token, const std::string& audience, absl::Time now, absl::Time end,
                   const std::string& on_behalf) const;
  const std::string issuer_;
  const crypto::Signer signer_;
  const Clock& clock_;
  const std::shared_ptr<Cache> cache_;
};

// Verifies tokens that name `audience`. What an issuer may claim is fixed: gateway_public: ROLE_ANYONE and
// ROLE_VENUE_OPERATOR; gateway_staff: ROLE_ANYONE and the staff roles; a service: only itself, or a Caller it was itself
// called by (a person's rights are passed on, never widened: issuer stays visible, and the token that the service was
// called with lies inside as its proof). A gateway in its own name is a service. Verified tokens are remembered until
// they expire, so a repeated token costs a hash look-up instead of an Ed25519 verification.
// UNAUTHENTICATED: CALLER_MISSING, CALLER_MALFORMED, CALLER_EXPIRED, CALLER_FOR_ANOTHER_SERVICE, CALLER_NOT_TRUSTED.
class CallerVerifier {
 public:
  CallerVerifier(std::string audience, std::string key_folder, const Clock& clock);
  ~CallerVerifier();
  absl::StatusOr<std::shared_ptr<const Caller>> Verify(std::string_view metadata) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// PERMISSION_DENIED (ACCESS_DENIED) unless the method's access option lists one of the caller's roles or the service.
// ROLE_ANYONE admits every person, whatever their roles, and no service.
// A method without the option is refused for everybody.
absl::Status CheckAccess(const mimamori::rpc::v1::Access* access, const Caller& caller);

}  // namespace mimamori::platform::rpc
