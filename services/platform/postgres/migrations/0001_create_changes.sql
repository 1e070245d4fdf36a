-- SPDX-License-Identifier: Apache-2.0
-- News for the services above (change_log.hpp). Sequences are taken under an advisory lock that is held until the
-- commit, so that their order is the order of the commits; a rolled-back transaction leaves a gap.
CREATE SEQUENCE changes_sequence;

CREATE TABLE changes (
  sequence    bigint      PRIMARY KEY,
  topic       text        NOT NULL,
  key         text        NOT NULL,
  payload     bytea       NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX changes_recorded_at ON changes (recorded_at);

-- One row: every change up to this sequence may have been dropped.
CREATE TABLE changes_horizon (
  single_row      boolean PRIMARY KEY DEFAULT true CHECK (single_row),
  dropped_through bigint  NOT NULL
);
INSERT INTO changes_horizon (dropped_through) VALUES (0);

GRANT USAGE ON SEQUENCE changes_sequence TO ${service_role};
GRANT SELECT, INSERT, DELETE ON changes TO ${service_role};
GRANT SELECT, UPDATE ON changes_horizon TO ${service_role};
