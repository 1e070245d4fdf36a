// SPDX-License-Identifier: Apache-2.0
#include "services/mail/store/bounce_store.hpp"

#include <set>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// $5–$9: whether it counts against the mailbox, its MAC, since when reports count, how many, until when then.
constexpr Statement kRecord{"mail_record_bounce", R"(
  WITH changed AS (
    UPDATE outbox SET state = 4, reason = 'BOUNCED', smtp_code = $2, settled_at = $3 WHERE id = $1 AND state = 2
    RETURNING template, domain_kind),
  counted AS (
    INSERT INTO mail_statistics AS s (day, template, domain_kind, result, mails)
    SELECT $4, template, domain_kind, 'bounced', 1 FROM changed
    ON CONFLICT (day, template, domain_kind, result) DO UPDATE SET mails = s.mails + 1),
  reported AS (
    INSERT INTO mail_suppressions AS s (address_mac, reports, reported_at, suppressed_until)
    SELECT $6, 1, $3, CASE WHEN $8 <= 1 THEN $9::timestamptz END FROM changed WHERE $5
    ON CONFLICT (address_mac) DO UPDATE
    SET reports = CASE WHEN s.reported_at < $7 THEN 1 ELSE s.reports + 1 END,
        reported_at = $3,
        suppressed_until = CASE WHEN CASE WHEN s.reported_at < $7 THEN 1 ELSE s.reports + 1 END >= $8
                                THEN $9 ELSE s.suppressed_until END)
  SELECT count(*), EXISTS (SELECT FROM outbox WHERE id = $1 AND state IN (1, 3) AND worker IS NOT NULL) FROM changed)"};

absl::StatusOr<bool> BounceStore::Record(absl::Time deadline, absl::Time now, const BouncePolicy& policy,
                                         const BouncedMail& mail, bool against_mailbox, int smtp_code) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kRecord,
                             Params().Int8(mail.number).Int2(static_cast<int16_t>(smtp_code)).Time(now)
                                 .Date(absl::ToCivilDay(now, absl::UTCTimeZone())).Bool(against_mailbox)
                                 .Bytes(mail.address_mac).Time(now - policy.within).Int4(policy.reports)
                                 .Time(now + policy.suppressed)));
  if (rows.Int8(0, 0) > 0) return true;
  if (!rows.Bool(0, 1)) return false;
  // A server may refuse a mail, and its report be here, before whoever sent it has written that it left.
  return platform::Failure(absl::StatusCode::kUnavailable, "MAIL_STILL_LEAVING", "the mail is being sent; report it again later");
}

constexpr Statement kFind{"mail_find_suppressions", R"(
  SELECT address_mac FROM mail_suppressions WHERE address_mac = ANY ($1) AND suppressed_until > $2)"};

absl::StatusOr<std::vector<bool>> BounceStore::AreSuppressed(absl::Time deadline, absl::Time now,
                                                             const std::vector<std::string>& address_macs) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFind, Params().BytesArray(address_macs).Time(now)));
  std::set<std::string, std::less<>> suppressed;
  for (int row = 0; row < rows.size(); ++row) suppressed.emplace(rows.Bytes(row, 0));
  std::vector<bool> out;
  for (const std::string& mac : address_macs) out.push_back(suppressed.contains(mac));
  return out;
}

constexpr Statement kForget{"mail_forget_suppressions", R"(
  DELETE FROM mail_suppressions WHERE COALESCE(suppressed_until, 'epoch') <= $1 AND reported_at < $2)"};

absl::Status BounceStore::Forget(absl::Time deadline, absl::Time now, absl::Duration within) {
  return pool_.Run(deadline, kForget, Params().Time(now).Time(now - within)).status();
}

std::vector<Statement> BounceStore::Statements() { return {kRecord, kFind, kForget}; }

}  // namespace mimamori::mail
