-- SPDX-License-Identifier: Apache-2.0
-- Floors, rooms, tables and seats of a venue, each with a code of its own. A number is never given twice, so that an old
-- code never stands for something new; a deleted space stays as long as its venue, for the stays that name it.
CREATE TABLE spaces (
  venue_id     bigint      NOT NULL REFERENCES venues (venue_id) ON DELETE CASCADE,
  space        integer     NOT NULL CHECK (space BETWEEN 1 AND 16777215),
  -- 0: the venue itself.
  parent       integer     NOT NULL CHECK (parent BETWEEN 0 AND 16777215 AND parent <> space),
  kind         smallint    NOT NULL CHECK (kind BETWEEN 1 AND 4),
  display_name text        NOT NULL,
  revision     integer     NOT NULL DEFAULT 1 CHECK (revision >= 1),
  -- Of its code alone. Codes carry the venue's epoch plus this, which only grows: no replaced code comes back.
  code_replacements integer NOT NULL DEFAULT 0 CHECK (code_replacements >= 0),
  created_at   timestamptz NOT NULL,
  deleted_at   timestamptz,
  PRIMARY KEY (venue_id, space)
);

-- One row for each request that made spaces: its numbers run from the first one without a gap. The last row of a venue
-- tells which number is next.
CREATE TABLE space_creations (
  venue_id    bigint  NOT NULL REFERENCES venues (venue_id) ON DELETE CASCADE,
  request_id  uuid    NOT NULL,
  fingerprint bytea   NOT NULL CHECK (octet_length(fingerprint) = 16),
  first_space integer NOT NULL,
  space_count integer NOT NULL CHECK (space_count > 0),
  PRIMARY KEY (venue_id, request_id)
);

-- Requests that replaced the code of one space: a retry replaces nothing more.
CREATE TABLE space_code_replacements (
  venue_id    bigint      NOT NULL,
  request_id  uuid        NOT NULL,
  space       integer     NOT NULL,
  replaced_at timestamptz NOT NULL,
  PRIMARY KEY (venue_id, request_id),
  FOREIGN KEY (venue_id, space) REFERENCES spaces (venue_id, space) ON DELETE CASCADE
);

GRANT SELECT, INSERT ON spaces TO venue;
GRANT UPDATE (parent, kind, display_name, revision, code_replacements, deleted_at) ON spaces TO venue;
GRANT SELECT, INSERT ON space_code_replacements TO venue;
GRANT SELECT, INSERT ON space_creations TO venue;
