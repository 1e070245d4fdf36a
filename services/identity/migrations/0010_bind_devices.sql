-- SPDX-License-Identifier: Apache-2.0
-- Links that bind a patient's device, and the sessions of such devices.
ALTER TABLE links DROP CONSTRAINT links_purpose_check;
ALTER TABLE links ADD CONSTRAINT links_purpose_check
  CHECK (purpose IN ('VERIFY_ADDRESS', 'VENUE_REGISTRATION', 'STAFF_INVITATION', 'VENUE_LOG_IN', 'DIARY'));

-- Guesses at what the reader of a link must know beside it. A row is there before anybody hears whether it was right; what
-- was guessed can't be read from the fingerprint without the link's token.
CREATE TABLE link_tries (
  token_hash  bytea       NOT NULL REFERENCES links (token_hash) ON DELETE CASCADE,
  number      smallint    NOT NULL CHECK (number BETWEEN 1 AND 3),
  request_id  uuid        NOT NULL,
  fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  tried_at    timestamptz NOT NULL,
  PRIMARY KEY (token_hash, number),
  UNIQUE (token_hash, request_id)
);
GRANT SELECT, INSERT ON link_tries TO identity;

ALTER TABLE sessions ADD COLUMN case_id uuid;
ALTER TABLE sessions DROP CONSTRAINT sessions_of_one_kind;
ALTER TABLE sessions ADD CONSTRAINT sessions_of_one_kind CHECK (num_nonnulls(account_id, venue_id, case_id) = 1);
CREATE INDEX sessions_by_case ON sessions (case_id) WHERE case_id IS NOT NULL;

INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('identity.diaries', 1, '-infinity', '{"link_hours": 168, "session_days": 90}', 'mimamori', 'mimamori');
