// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/postgres_mail_store.hpp"
#include "services/mail/store/statements.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kClaim{"mail_claim", R"(
  WITH due AS MATERIALIZED (
    SELECT id, group_id FROM outbox WHERE state IN (1, 3) AND next_at <= $1
    ORDER BY priority, next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  UPDATE outbox o SET next_at = $3, worker = $4, may_have_left = o.may_have_left OR o.worker IS NOT NULL
  FROM due LEFT JOIN message_groups g ON g.id = due.group_id
  WHERE o.id = due.id
  RETURNING o.id, o.message_id, o.template, o.attempts, o.expires_at, g.cancelled_at IS NOT NULL, o.sealed_contact,
            o.permit, o.permit_signature, o.parameters, o.key_day, o.area_code)"};

// What was changed is counted in the same statement. The rows of the statistics are locked in one order. What was sent (2) leaves no
// doubt of its own: should it come back, only an earlier attempt may have arrived.
constexpr Statement kSettle{"mail_settle", R"(
  WITH changed AS (
    UPDATE outbox o
    SET state = r.state, attempts = r.attempts, reason = r.reason, smtp_code = r.smtp_code, worker = NULL, settled_at = $9,
        may_have_left = o.may_have_left OR (r.state <> 2 AND r.attempts > o.attempts AND r.smtp_code NOT BETWEEN 400 AND 599),
        domain_kind = r.domain_kind, sealed_contact = CASE WHEN r.kept THEN o.sealed_contact END,
        permit = CASE WHEN r.kept THEN o.permit END,
        permit_signature = CASE WHEN r.kept THEN o.permit_signature END,
        parameters = CASE WHEN r.kept THEN o.parameters END
    FROM unnest($1::bigint[], $2::smallint[], $3::integer[], $4::text[], $5::smallint[], $6::text[], $7::text[],
                $8::boolean[])
         AS r (id, state, attempts, reason, smtp_code, domain_kind, result, kept)
    WHERE o.id = r.id AND o.worker = $10
    RETURNING o.template, r.domain_kind, r.result),
  counted AS (
    INSERT INTO mail_statistics AS s (day, template, domain_kind, result, mails)
    SELECT $11, template, domain_kind, result, count(*) FROM changed WHERE result <> '' GROUP BY 2, 3, 4 ORDER BY 2, 3, 4
    ON CONFLICT (day, template, domain_kind, result) DO UPDATE SET mails = s.mails + EXCLUDED.mails)
  SELECT count(*) FROM changed)"};

// A message of a group that was taken back meanwhile is due at once, to be cancelled by whoever claims it.
constexpr Statement kHandBack{"mail_hand_back", R"(
  WITH changed AS (
    UPDATE outbox o
    SET state = r.state, attempts = r.attempts, reason = r.reason, smtp_code = r.smtp_code, worker = NULL,
        may_have_left = o.may_have_left OR (r.attempts > o.attempts AND r.smtp_code NOT BETWEEN 400 AND 599),
        next_at = CASE WHEN EXISTS (SELECT FROM message_groups g WHERE g.id = o.group_id AND g.cancelled_at IS NOT NULL)
                       THEN $9 ELSE r.next_at END
    FROM unnest($1::bigint[], $2::smallint[], $3::integer[], $4::text[], $5::smallint[], $6::text[], $7::text[],
                $8::timestamptz[])
         AS r (id, state, attempts, reason, smtp_code, domain_kind, result, next_at)
    WHERE o.id = r.id AND o.worker = $10
    RETURNING o.template, r.domain_kind, r.result),
  counted AS (
    INSERT INTO mail_statistics AS s (day, template, domain_kind, result, mails)
    SELECT $11, template, domain_kind, result, count(*) FROM changed WHERE result <> '' GROUP BY 2, 3, 4 ORDER BY 2, 3, 4
    ON CONFLICT (day, template, domain_kind, result) DO UPDATE SET mails = s.mails + EXCLUDED.mails)
  SELECT count(*) FROM changed)"};

constexpr Statement kCountUnsettled{"mail_count_unsettled", R"(
  SELECT count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 3) FROM outbox WHERE state IN (1, 3))"};

bool IsSettled(MessageState state) { return state != MessageState::kQueued && state != MessageState::kDeferred; }

// Under which name a result is counted; empty: it is not.
std::string CountedAs(const Outcome& outcome) {
  switch (outcome.state) {
    case MessageState::kSent: return "sent";
    case MessageState::kFailed: return "failed";
    case MessageState::kDeferred: return outcome.reason.empty() ? "" : "deferred";
    case MessageState::kQueued:
    case MessageState::kCancelled: break;
  }
  return "";
}

// The columns of results that are settled, or of those that are handed back.
struct Columns {
  Columns(const std::vector<Result>& results, bool settled) {
    for (const auto& [number, outcome, domain_kind] : results) {
      if (IsSettled(outcome.state) != settled) continue;
      numbers.push_back(number);
      states.push_back(static_cast<int16_t>(outcome.state));
      attempts.push_back(outcome.attempts);
      reasons.emplace_back(outcome.reason);
      codes.push_back(static_cast<int16_t>(outcome.smtp_code));
      domain_kinds.push_back(domain_kind);
      counted_as.push_back(CountedAs(outcome));
      kept.push_back(CanBeRetried(outcome));
      next_times.push_back(outcome.next_time);
    }
  }
  Params Start() const {
    return Params().Int8Array(numbers).Int2Array(states).Int4Array(attempts).TextArray(reasons).Int2Array(codes)
        .TextArray(domain_kinds).TextArray(counted_as);
  }

  std::vector<int64_t> numbers;
  std::vector<int16_t> states;
  std::vector<int32_t> attempts;
  std::vector<std::string> reasons;
  std::vector<int16_t> codes;
  std::vector<std::string> domain_kinds;
  std::vector<std::string> counted_as;
  std::vector<bool> kept;
  std::vector<absl::Time> next_times;
};

Claimed ToClaimed(const Rows& rows, int row) {
  return {.number = rows.Int8(row, 0),
          .id = MessageId(rows.Uuid(row, 1)),
          .template_name = std::string(rows.Text(row, 2)),
          .area_code = std::string(rows.Text(row, 11)),
          .attempts = rows.Int4(row, 3),
          .expire_time = rows.Time(row, 4),
          .cancelled = rows.Bool(row, 5),
          .sealed_contact = std::string(rows.Bytes(row, 6)),
          .permit = std::string(rows.Bytes(row, 7)),
          .permit_signature = std::string(rows.Bytes(row, 8)),
          .parameters = std::string(rows.Bytes(row, 9)),
          .key_day = rows.Date(row, 10)};
}

}  // namespace

std::vector<Statement> DeliveryStatements() { return {kClaim, kSettle, kHandBack, kCountUnsettled}; }

absl::StatusOr<std::vector<Claimed>> PostgresMailStore::Claim(absl::Time deadline, absl::Time now, absl::Time lease_end,
                                                              int64_t worker, int limit) {
  std::vector<Claimed> claimed;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kClaim, Params().Time(now).Int8(limit).Time(lease_end).Int8(worker)));
    claimed.clear();
    claimed.reserve(static_cast<size_t>(rows.size()));
    for (int row = 0; row < rows.size(); ++row) claimed.push_back(ToClaimed(rows, row));
    return absl::OkStatus();
  }));
  return claimed;
}

absl::StatusOr<int64_t> PostgresMailStore::Settle(absl::Time deadline, absl::Time now, int64_t worker,
                                                  const std::vector<Result>& results) {
  const Columns settled(results, true);
  const Columns handed_back(results, false);
  const absl::CivilDay day = absl::ToCivilDay(now, absl::UTCTimeZone());
  int64_t changed = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    changed = 0;
    if (!settled.numbers.empty()) {
      ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kSettle, settled.Start().BoolArray(settled.kept).Time(now)
                                                                     .Int8(worker).Date(day)));
      changed += rows.Int8(0, 0);
    }
    if (!handed_back.numbers.empty()) {
      ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kHandBack, handed_back.Start().TimeArray(handed_back.next_times)
                                                                       .Time(now).Int8(worker).Date(day)));
      changed += rows.Int8(0, 0);
    }
    return absl::OkStatus();
  }));
  return changed;
}

absl::StatusOr<Progress> PostgresMailStore::CountUnsettled(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kCountUnsettled));
  return Progress{.queued = rows.Int8(0, 0), .deferred = rows.Int8(0, 1)};
}

std::vector<Statement> PostgresMailStore::Statements() {
  std::vector<Statement> all;
  for (const auto& some : {EnqueueStatements(), GroupStatements(), DeliveryStatements(), RetentionStatements()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace mimamori::mail
