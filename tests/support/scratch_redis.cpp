// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scratch_redis.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>

#include "absl/time/clock.h"

namespace mimamori::tests {
namespace {

bool Answers(const std::string& address) {
  const std::unique_ptr<redisContext, decltype(&redisFree)> context(redisConnectUnix(address.c_str()), &redisFree);
  return context && context->err == 0;
}

}  // namespace

void ScratchRedis::Start() {
  std::filesystem::remove(Address());
  server_ = std::make_unique<ChildProcess>(
      ChildProcess::Command{.words = {"redis-server", "--port", "0", "--unixsocket", Address(), "--save", "",
                                      "--appendonly", "no", "--dir", folder_.path()},
                            .environment = {},
                            .folder = folder_.path()});
  const absl::Time until = absl::Now() + absl::Seconds(30);
  while (!Answers(Address())) {
    if (!server_->Running() || absl::Now() > until) {
      fmt::print(stderr, "tests: Redis does not start: {}\n", server_->Output());
      std::abort();
    }
    absl::SleepFor(absl::Milliseconds(2));
  }
}

void ScratchRedis::Stop() {
  if (!server_) return;
  server_->Signal(SIGKILL);
  server_->Wait();
  server_.reset();
}

}  // namespace mimamori::tests
