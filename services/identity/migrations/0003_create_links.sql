-- SPDX-License-Identifier: Apache-2.0
-- Mailed links. Only the token's SHA-256 is kept; the payload is the owner's and holds no address.
CREATE TABLE links (
  token_hash  bytea       CONSTRAINT links_token_hash_key PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  purpose     text        NOT NULL CHECK (purpose IN ('VERIFY_ADDRESS', 'VENUE_REGISTRATION')),
  payload     bytea       NOT NULL CHECK (octet_length(payload) <= 1024),
  -- The service that made it; no other may use it up.
  owner       text        NOT NULL,
  request_id  uuid        NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  consumed_at timestamptz,
  consumed_by uuid,
  CONSTRAINT links_request_key UNIQUE (owner, request_id),
  CHECK ((consumed_at IS NULL) = (consumed_by IS NULL))
);
CREATE INDEX links_by_end ON links (least(consumed_at, expires_at));

GRANT SELECT, INSERT, DELETE ON links TO identity;
GRANT UPDATE (token_hash, payload, expires_at, consumed_at, consumed_by) ON links TO identity;
