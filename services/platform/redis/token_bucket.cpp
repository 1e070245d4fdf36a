// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "services/platform/redis/redis.hpp"

namespace mimamori::platform::redis {
namespace {

// KEYS[1] the bucket; ARGV: burst, tokens per second, now in microseconds. A caller whose clock is behind neither
// refills nor rewinds the bucket. The key goes when the bucket would be full again (a day at most).
constexpr Script kTake{"take_token", R"(
local burst, rate, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1] or burst), tonumber(kept[2] or now)
if now > at then
  tokens = math.min(burst, tokens + (now - at) / 1000000 * rate)
  at = now
end
local allowed = 0
if tokens >= 1 then
  tokens = tokens - 1
  allowed = 1
end
local ttl = 86400
if rate > 0 then ttl = math.min(ttl, (burst - tokens) / rate + 1) end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', at))
redis.call('PEXPIRE', KEYS[1], math.ceil(ttl * 1000))
return allowed)"};

}  // namespace

Allowance TakeToken(Pool& pool, const std::string& bucket, double burst, double per_second, absl::Time now) {
  const auto answer = pool.Run(
      kTake, {"rate:" + bucket},
      {fmt::format("{:.6f}", burst), fmt::format("{:.9f}", per_second), fmt::format("{}", absl::ToUnixMicros(now))});
  if (!answer.ok() || answer->size() != 1) return Allowance::kUnknown;
  return answer->front() == 1 ? Allowance::kAllowed : Allowance::kExceeded;
}

}  // namespace mimamori::platform::redis
