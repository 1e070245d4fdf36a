-- SPDX-License-Identifier: Apache-2.0
-- One person's way to a place. `admission_id` is what `capacity` knows her by; no name, no address: where she is fetched is kept
-- to a hundredth of a degree.
CREATE TABLE admissions (
  admission_id     uuid        PRIMARY KEY,
  request_id       uuid        NOT NULL,
  created_by       text        NOT NULL,
  created_at       timestamptz NOT NULL,
  case_id          uuid        NOT NULL,
  number           text        NOT NULL,
  area_code        text        NOT NULL,
  bed_class        text        NOT NULL,
  capabilities     text[]      NOT NULL,
  urgency          smallint    NOT NULL CHECK (urgency BETWEEN 1 AND 3),
  points           integer     NOT NULL,
  parts            integer[]   NOT NULL,  -- of the priority: kind, value, points, one after the other
  pool             smallint    NOT NULL CHECK (pool IN (1, 2)),
  origin_latitude  integer,               -- hundredths of a degree
  origin_longitude integer,
  transfer_of      uuid        REFERENCES admissions ON DELETE SET NULL,
  state            smallint    NOT NULL CHECK (state BETWEEN 1 AND 10),
  version          integer     NOT NULL,
  state_since      timestamptz NOT NULL,
  offer_id         uuid,                  -- the last one
  facility_id      uuid,                  -- of the bed
  hold_id          uuid,
  hold_version     integer     NOT NULL DEFAULT 0,
  hold_ends        timestamptz,
  hold_asked       timestamptz,           -- the end for which more time was asked while she was on the way
  stay_id          uuid,
  stay_version     integer     NOT NULL DEFAULT 0,
  CONSTRAINT admissions_request_key UNIQUE (created_by, request_id),
  CHECK ((origin_latitude IS NULL) = (origin_longitude IS NULL)),
  CHECK ((facility_id IS NULL) = (hold_id IS NULL) AND (hold_id IS NULL) = (hold_ends IS NULL))
);
-- Nobody waits for two places, and nobody lies in two.
CREATE UNIQUE INDEX admissions_one_waiting ON admissions (case_id) WHERE state <= 6;
CREATE UNIQUE INDEX admissions_one_lying ON admissions (case_id) WHERE state = 7;
CREATE INDEX admissions_by_case ON admissions (case_id, created_at);
CREATE INDEX admissions_by_priority ON admissions (points DESC, created_at, admission_id) WHERE state <= 7;
CREATE INDEX admissions_by_area ON admissions (area_code, bed_class) WHERE state <= 7;
CREATE INDEX admissions_over ON admissions (state_since) WHERE state >= 8;

-- What a facility was asked for. Its name and whose staff answers are those of that moment.
CREATE TABLE offers (
  offer_id        uuid        PRIMARY KEY,
  admission_id    uuid        NOT NULL REFERENCES admissions ON DELETE CASCADE,
  request_id      uuid        NOT NULL,
  made_by         text        NOT NULL,
  made_at         timestamptz NOT NULL,
  decision_id     uuid        NOT NULL,
  override_reason text        NOT NULL,
  facility_id     uuid        NOT NULL,
  facility_name   text        NOT NULL,
  facility_kind   smallint    NOT NULL,
  organisation_id text        NOT NULL,  -- empty: officers alone answer for it
  phone           text        NOT NULL,
  bed_class       text        NOT NULL,
  state           smallint    NOT NULL CHECK (state BETWEEN 1 AND 5),
  deadline        timestamptz NOT NULL,
  answered_by     text        NOT NULL DEFAULT '',
  answered_at     timestamptz,
  answer_reason   text        NOT NULL DEFAULT '',
  CONSTRAINT offers_request_key UNIQUE (made_by, request_id)
);
CREATE INDEX offers_by_admission ON offers (admission_id, facility_id);
CREATE INDEX offers_by_organisation ON offers (organisation_id, deadline, offer_id) WHERE state <= 2;
CREATE INDEX offers_open ON offers (deadline) WHERE state = 1;
CREATE INDEX offers_accepted ON offers (answered_at, facility_id) WHERE state = 2;

-- What the services below have to be told: a row before the call, whose id the call carries.
CREATE TABLE steps (
  step_id      uuid        PRIMARY KEY,
  sequence     bigint      GENERATED ALWAYS AS IDENTITY,
  admission_id uuid        NOT NULL REFERENCES admissions ON DELETE CASCADE,
  kind         smallint    NOT NULL CHECK (kind BETWEEN 1 AND 7),
  facility_id  uuid        NOT NULL,  -- nil: none
  word         text        NOT NULL,
  severe       boolean     NOT NULL,
  moment       timestamptz NOT NULL,
  officer      text        NOT NULL,  -- for whom it is told
  state        smallint    NOT NULL DEFAULT 1 CHECK (state BETWEEN 1 AND 3),
  refusal      text        NOT NULL DEFAULT '',
  attempts     integer     NOT NULL DEFAULT 0,
  retry_at     timestamptz NOT NULL,
  created_at   timestamptz NOT NULL,
  settled_at   timestamptz
);
CREATE INDEX steps_waiting ON steps (admission_id, sequence) WHERE state = 1;
CREATE INDEX steps_of_admission ON steps (admission_id, sequence);
CREATE INDEX steps_refused ON steps (admission_id) WHERE state = 3;

-- What a rule was asked with, and what it said: bytes of admission.v1.Decision.
CREATE TABLE decisions (
  decision_id   uuid        PRIMARY KEY,
  admission_id  uuid        NOT NULL REFERENCES admissions ON DELETE CASCADE,
  made_by       text        NOT NULL,
  made_at       timestamptz NOT NULL,
  rules_version integer     NOT NULL,
  record        bytea       NOT NULL
);
ALTER TABLE decisions ALTER record SET COMPRESSION lz4;  -- a hundred kilobytes of numbers, kept while somebody waits
CREATE INDEX decisions_of_admission ON decisions (admission_id);

CREATE TABLE transports (
  transport_id uuid        PRIMARY KEY,
  admission_id uuid        NOT NULL REFERENCES admissions ON DELETE CASCADE,
  request_id   uuid        NOT NULL,
  made_by      text        NOT NULL,
  made_at      timestamptz NOT NULL,
  area_code    text        NOT NULL,
  state        smallint    NOT NULL CHECK (state BETWEEN 1 AND 5),
  state_since  timestamptz NOT NULL,
  firm         text        NOT NULL DEFAULT '',  -- organisation that has it
  taken_by     text        NOT NULL DEFAULT '',
  CONSTRAINT transports_request_key UNIQUE (made_by, request_id)
);
CREATE UNIQUE INDEX transports_one ON transports (admission_id) WHERE state <= 3;
CREATE INDEX transports_by_admission ON transports (admission_id, made_at);
CREATE INDEX transports_going ON transports (made_at, transport_id) WHERE state <= 3;

-- Minutes on the way, where somebody knows better than the great circle.
CREATE TABLE travel_times (
  area_code   text        NOT NULL,
  facility_id uuid        NOT NULL,
  minutes     smallint    NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
  set_by      text        NOT NULL,
  set_at      timestamptz NOT NULL,
  PRIMARY KEY (area_code, facility_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON admissions TO admission;
GRANT SELECT, INSERT, UPDATE ON offers, steps, transports, travel_times TO admission;
GRANT SELECT, INSERT ON decisions TO admission;

-- Points, minutes and steps are a proposal, to be set by the health authority. Occupancy: 85 and 90 per cent, from which beds
-- run short (Bagust 1999; AHRQ). Quotas: none, so that every area places its own until a prefecture sets some.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('admission.priority', 1, '-infinity',
   '{"urgency": {"planned": 0, "urgent": 30, "emergency": 100}, "tiers": {"green": 0, "yellow": 5, "orange": 20, "red": 60},
     "admission_point": 2, "most_of_score": 30, "transfer": 0}', 'mimamori', 'mimamori'),
  ('admission.recommendation', 1, '-infinity',
   '{"kmh": 40, "detour_percent": 130, "fixed_minutes": 10, "most_minutes": 180, "unknown_minutes": 60,
     "occupancy": [{"over_permille": 850, "points": 15}, {"over_permille": 900, "points": 40}],
     "recent_points": 2, "recent_hours": 24, "continuity_points": 30, "overdue_points": 10, "overdue_taken": true}',
   'mimamori', 'mimamori'),
  ('admission.offers', 1, '-infinity', '{"minutes": {"planned": 240, "urgent": 60, "emergency": 15}, "extend_before": 20}', 'mimamori', 'mimamori'),
  ('admission.pools', 1, '-infinity', '{"quotas": []}', 'mimamori', 'mimamori'),
  ('admission.retention', 1, '-infinity', '{"admission_days": 1826}', 'mimamori', 'mimamori');
