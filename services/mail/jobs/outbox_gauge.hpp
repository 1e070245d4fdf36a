// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "services/mail/store/mail_store.hpp"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::mail {

// How many messages wait, for the metrics: counted by a job rather than whenever somebody scrapes.
class OutboxGauge {
 public:
  OutboxGauge(MailStore& store, platform::observe::Metrics& metrics);
  absl::Status Measure();

 private:
  MailStore& store_;
  std::atomic<int64_t> queued_ = 0;
  std::atomic<int64_t> deferred_ = 0;
};

}  // namespace mimamori::mail
