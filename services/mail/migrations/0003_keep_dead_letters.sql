-- SPDX-License-Identifier: Apache-2.0
-- A failed message that could still be delivered keeps its contents, sealed and encrypted as they are, until it expires, so
-- that it can be sent again by hand.
ALTER TABLE outbox
  ADD COLUMN smtp_code smallint NOT NULL DEFAULT 0,
  DROP CONSTRAINT outbox_wiped,
  ADD CONSTRAINT outbox_wiped CHECK (
    CASE WHEN state IN (1, 3) THEN num_nulls(sealed_contact, permit, permit_signature, parameters) = 0
         WHEN state = 4 THEN num_nulls(sealed_contact, permit, permit_signature, parameters) IN (0, 4)
         ELSE num_nulls(sealed_contact, permit, permit_signature, parameters) = 4 END);

CREATE INDEX outbox_dead ON outbox (id) WHERE state = 4;
CREATE INDEX outbox_dead_message ON outbox (message_id) WHERE state = 4;
CREATE INDEX outbox_dead_contents ON outbox (expires_at) WHERE state = 4 AND sealed_contact IS NOT NULL;

-- Mails that were tried, by UTC day. domain_kind: a name from policy "mail.statistics", or "other": never a domain of
-- somebody's own. result: "sent", "deferred" (an attempt), "failed".
CREATE TABLE mail_statistics (
  day         date   NOT NULL,
  template    text   NOT NULL,
  domain_kind text   NOT NULL,
  result      text   NOT NULL CHECK (result IN ('sent', 'deferred', 'failed')),
  mails       bigint NOT NULL CHECK (mails > 0),
  PRIMARY KEY (day, template, domain_kind, result)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_statistics TO mail;

-- kinds: which receiving domains are told apart, with their subdomains; smallest_count: a kind with fewer mails of a day
-- and template is shown as "other".
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('mail.statistics', 1, '2020-01-01T00:00:00Z',
   '{"smallest_count": 10, "kept_days": 400, "kinds": [
      {"name": "docomo", "domains": ["docomo.ne.jp"]},
      {"name": "au", "domains": ["au.com", "ezweb.ne.jp", "uqmobile.jp"]},
      {"name": "softbank", "domains": ["softbank.ne.jp", "i.softbank.jp", "vodafone.ne.jp", "disney.ne.jp"]},
      {"name": "ymobile", "domains": ["ymobile.ne.jp", "yahoo.ne.jp", "wm.pdx.ne.jp"]},
      {"name": "rakuten", "domains": ["rakumail.jp"]},
      {"name": "google", "domains": ["gmail.com", "googlemail.com"]},
      {"name": "yahoo", "domains": ["yahoo.co.jp", "ybb.ne.jp", "yahoo.com"]},
      {"name": "apple", "domains": ["icloud.com", "me.com", "mac.com"]},
      {"name": "microsoft", "domains": ["outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "live.jp", "live.com",
                                        "msn.com"]}]}',
   'shipped', 'shipped');
