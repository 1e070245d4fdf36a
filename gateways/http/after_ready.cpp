// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/after_ready.hpp"

#include <utility>

namespace mimamori::http {
namespace {

thread_local std::function<void(Work)> event_loop;

}  // namespace

void AfterReady(Work work) {
  if (event_loop) return event_loop(std::move(work));
  work();
}

void SetEventLoop(std::function<void(Work)> post) { event_loop = std::move(post); }

}  // namespace mimamori::http
