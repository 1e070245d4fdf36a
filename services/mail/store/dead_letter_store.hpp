// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/mail/domain/delivery.hpp"
#include "services/mail/domain/message_builder.hpp"
#include "services/mail/domain/statistics.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::mail {

// What is empty or 0 does not narrow it.
struct DeadLetterFilter {
  std::string template_name = {};
  std::string group = {};
  std::string reason = {};
  int smtp_code = 0;
};

struct DeadLetter {
  int64_t number = 0;  // in the order of queueing
  MessageId id;
  std::string template_name;
  std::string group;
  std::string reason;
  int smtp_code = 0;
  int attempts = 0;
  absl::Time create_time;
  absl::Time fail_time;
  absl::Time expire_time;
  bool retryable = false;
};

struct DeadLetterCount {
  std::string template_name;
  std::string group;
  std::string reason;
  int smtp_code = 0;
  int64_t letters = 0;
  int64_t retryable = 0;
  friend bool operator==(const DeadLetterCount&, const DeadLetterCount&) = default;
};

struct Retried {
  int64_t retried = 0;
  bool more = false;
  friend bool operator==(const Retried&, const Retried&) = default;
};

// Who asks, for the audit.
struct Asker {
  std::string subject;
  std::string trace_id;
};

// Mails that failed, and what became of all. Beyond the failures named, those of postgres::Pool.
class DeadLetterStore {
 public:
  explicit DeadLetterStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Newest first, queued before number `before` (0: all).
  absl::StatusOr<std::vector<DeadLetter>> List(absl::Time deadline, absl::Time now, const DeadLetterFilter& filter,
                                               int64_t before, int limit);
  // Most frequent first.
  absl::StatusOr<std::vector<DeadLetterCount>> Count(absl::Time deadline, absl::Time now,
                                                     const DeadLetterFilter& filter, int limit);
  // One of them. Nothing is retried that waits, left or was cancelled. NOT_FOUND: DEAD_LETTER_UNKNOWN.
  // FAILED_PRECONDITION: LETTER_IS_EMPTY.
  absl::StatusOr<Retried> RetryOne(absl::Time deadline, absl::Time now, const MessageId& id, const Asker& asker);
  // Oldest first.
  absl::StatusOr<Retried> RetryAll(absl::Time deadline, absl::Time now, const DeadLetterFilter& filter, int limit,
                                   const Asker& asker);

  // Of days from `first` to `last`; an empty template: of all. Not folded.
  absl::StatusOr<std::vector<Tally>> GetTallies(absl::Time deadline, absl::CivilDay first, absl::CivilDay last,
                                                const std::string& template_name);

  // Empties dead letters that have expired, and those of groups that were taken back while a worker had them; and drops counts of days before `counts_before`.
  absl::Status KeepHouse(absl::Time deadline, absl::Time now, absl::CivilDay counts_before);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::mail
