-- SPDX-License-Identifier: Apache-2.0
-- Browsers that are signed in: staff, and venue operators' devices. Only the token's SHA-256 is kept.
CREATE TABLE sessions (
  token_hash   bytea       CONSTRAINT sessions_token_hash_key PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  id           uuid        NOT NULL UNIQUE,
  account_id   uuid        REFERENCES accounts (id),
  venue_id     bigint,
  created_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL CHECK (expires_at > created_at),
  -- Of the call that opened an operator's session.
  opened_by    text,
  request_id   uuid,
  CONSTRAINT sessions_of_one_kind CHECK ((account_id IS NULL) <> (venue_id IS NULL)),
  CONSTRAINT sessions_request_key UNIQUE (opened_by, request_id)
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

GRANT SELECT, INSERT, DELETE ON sessions TO identity;
GRANT UPDATE (token_hash, last_seen_at, expires_at) ON sessions TO identity;
