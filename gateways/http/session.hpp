// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "mimamori/rpc/v1/annotations.pb.h"
#include "services/platform/core/clock.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::http {

using CallerFound = std::function<void(absl::StatusOr<std::shared_ptr<const platform::rpc::Caller>>)>;

// Asks who a session token stands for that came in this cookie; in another it counts for nothing. UNAUTHENTICATED:
// SESSION_ENDED.
class SessionResolver {
 public:
  virtual ~SessionResolver() = default;
  virtual void Resolve(rpc::v1::CookieName cookie, const std::string& token, const platform::rpc::Call& call,
                       CallerFound found) = 0;
};

// Asks the identity service, in the gateway's own name.
std::unique_ptr<SessionResolver> MakeIdentityResolver(platform::rpc::ServiceChannel identity, std::string issuer);

// Who is behind a browser's session cookie. Answers are remembered for 10 seconds (or as the door wishes), so that a page
// of ten requests asks once; an ended session therefore lives on for at most that long. Keyed by the hash of cookie
// and token: no token stays in memory.
class Sessions {
 public:
  static constexpr absl::Duration kRemembered = absl::Seconds(10);
  static constexpr size_t kMost = 10'000;

  Sessions(SessionResolver& resolver, const platform::Clock& clock, std::string issuer,
           absl::Duration remembered = kRemembered);

  // Somebody without a session: ROLE_ANYONE and nothing else.
  const std::shared_ptr<const platform::rpc::Caller>& Anyone() const { return anyone_; }

  enum class Memory { kUse, kSkip };
  // Calls `found` once, at once or from another thread. Who has a session may also do what anyone may.
  void Find(rpc::v1::CookieName cookie, std::string_view token, const platform::rpc::Call& call, Memory memory,
            CallerFound found);
  // After a log-out.
  void Forget(rpc::v1::CookieName cookie, std::string_view token);

 private:
  struct Known {
    std::shared_ptr<const platform::rpc::Caller> caller;
    absl::Time until;
  };
  std::shared_ptr<const platform::rpc::Caller> Remembered(const std::string& key, absl::Time now);
  void Remember(const std::string& key, Known known);

  SessionResolver& resolver_;
  const platform::Clock& clock_;
  const absl::Duration remembered_;
  const std::shared_ptr<const platform::rpc::Caller> anyone_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace mimamori::http
