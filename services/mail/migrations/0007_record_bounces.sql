-- SPDX-License-Identifier: Apache-2.0
-- A mail that left may come back: what it was counted under (a name from policy "mail.statistics", or "other") is counted under
-- again then.
ALTER TABLE outbox ADD COLUMN domain_kind text NOT NULL DEFAULT 'other';
ALTER TABLE mail_statistics
  DROP CONSTRAINT mail_statistics_result_check,
  ADD CONSTRAINT mail_statistics_result_check CHECK (result IN ('sent', 'deferred', 'failed', 'bounced'));

-- Mailboxes that mails came back from for good: MACs under a key outside the database, those of mail_stops.
CREATE TABLE mail_suppressions (
  address_mac      bytea       PRIMARY KEY CHECK (octet_length(address_mac) = 16),
  reports          integer     NOT NULL CHECK (reports > 0),  -- in a row
  reported_at      timestamptz NOT NULL,                      -- the last one
  suppressed_until timestamptz                                -- no alert goes there; null: they do
);
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_suppressions TO mail;

-- statuses: no such mailbox, malformed, moved, a domain that takes no mail, disabled (RFC 3463, RFC 7505). Carriers also say
-- "no such user" when the reader's own filter lets nobody in, who may change it: so it takes three mails, and ends after a month.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('mail.bounces', 1, '2020-01-01T00:00:00Z',
   '{"statuses": ["5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1"], "reports": 3, "within_days": 30, "suppressed_days": 30}',
   'shipped', 'shipped');
