-- What takes place at the venues, pulled from venue.StreamChanges, and which of it each stay began within. A binary that knows
-- no events leaves both alone; those that do keep a position of their own (venue_directory.cpp).
CREATE TABLE venue_events (
  venue_id         bigint      NOT NULL REFERENCES venues (venue_id),
  event            integer     NOT NULL CHECK (event >= 1),
  display_name     text        NOT NULL,
  start_time       timestamptz NOT NULL,
  end_time         timestamptz NOT NULL,
  check_out_at_end boolean     NOT NULL,
  cancelled        boolean     NOT NULL,
  PRIMARY KEY (venue_id, event)
);
CREATE INDEX venue_events_end ON venue_events (end_time);
GRANT SELECT, INSERT, UPDATE, DELETE ON venue_events TO visit;

ALTER TABLE stays ADD COLUMN event integer NOT NULL DEFAULT 0;  -- 0: none
