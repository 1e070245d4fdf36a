// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace mimamori::mail {

// As the database keeps them.
enum class MessageState : int16_t { kQueued = 1, kSent = 2, kDeferred = 3, kFailed = 4, kCancelled = 5 };

// How far an SMTP transaction came before its last reply.
enum class SmtpStage {
  kServer,   // connection, greeting, EHLO, TLS, log-in: says nothing about the mail
  kMessage,  // MAIL, RCPT, DATA or the end of the text: about this mail
};

enum class Verdict {
  kAccepted,
  kRetry,       // not now (4xx, or the connection broke in the middle)
  kRefused,     // never (5xx)
  kBusy,        // not this domain now (421 to a mail): the mail is not to blame, others may go on
  kServerDown,  // the server takes nothing from us at present: no mail is to blame
};

// `code`: the last SMTP reply, 0 when there was none.
Verdict JudgeReply(SmtpStage stage, int code);

// Policy "mail.retries".
struct RetryPolicy {
  absl::Duration first_delay;
  absl::Duration longest_delay;
  double jitter = 0;  // 0–1: a delay is changed by at most this share of itself, either way
  int attempts = 0;   // given up after so many
};

// The wait before the next attempt when `made` attempts were made: doubling from the first delay, jittered by `chance`
// (uniform in [0, 1)), so that what was deferred together does not come back together. nullopt: given up.
std::optional<absl::Duration> DelayAfter(int made, const RetryPolicy& policy, double chance);

// What becomes of a claimed message.
struct Outcome {
  MessageState state = MessageState::kQueued;
  int attempts = 0;
  absl::Time next_time;     // of a message that is tried again
  std::string_view reason;  // of kFailed and kDeferred: a constant, for metrics and the failed messages' column
  int smtp_code = 0;        // the server's last answer; 0: none
};

// Whether a message that ended so can be sent again by hand: it failed, and neither its time nor its contact is what was
// amiss.
bool CanBeRetried(const Outcome& outcome);

struct Attempted {
  int attempts = 0;  // made before this one
  absl::Time expire_time;
};

// As it was, to be claimed again at `next_time`: no attempt was made.
Outcome HandedBack(const Attempted& message, absl::Time next_time);

// Whether a reply means that the mail's receiving domain wants to be left alone for a while.
bool AsksForAPause(SmtpStage stage, int code);

// The outcome of an attempt; kBusy and kServerDown count as none.
Outcome AfterAttempt(const Attempted& message, Verdict verdict, absl::Time now, const RetryPolicy& policy,
                     double chance);

// How long to leave a server alone that takes nothing: a second, doubling to a minute, jittered by a fifth.
// `times`: how often in a row it was so, from 1.
absl::Duration ServerPause(int times, double chance);

}  // namespace mimamori::mail
