// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"

namespace mimamori::registry {

// Policy `registry.retention`, counted from when a case was recorded. contacts ≤ cases.
struct RetentionPolicy {
  absl::Duration contacts;
  absl::Duration cases;

  friend bool operator==(const RetentionPolicy&, const RetentionPolicy&) = default;
};

}  // namespace mimamori::registry
