// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace mimamori::platform::redis {

// A Lua script, sent by EVALSHA and loaded on NOSCRIPT. Both texts are constants.
struct Script {
  const char* name;
  const char* body;
};

// What may be lost: rate buckets, live counts, wake-ups. Every call has a short time-out and may fail with UNAVAILABLE;
// callers carry on without it. After a failure the pool waits `backoff` before it tries the server again, so that a
// dead Redis costs the hot path nothing: calls fail at once, and one caller tries again each time the pause is over.
// Reasons: REDIS_UNREACHABLE, REDIS_BUSY. Thread-safe. The process ignores SIGPIPE from here on, unless it handles it.
class Pool {
 public:
  // `address`: a unix socket path, or host:port. Empty: no Redis, every call is UNAVAILABLE at once.
  Pool(std::string address, int size, absl::Duration timeout = absl::Milliseconds(50),
       absl::Duration backoff = absl::Seconds(1));
  ~Pool();

  // What the script returns: one integer or a table of integers; nothing for nil, INTERNAL for anything else.
  absl::StatusOr<std::vector<int64_t>> Run(const Script& script, const std::vector<std::string>& keys,
                                           const std::vector<std::string>& arguments);
  absl::StatusOr<std::string> Get(const std::string& key);                                 // NOT_FOUND
  absl::Status Set(const std::string& key, const std::string& value, absl::Duration ttl);  // ttl ≥ 1 ms
  absl::Status Publish(const std::string& channel, const std::string& message);
  absl::Status Ping();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A token bucket: at most `burst` tokens, refilled at `per_second`, kept under "rate:<bucket>", which must not name a
// person (a MAC of an address, never the address). kUnknown when Redis can't be asked.
enum class Allowance { kAllowed, kExceeded, kUnknown };
Allowance TakeToken(Pool& pool, const std::string& bucket, double burst, double per_second, absl::Time now);

}  // namespace mimamori::platform::redis
