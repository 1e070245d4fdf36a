// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/outbox_gauge.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

constexpr char kName[] = "mimamori_mail_outbox_messages";
constexpr char kHelp[] = "Messages that may still leave, by state.";

}  // namespace

OutboxGauge::OutboxGauge(MailStore& store, platform::observe::Metrics& metrics) : store_(store) {
  metrics.GaugeOf(kName, kHelp, {{"state", "queued"}}, [this] { return static_cast<double>(queued_.load()); });
  metrics.GaugeOf(kName, kHelp, {{"state", "deferred"}}, [this] { return static_cast<double>(deferred_.load()); });
}

absl::Status OutboxGauge::Measure() {
  ASSIGN_OR_RETURN(const Progress unsettled, store_.CountUnsettled(absl::Now() + absl::Seconds(10)));
  queued_ = unsettled.queued;
  deferred_ = unsettled.deferred;
  return absl::OkStatus();
}

}  // namespace mimamori::mail
