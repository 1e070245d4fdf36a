// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/platform/rpc/caller.hpp"

namespace mimamori::platform::rpc {

// W3C Trace Context: what ties a browser's request to every log line below it.
struct Trace {
  std::string trace_id;   // 32 hex digits
  std::string parent_id;  // 16 hex digits
  static Trace Parse(std::string_view traceparent);  // a fresh one when the header is missing or malformed
  static Trace Fresh();
  std::string ToHeader() const;  // "00-…-…-01"
  Trace Below() const;           // a span of our own under this one
};

// One call as a handler sees it. Cheap to copy.
struct Call {
  std::shared_ptr<const Caller> caller = nullptr;
  absl::Time now = {};  // the process's clock, read once
  // The caller's, less 50 ms, so that we stop before it gives up; never more than 30 s ahead (a stream: an hour). In the
  // system's own time, which no clock file moves: compare it with absl::Now(), never with `now`.
  absl::Time deadline = {};
  Trace trace = {};
  std::string network = {};  // the browser's network as the gateway truncated it (/24, /48): rate limits; never logged
  // The client is gone, or the process ends and this is a stream. May be asked until the call is answered.
  std::function<bool()> cancelled = nullptr;
};

}  // namespace mimamori::platform::rpc
