// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/delivery.hpp"

#include <algorithm>

namespace mimamori::mail {

Verdict JudgeReply(SmtpStage stage, int code) {
  if (stage == SmtpStage::kServer) return Verdict::kServerDown;
  switch (code) {
    case 421: return Verdict::kBusy;
    case 432:  // password change needed
    case 454:  // TLS or log-in not available for now
    case 530:  // log-in required
    case 534:
    case 535:
    case 538: return Verdict::kServerDown;
    default: break;
  }
  if (code >= 200 && code < 300) return Verdict::kAccepted;
  return code >= 500 && code < 600 ? Verdict::kRefused : Verdict::kRetry;
}

std::optional<absl::Duration> DelayAfter(int made, const RetryPolicy& policy, double chance) {
  if (made >= policy.attempts) return std::nullopt;
  absl::Duration delay = policy.first_delay;
  for (int i = 1; i < made && delay < policy.longest_delay; ++i) delay *= 2;
  delay = std::min(delay, policy.longest_delay);
  return delay * (1 + policy.jitter * (2 * chance - 1));
}

bool AsksForAPause(SmtpStage stage, int code) { return stage == SmtpStage::kMessage && (code == 421 || code == 450); }

bool CanBeRetried(const Outcome& outcome) {
  return outcome.state == MessageState::kFailed && outcome.reason != "EXPIRED" &&
         outcome.reason != "CONTACT_UNREADABLE" && outcome.reason != "SUPPRESSED";
}

Outcome HandedBack(const Attempted& message, absl::Time next_time) {
  const MessageState state = message.attempts == 0 ? MessageState::kQueued : MessageState::kDeferred;
  return {state, message.attempts, next_time, ""};
}

Outcome AfterAttempt(const Attempted& message, Verdict verdict, absl::Time now, const RetryPolicy& policy,
                     double chance) {
  const int made = message.attempts + 1;
  switch (verdict) {
    case Verdict::kAccepted: return {MessageState::kSent, made, now, ""};
    case Verdict::kRefused: return {MessageState::kFailed, made, now, "REFUSED"};
    case Verdict::kBusy:
    case Verdict::kServerDown: return HandedBack(message, now);
    case Verdict::kRetry: break;
  }
  const auto delay = DelayAfter(made, policy, chance);
  if (!delay) return {MessageState::kFailed, made, now, "GIVEN_UP"};
  // Comes up again at its end at the latest, to be settled then.
  return {MessageState::kDeferred, made, std::min(now + *delay, message.expire_time), "NOT_NOW"};
}

absl::Duration ServerPause(int times, double chance) {
  const RetryPolicy pause{absl::Seconds(1), absl::Minutes(1), 0.2, std::max(times, 1) + 1};
  return *DelayAfter(std::max(times, 1), pause, chance);
}

}  // namespace mimamori::mail
