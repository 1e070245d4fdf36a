// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/mail/domain/delivery.hpp"
#include "services/mail/domain/message_builder.hpp"
#include "services/mail/domain/quota.hpp"
#include "services/mail/domain/statistics.hpp"
#include "services/mail/domain/template_table.hpp"
#include "services/platform/core/id.hpp"

namespace mimamori::mail {

struct NewMail {
  MessageId id;
  platform::RequestId request_id;
  std::string sealed_contact;
  std::string parameters;  // encrypted
  QuotaKeys quota;
};

// Messages of one request: one caller, group, template and permit.
struct Batch {
  std::string caller;
  std::string group;  // empty: none
  std::string area_code;  // whose texts it is written with; empty: nobody's own
  const Template* mail = nullptr;
  std::string permit;
  std::string permit_signature;
  absl::Time now;
  absl::Time expire_time;
  absl::CivilDay key_day;
  std::optional<QuotaPolicy> quotas;  // of templates that are limited
  std::vector<NewMail> mails;
  std::string trace_id;
};

struct Progress {
  int64_t queued = 0;
  int64_t sent = 0;
  int64_t deferred = 0;
  int64_t failed = 0;
  int64_t cancelled = 0;
  friend bool operator==(const Progress&, const Progress&) = default;
};

// What became of a message; as mail.v1.Fate.
enum class Fate : int16_t { kUnknown = 1, kOpen = 2, kLeft = 3, kStayed = 4 };

// A message that a worker holds until its lease ends.
struct Claimed {
  int64_t number = 0;
  MessageId id;
  std::string template_name;
  std::string area_code;
  int attempts = 0;
  absl::Time expire_time;
  bool cancelled = false;  // its group was taken back
  std::string sealed_contact;
  std::string permit;
  std::string permit_signature;
  std::string parameters;
  absl::CivilDay key_day;
};

struct Result {
  int64_t number = 0;
  Outcome outcome;
  std::string domain_kind = std::string(kOtherKind);  // for the statistics
};

class MailStore {
 public:
  virtual ~MailStore() = default;

  // All or none. A request id that the caller used before adds nothing and is answered with the message that exists;
  // into a group that was taken back, messages come as cancelled. The ids are in the order of the mails.
  // RESOURCE_EXHAUSTED: MAIL_QUOTA_EXCEEDED.
  virtual absl::StatusOr<std::vector<MessageId>> Enqueue(absl::Time deadline, const Batch& batch) = 0;

  // All zero for a group that has no message.
  virtual absl::StatusOr<Progress> GetProgress(absl::Time deadline, const std::string& caller,
                                               const std::string& group) = 0;
  // From the commit on, no message of the group is claimed to be sent; those that no worker holds are cancelled at
  // once, the others when their worker hands them back, and those that failed hold nothing any more.
  virtual absl::StatusOr<Progress> CancelGroup(absl::Time deadline, absl::Time now, const std::string& caller,
                                               const std::string& group, const std::string& trace_id) = 0;

  // Up to `limit` messages that are due, awaited ones first; no other worker gets them until `lease_end`.
  virtual absl::StatusOr<std::vector<Claimed>> Claim(absl::Time deadline, absl::Time now, absl::Time lease_end,
                                                     int64_t worker, int limit) = 0;
  // Sent and cancelled messages lose contact, permit and parameters, and so do failed ones that can't be retried; queued and
  // deferred ones are handed back until their next_time. What was tried is counted in the statistics. Messages that `worker` holds no more stay as they are. Returns how many it changed.
  virtual absl::StatusOr<int64_t> Settle(absl::Time deadline, absl::Time now, int64_t worker,
                                         const std::vector<Result>& results) = 0;

  // Of the caller's messages, in the order of the request ids. What may have left without anybody hearing of it has left; what
  // left and came back has stayed.
  virtual absl::StatusOr<std::vector<Fate>> FindFates(absl::Time deadline, const std::string& caller,
                                                      const std::vector<platform::RequestId>& requests) = 0;

  // Messages that may still leave: queued and deferred, the others zero.
  virtual absl::StatusOr<Progress> CountUnsettled(absl::Time deadline) = 0;

  // Removes messages settled before `settled_before` (at most `limit`), groups without messages that were not touched
  // since then, and quota windows that began before `windows_before`. Returns the number of messages.
  virtual absl::StatusOr<int64_t> DropOld(absl::Time deadline, absl::Time settled_before, absl::Time windows_before,
                                          int limit) = 0;
};

}  // namespace mimamori::mail
