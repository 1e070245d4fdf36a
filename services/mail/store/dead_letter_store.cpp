// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/dead_letter_store.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::mail {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

namespace {

// $1: now; $2–$5: the filter.
Params Filtered(absl::Time now, const DeadLetterFilter& filter) {
  return Params().Time(now).Text(filter.template_name).Text(filter.group).Text(filter.reason)
      .Int4(filter.smtp_code);
}

absl::Status AuditRetry(Connection& transaction, absl::Time now, const Asker& asker, std::string_view type,
                        std::string_view id, int64_t retried) {
  return platform::postgres::AppendAudit(
      transaction, {.time = now, .actor = asker.subject, .action = "mail.RetryDeadLetters",
                    .object_type = std::string(type), .object_id = std::string(id), .area = "", .reason = "",
                    .payload = fmt::format(R"({{"messages": {}}})", retried), .trace_id = asker.trace_id});
}

}  // namespace

constexpr Statement kList{"mail_list_dead", R"(
  SELECT o.id, o.message_id, o.template, COALESCE(g.name, ''), o.reason, o.smtp_code, o.attempts, o.created_at,
         o.settled_at, o.expires_at, o.sealed_contact IS NOT NULL AND o.expires_at > $1 AND g.cancelled_at IS NULL
  FROM outbox o LEFT JOIN message_groups g ON g.id = o.group_id
  WHERE o.state = 4 AND o.id < $6 AND ($2 = '' OR o.template = $2) AND ($3 = '' OR g.name = $3)
    AND ($4 = '' OR o.reason = $4) AND ($5 = 0 OR o.smtp_code = $5)
  ORDER BY o.id DESC LIMIT $7)"};

absl::StatusOr<std::vector<DeadLetter>> DeadLetterStore::List(absl::Time deadline, absl::Time now,
                                                              const DeadLetterFilter& filter, int64_t before,
                                                              int limit) {
  const int64_t end = before == 0 ? INT64_MAX : before;
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Filtered(now, filter).Int8(end).Int8(limit)));
  std::vector<DeadLetter> letters;
  for (int row = 0; row < rows.size(); ++row) {
    letters.push_back({.number = rows.Int8(row, 0),
                       .id = MessageId(rows.Uuid(row, 1)),
                       .template_name = std::string(rows.Text(row, 2)),
                       .group = std::string(rows.Text(row, 3)),
                       .reason = std::string(rows.Text(row, 4)),
                       .smtp_code = rows.Int2(row, 5),
                       .attempts = rows.Int4(row, 6),
                       .create_time = rows.Time(row, 7),
                       .fail_time = rows.Time(row, 8),
                       .expire_time = rows.Time(row, 9),
                       .retryable = rows.Bool(row, 10)});
  }
  return letters;
}

constexpr Statement kCount{"mail_count_dead", R"(
  SELECT o.template, COALESCE(g.name, ''), o.reason, o.smtp_code, count(*),
         count(*) FILTER (WHERE o.sealed_contact IS NOT NULL AND o.expires_at > $1 AND g.cancelled_at IS NULL)
  FROM outbox o LEFT JOIN message_groups g ON g.id = o.group_id
  WHERE o.state = 4 AND ($2 = '' OR o.template = $2) AND ($3 = '' OR g.name = $3)
    AND ($4 = '' OR o.reason = $4) AND ($5 = 0 OR o.smtp_code = $5)
  GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4 LIMIT $6)"};

absl::StatusOr<std::vector<DeadLetterCount>> DeadLetterStore::Count(absl::Time deadline, absl::Time now,
                                                                    const DeadLetterFilter& filter, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kCount, Filtered(now, filter).Int8(limit)));
  std::vector<DeadLetterCount> counts;
  for (int row = 0; row < rows.size(); ++row) {
    counts.push_back({.template_name = std::string(rows.Text(row, 0)),
                      .group = std::string(rows.Text(row, 1)),
                      .reason = std::string(rows.Text(row, 2)),
                      .smtp_code = rows.Int2(row, 3),
                      .letters = rows.Int8(row, 4),
                      .retryable = rows.Int8(row, 5)});
  }
  return counts;
}

constexpr Statement kRetryOne{"mail_retry_one", R"(
  UPDATE outbox o
  SET state = 1, attempts = 0, reason = '', smtp_code = 0, settled_at = NULL, next_at = $2
  WHERE o.message_id = $1 AND o.state = 4 AND o.sealed_contact IS NOT NULL AND o.expires_at > $2
    AND NOT EXISTS (SELECT FROM message_groups g WHERE g.id = o.group_id AND g.cancelled_at IS NOT NULL))"};
// By its number's index only where it failed; another one is looked for among all, which nobody does often.
constexpr Statement kFind{"mail_find_message", "SELECT state FROM outbox WHERE message_id = $1"};

absl::StatusOr<Retried> DeadLetterStore::RetryOne(absl::Time deadline, absl::Time now, const MessageId& id,
                                                  const Asker& asker) {
  Retried out;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows retried, transaction.Run(kRetryOne, Params().Uuid(id.uuid()).Time(now)));
    out.retried = retried.affected();
    if (out.retried > 0) return AuditRetry(transaction, now, asker, "message", id.ToString(), out.retried);
    ASSIGN_OR_RETURN(const Rows found, transaction.Run(kFind, Params().Uuid(id.uuid())));
    if (found.empty()) return platform::NotFound("DEAD_LETTER_UNKNOWN", "there is no such mail");
    if (found.Int2(0, 0) != static_cast<int16_t>(MessageState::kFailed)) return absl::OkStatus();
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "LETTER_IS_EMPTY",
                             "this mail has expired, was taken back, or can't be opened any more");
  }));
  return out;
}

constexpr Statement kRetryAll{"mail_retry_all", R"(
  WITH due AS MATERIALIZED (
    SELECT o.id FROM outbox o LEFT JOIN message_groups g ON g.id = o.group_id
    WHERE o.state = 4 AND o.sealed_contact IS NOT NULL AND o.expires_at > $1 AND g.cancelled_at IS NULL
      AND ($2 = '' OR o.template = $2) AND ($3 = '' OR g.name = $3)
      AND ($4 = '' OR o.reason = $4) AND ($5 = 0 OR o.smtp_code = $5)
    ORDER BY o.id LIMIT $6 FOR UPDATE OF o)
  UPDATE outbox o
  SET state = 1, attempts = 0, reason = '', smtp_code = 0, settled_at = NULL, next_at = $1
  FROM due WHERE o.id = due.id)"};
constexpr Statement kAnyLeft{"mail_any_dead_left", R"(
  SELECT EXISTS (
    SELECT FROM outbox o LEFT JOIN message_groups g ON g.id = o.group_id
    WHERE o.state = 4 AND o.sealed_contact IS NOT NULL AND o.expires_at > $1 AND g.cancelled_at IS NULL
      AND ($2 = '' OR o.template = $2) AND ($3 = '' OR g.name = $3)
      AND ($4 = '' OR o.reason = $4) AND ($5 = 0 OR o.smtp_code = $5)))"};

absl::StatusOr<Retried> DeadLetterStore::RetryAll(absl::Time deadline, absl::Time now, const DeadLetterFilter& filter,
                                                  int limit, const Asker& asker) {
  Retried out;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows retried, transaction.Run(kRetryAll, Filtered(now, filter).Int8(limit)));
    out = {.retried = retried.affected(), .more = false};
    if (out.retried == 0) return absl::OkStatus();
    if (out.retried == limit) {
      ASSIGN_OR_RETURN(const Rows left, transaction.Run(kAnyLeft, Filtered(now, filter)));
      out.more = left.Bool(0, 0);
    }
    return AuditRetry(transaction, now, asker, "message_group", filter.group, out.retried);
  }));
  return out;
}

constexpr Statement kGetTallies{"mail_get_tallies", R"(
  SELECT day, template, domain_kind, COALESCE(sum(mails) FILTER (WHERE result = 'sent'), 0)::bigint,
         COALESCE(sum(mails) FILTER (WHERE result = 'deferred'), 0)::bigint,
         COALESCE(sum(mails) FILTER (WHERE result = 'failed'), 0)::bigint,
         COALESCE(sum(mails) FILTER (WHERE result = 'bounced'), 0)::bigint
  FROM mail_statistics WHERE day BETWEEN $1 AND $2 AND ($3 = '' OR template = $3) GROUP BY 1, 2, 3)"};

absl::StatusOr<std::vector<Tally>> DeadLetterStore::GetTallies(absl::Time deadline, absl::CivilDay first,
                                                               absl::CivilDay last, const std::string& template_name) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kGetTallies, Params().Date(first).Date(last).Text(template_name)));
  std::vector<Tally> tallies;
  for (int row = 0; row < rows.size(); ++row) {
    tallies.push_back({.day = rows.Date(row, 0),
                       .template_name = std::string(rows.Text(row, 1)),
                       .domain_kind = std::string(rows.Text(row, 2)),
                       .sent = rows.Int8(row, 3),
                       .deferrals = rows.Int8(row, 4),
                       .failed = rows.Int8(row, 5),
                       .bounced = rows.Int8(row, 6)});
  }
  return tallies;
}

constexpr Statement kEmptyExpired{"mail_empty_expired", R"(
  UPDATE outbox SET sealed_contact = NULL, permit = NULL, permit_signature = NULL, parameters = NULL
  WHERE state = 4 AND sealed_contact IS NOT NULL
    AND (expires_at <= $1 OR group_id IN (SELECT id FROM message_groups WHERE cancelled_at IS NOT NULL)))"};
constexpr Statement kDropTallies{"mail_drop_tallies", "DELETE FROM mail_statistics WHERE day < $1"};

absl::Status DeadLetterStore::KeepHouse(absl::Time deadline, absl::Time now, absl::CivilDay counts_before) {
  RETURN_IF_ERROR(pool_.Run(deadline, kEmptyExpired, Params().Time(now)).status());
  return pool_.Run(deadline, kDropTallies, Params().Date(counts_before)).status();
}

std::vector<Statement> DeadLetterStore::Statements() {
  return {kList, kCount, kRetryOne, kFind, kRetryAll, kAnyLeft, kGetTallies, kEmptyExpired, kDropTallies};
}

}  // namespace mimamori::mail
