-- SPDX-License-Identifier: Apache-2.0
-- Tables of venues that staff have imported: a retry makes nothing more. Nothing of the table itself stays.
CREATE TABLE venue_imports (
  caller      text        NOT NULL,
  request_id  uuid        NOT NULL,
  fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  venue_count integer     NOT NULL CHECK (venue_count > 0),
  imported_at timestamptz NOT NULL,
  PRIMARY KEY (caller, request_id)
);
GRANT SELECT, INSERT ON venue_imports TO venue;
