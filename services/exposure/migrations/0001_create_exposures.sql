CREATE TABLE exposures (
  exposure_id  uuid        PRIMARY KEY,
  number       bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
  case_id      uuid        NOT NULL,
  venue_id     bigint      NOT NULL,
  venue_name   text        NOT NULL,
  time_zone    text        NOT NULL,
  area_code    text        NOT NULL,
  start_time   timestamptz NOT NULL,
  end_time     timestamptz NOT NULL CHECK (end_time > start_time),
  level        smallint    NOT NULL,
  state        smallint    NOT NULL,
  proposed_by  text        NOT NULL,
  request_id   uuid        NOT NULL,
  proposed_at  timestamptz NOT NULL,
  approved_by  text        CHECK (approved_by <> proposed_by),
  approved_at  timestamptz,
  -- Set in the transaction that fixes the recipients: afterwards nobody is added.
  gathered_at  timestamptz,
  recipients   integer     NOT NULL DEFAULT 0,
  -- Recipients deleted, matching key destroyed.
  ended_at     timestamptz,
  version      integer     NOT NULL DEFAULT 1,
  UNIQUE (proposed_by, request_id)
);
CREATE INDEX exposures_area ON exposures (area_code, number);
CREATE INDEX exposures_dispatching ON exposures (number) WHERE state = 2 AND ended_at IS NULL;
CREATE INDEX exposures_to_end ON exposures (COALESCE(approved_at, proposed_at)) WHERE ended_at IS NULL;

-- One row a person and event: the primary key is what makes "told once" true.
CREATE TABLE recipients (
  exposure_id    uuid        NOT NULL REFERENCES exposures,
  contact_mac    bytea       NOT NULL CHECK (octet_length(contact_mac) = 16),
  sealed_contact bytea       NOT NULL,
  minutes        integer     NOT NULL,
  stay_start     timestamptz NOT NULL,
  stay_end       timestamptz NOT NULL,
  queued_at      timestamptz,
  PRIMARY KEY (exposure_id, contact_mac)
);
CREATE INDEX recipients_waiting ON recipients (exposure_id) WHERE queued_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON exposures TO exposure;
GRANT SELECT, INSERT, UPDATE, DELETE ON recipients TO exposure;
