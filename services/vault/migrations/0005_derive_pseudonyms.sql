-- SPDX-License-Identifier: Apache-2.0
-- Mailed links with which persons looked at their own records: how often, never whose.
CREATE TABLE record_links (
  link_hash     bytea       PRIMARY KEY CHECK (octet_length(link_hash) = 32),
  first_used_at timestamptz NOT NULL,
  uses          integer     NOT NULL CHECK (uses > 0)
);
CREATE INDEX record_links_first_used ON record_links (first_used_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON record_links TO vault;

-- A page of one's own record asks once; somebody who corrects many stays asks once for each.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('vault.records', 1, '-infinity', '{"uses_per_link": 300, "links_per_hour": 2000}', 'mimamori', 'mimamori');

-- The mail with that link, and receipts.
UPDATE policies
SET body = jsonb_set(body, '{rules}', body -> 'rules' ||
                     '[{"issuer": "visit", "ring": "visit", "templates": ["record-link", "receipt"]}]')
WHERE name = 'vault.permits';
