-- SPDX-License-Identifier: Apache-2.0
-- How mails leave for each receiving domain that has a rate or said "not now", for all processes. Domains as MACs under a key
-- outside the database.
CREATE TABLE domain_paces (
  domain_mac    bytea       PRIMARY KEY CHECK (octet_length(domain_mac) = 16),
  paid_until    timestamptz NOT NULL DEFAULT 'epoch',
  planned_until timestamptz NOT NULL DEFAULT 'epoch',
  paused_until  timestamptz NOT NULL DEFAULT 'epoch',
  probed_until  timestamptz NOT NULL DEFAULT 'epoch',
  pauses        integer     NOT NULL DEFAULT 0
);
GRANT SELECT, INSERT, UPDATE, DELETE ON domain_paces TO mail;

-- mails_per_minute and connections of a receiving domain, 0: no limit, as a relay wants it; `domains` names those that want
-- their own: {"domain": "docomo.ne.jp", "mails_per_minute": 600, "connections": 2}. connections: at a time, of one process.
-- A domain that answers 421 or 450 is left alone for first_pause_seconds, doubled each time up to longest_pause_seconds.
-- A rate by domain that was set in mail.pace before is the usual one here.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
SELECT 'mail.domain_pace', 1, '2020-01-01T00:00:00Z',
       jsonb_build_object('mails_per_minute', COALESCE((
                            SELECT 60 * (body->>'domain_per_second')::numeric FROM policies
                            WHERE name = 'mail.pace' AND approved_by IS NOT NULL ORDER BY version DESC LIMIT 1), 0),
                          'connections', 0, 'first_pause_seconds', 1, 'longest_pause_seconds', 900,
                          'domains', '[]'::jsonb),
       'shipped', 'shipped';
