// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <shared_mutex>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/caller_token.hpp"

namespace mimamori::platform::rpc {
namespace {

namespace v1 = mimamori::rpc::v1;

constexpr size_t kMostRemembered = 8192;
constexpr int kMostHops = 3;  // services through which one person's call may pass

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return Failure(absl::StatusCode::kUnauthenticated, reason, sentence);
}
absl::Status Malformed() { return Refused("CALLER_MALFORMED", "the caller token cannot be read"); }
absl::Status NotTrusted() { return Refused("CALLER_NOT_TRUSTED", "the caller token claims what its issuer may not"); }

bool IsGateway(std::string_view issuer) { return issuer == "gateway_public" || issuer == "gateway_staff"; }

bool MayMint(std::string_view gateway, int role) {
  if (role == v1::ROLE_ANYONE) return true;
  if (gateway == "gateway_public") return role == v1::ROLE_VENUE_OPERATOR || role == v1::ROLE_PATIENT;
  return role == v1::ROLE_HEALTH_OFFICER || role == v1::ROLE_ADMINISTRATOR || role == v1::ROLE_AUDITOR ||
         role == v1::ROLE_HOSPITAL_STAFF || role == v1::ROLE_TRANSPORT_STAFF;
}

// The same person, with no role or area more.
bool IsWithin(const v1::CallerToken& claimed, const v1::CallerToken& proven) {
  const auto has = [](const auto& all, const auto& one) { return std::find(all.begin(), all.end(), one) != all.end(); };
  return !proven.service() && claimed.subject() == proven.subject() &&
         claimed.organisation() == proven.organisation() &&
         std::all_of(claimed.roles().begin(), claimed.roles().end(),
                     [&](int role) { return has(proven.roles(), role); }) &&
         std::all_of(claimed.areas().begin(), claimed.areas().end(),
                     [&](const std::string& area) { return has(proven.areas(), area); });
}

struct Hash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct Verified {
  std::shared_ptr<const Caller> caller;
  absl::Time issued;
  absl::Time end;
};

absl::Status CheckTimes(absl::Time issued, absl::Time end, absl::Time now) {
  if (end - issued > kTokenLife) return NotTrusted();
  if (now < end && issued <= now + kClockSkew) return absl::OkStatus();
  return Refused("CALLER_EXPIRED", "the caller token is not valid at this time");
}

absl::StatusOr<std::shared_ptr<const Caller>> ToCaller(const v1::CallerToken& token, std::string_view metadata) {
  auto caller = std::make_shared<Caller>();
  caller->issuer = token.issuer();
  caller->subject = token.subject();
  caller->organisation = token.organisation();
  caller->service = token.service();
  for (const int role : token.roles()) caller->roles.push_back(static_cast<Role>(role));
  for (const std::string& text : token.areas()) {
    const auto area = AreaCode::Parse(text);
    if (!area.ok()) return Malformed();
    caller->areas.push_back(*area);
  }
  if (!token.service()) caller->token = std::string(metadata);
  return caller;
}

}  // namespace

struct CallerVerifier::State {
  State(std::string reader, std::string key_folder, const Clock& time)
      : audience(std::move(reader)), keys(std::move(key_folder)), clock(time) {}

  // The token inside `metadata`, when its issuer may say what it says; `end` becomes the earliest end on the way.
  absl::StatusOr<v1::CallerToken> Check(std::string_view metadata, const std::string& reader, absl::Time now, int hops,
                                        absl::Time& end) const {
    v1::SignedCallerToken envelope;
    v1::CallerToken token;
    if (!envelope.ParseFromArray(metadata.data(), static_cast<int>(metadata.size())) ||
        !token.ParseFromString(envelope.token())) {
      return Malformed();
    }
    if (token.audience() != reader) {
      return Refused("CALLER_FOR_ANOTHER_SERVICE", "the caller token names another service");
    }
    const absl::Time own_end = absl::FromUnixSeconds(token.expire_time());
    RETURN_IF_ERROR(CheckTimes(absl::FromUnixSeconds(token.issue_time()), own_end, now));
    end = std::min(end, own_end);
    const std::string& issuer = token.issuer();
    if (!keys.Verify(issuer, kTokenLabel, envelope.token(), envelope.signature()).ok()) return NotTrusted();
    RETURN_IF_ERROR(CheckClaim(token, envelope.on_behalf(), now, hops, end));
    return token;
  }

  absl::Status CheckClaim(const v1::CallerToken& token, const std::string& on_behalf, absl::Time now, int hops,
                          absl::Time& end) const {
    const std::string& issuer = token.issuer();
    if (token.service()) {
      const bool itself = token.subject() == issuer && token.roles().empty() && token.areas().empty();
      return itself ? absl::OkStatus() : NotTrusted();
    }
    if (IsGateway(issuer)) {
      const bool within =
          std::all_of(token.roles().begin(), token.roles().end(), [&](int role) { return MayMint(issuer, role); });
      return within ? absl::OkStatus() : NotTrusted();
    }
    if (on_behalf.empty() || hops == kMostHops) return NotTrusted();
    const auto proven = Check(on_behalf, issuer, now, hops + 1, end);
    if (!proven.ok() && ReasonOf(proven.status()) == "CALLER_EXPIRED") return proven.status();
    return proven.ok() && IsWithin(token, *proven) ? absl::OkStatus() : NotTrusted();
  }

  std::shared_ptr<const Caller> Recall(std::string_view metadata, absl::Time now) const {
    const std::shared_lock lock(mutex);
    const auto it = remembered.find(metadata);
    if (it == remembered.end()) return nullptr;
    const Verified& verified = it->second;
    return now < verified.end && verified.issued <= now + kClockSkew ? verified.caller : nullptr;
  }

  void Remember(std::string_view metadata, Verified verified, absl::Time now) {
    const std::unique_lock lock(mutex);
    if (remembered.size() >= kMostRemembered) {
      std::erase_if(remembered, [&](const auto& entry) { return entry.second.end <= now; });
      if (remembered.size() >= kMostRemembered) remembered.clear();
    }
    remembered.insert_or_assign(std::string(metadata), std::move(verified));
  }

  const std::string audience;
  const crypto::Verifier keys;
  const Clock& clock;
  mutable std::shared_mutex mutex;
  std::unordered_map<std::string, Verified, Hash, std::equal_to<>> remembered;
};

CallerVerifier::CallerVerifier(std::string audience, std::string key_folder, const Clock& clock)
    : state_(std::make_unique<State>(std::move(audience), std::move(key_folder), clock)) {}
CallerVerifier::~CallerVerifier() = default;

absl::StatusOr<std::shared_ptr<const Caller>> CallerVerifier::Verify(std::string_view metadata) const {
  if (metadata.empty()) return Refused("CALLER_MISSING", "the call carries no caller token");
  const absl::Time now = state_->clock.Now();
  if (auto caller = state_->Recall(metadata, now)) return caller;
  absl::Time end = absl::InfiniteFuture();
  ASSIGN_OR_RETURN(const v1::CallerToken token, state_->Check(metadata, state_->audience, now, 0, end));
  ASSIGN_OR_RETURN(const auto caller, ToCaller(token, metadata));
  state_->Remember(metadata, {caller, absl::FromUnixSeconds(token.issue_time()), end}, now);
  return caller;
}

}  // namespace mimamori::platform::rpc
