-- SPDX-License-Identifier: Apache-2.0
-- Tables of cases that officers have imported: a retry records nothing more. Nothing of the table itself stays.
CREATE TABLE case_imports (
  caller      text        NOT NULL,
  request_id  uuid        NOT NULL,
  fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  imported_at timestamptz NOT NULL,
  -- Of the cases, row by row: what the first call answered.
  numbers     text[]      NOT NULL,
  PRIMARY KEY (caller, request_id)
);
CREATE INDEX case_imports_by_age ON case_imports (imported_at);
GRANT SELECT, INSERT, UPDATE (numbers), DELETE ON case_imports TO registry;
