-- SPDX-License-Identifier: Apache-2.0
-- What takes place at a venue from one time to another. A number is never given twice in a venue; a cancelled event stays.
CREATE TABLE events (
  venue_id         bigint      NOT NULL REFERENCES venues (venue_id) ON DELETE CASCADE,
  event            integer     NOT NULL CHECK (event >= 1),
  request_id       uuid        NOT NULL,
  fingerprint      bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
  display_name     text        NOT NULL,
  start_time       timestamptz NOT NULL,
  end_time         timestamptz NOT NULL,
  check_out_at_end boolean     NOT NULL,
  participants     integer     NOT NULL CHECK (participants >= 0),
  revision         integer     NOT NULL DEFAULT 1 CHECK (revision >= 1),
  created_at       timestamptz NOT NULL,
  cancelled_at     timestamptz,
  PRIMARY KEY (venue_id, event),
  CONSTRAINT events_request UNIQUE (venue_id, request_id),
  CHECK (end_time > start_time)
);
GRANT SELECT, INSERT ON events TO venue;
GRANT UPDATE (display_name, start_time, end_time, check_out_at_end, participants, revision, cancelled_at) ON events
  TO venue;
