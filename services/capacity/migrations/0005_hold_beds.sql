-- SPDX-License-Identifier: Apache-2.0
CREATE EXTENSION IF NOT EXISTS btree_gist;  -- equality of ids within an exclusion constraint

-- Beds that are known one by one, by the name that the house has for each.
CREATE TABLE beds (
  facility_id  uuid        NOT NULL REFERENCES facilities,
  bed_id       uuid        NOT NULL,
  bed_class    text        NOT NULL,
  display_name text        NOT NULL,
  created_at   timestamptz NOT NULL,
  created_by   text        NOT NULL,
  request_id   uuid        NOT NULL,
  position     smallint    NOT NULL,  -- within the request
  retired_at   timestamptz,
  PRIMARY KEY (facility_id, bed_id),
  CONSTRAINT beds_request_key UNIQUE (facility_id, request_id, position)
);
CREATE UNIQUE INDEX beds_name_key ON beds (facility_id, display_name) WHERE retired_at IS NULL;
CREATE INDEX beds_in_use ON beds (facility_id, bed_class, display_name) WHERE retired_at IS NULL;

-- Beds that are promised, each to one holder. Whoever makes one holds the lock of its ward. All keys begin with the facility
-- but one: that a holder has one live hold at a time is a rule over all of them, and the index of it holds live ones alone.
CREATE TABLE holds (
  facility_id uuid        NOT NULL,
  hold_id     uuid        NOT NULL,
  bed_class   text        NOT NULL,
  bed_id      uuid,                 -- one of them; none: any of the class
  holder_id   uuid        NOT NULL,
  officer_id  uuid        NOT NULL,
  state       smallint    NOT NULL CHECK (state IN (1, 2, 3, 4)),  -- live, converted, released, expired
  begins_at   timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  extended    boolean     NOT NULL,
  version     integer     NOT NULL,
  request_id  uuid        NOT NULL,
  PRIMARY KEY (facility_id, hold_id),
  CONSTRAINT holds_request_key UNIQUE (facility_id, request_id),
  FOREIGN KEY (facility_id, bed_id) REFERENCES beds
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX holds_of_holder ON holds (holder_id) WHERE state = 1;
CREATE UNIQUE INDEX holds_of_bed ON holds (facility_id, bed_id) WHERE state = 1 AND bed_id IS NOT NULL;
CREATE INDEX holds_live ON holds (facility_id, bed_class, ends_at) WHERE state = 1;
CREATE INDEX holds_ending ON holds (ends_at) WHERE state = 1;
CREATE INDEX holds_of_facility ON holds (facility_id, begins_at, hold_id);
CREATE INDEX holds_by_begin ON holds (begins_at);

-- Who lies where. In one bed lies one at a time: an open end is endless, on either side.
CREATE TABLE stays (
  facility_id uuid        NOT NULL,
  stay_id     uuid        NOT NULL,
  bed_class   text        NOT NULL,
  bed_id      uuid,
  holder_id   uuid,
  hold_id     uuid,
  began_at    timestamptz,
  ended_at    timestamptz,
  ended       smallint CHECK (ended IN (1, 2, 3)),  -- discharged, transferred, died
  version     integer     NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text        NOT NULL,
  request_id  uuid        NOT NULL,
  PRIMARY KEY (facility_id, stay_id),
  CONSTRAINT stays_request_key UNIQUE (facility_id, request_id),
  FOREIGN KEY (facility_id, bed_id) REFERENCES beds,
  CONSTRAINT stays_have_length CHECK (began_at < ended_at),
  CONSTRAINT stays_never_overlap EXCLUDE USING gist
    (facility_id WITH =, bed_id WITH =, tstzrange(began_at, ended_at) WITH &&) WHERE (bed_id IS NOT NULL)
);
CREATE UNIQUE INDEX stays_of_hold ON stays (facility_id, hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX stays_since ON stays (facility_id, bed_class, began_at);
CREATE INDEX stays_of_facility ON stays (facility_id, recorded_at, stay_id);
CREATE INDEX stays_by_end ON stays (ended_at);

-- What was done to a hold or a stay after it was made, once by request. Rows are added, never changed; they go with it.
CREATE TABLE bed_deeds (
  facility_id uuid        NOT NULL,
  object_id   uuid        NOT NULL,
  request_id  uuid        NOT NULL,
  deed        smallint    NOT NULL,  -- extended, released, converted, ended
  done_by     text        NOT NULL,
  done_at     timestamptz NOT NULL,
  PRIMARY KEY (facility_id, object_id, request_id)
);

-- What happened on each ward since its counts: live holds, and those who came. A hold whose time is over counts until that is
-- written down, which whoever takes a bed of the ward does first.
CREATE OR REPLACE VIEW ward_since AS
  SELECT w.facility_id, w.bed_class,
         (SELECT count(*)::integer FROM holds h
          WHERE h.facility_id = w.facility_id AND h.bed_class = w.bed_class AND h.state = 1) AS held,
         (SELECT count(*)::integer FROM stays s
          WHERE s.facility_id = w.facility_id AND s.bed_class = w.bed_class AND s.began_at > w.reported_at) AS arrived
  FROM wards w;

GRANT SELECT, INSERT, UPDATE, DELETE ON holds, stays TO capacity;
GRANT SELECT, INSERT, UPDATE ON beds TO capacity;
GRANT SELECT, INSERT, DELETE ON bed_deeds TO capacity;

-- Minutes that a hold lasts, and longer once. After Bengaluru, 2021: many holds of one, given on within seconds, at night;
-- minutes of the day in Japan. Days that holds and stays are kept behind their end.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('capacity.holds', 1, '-infinity', '{"minutes": 240, "extension": 120, "overdue_may_be_held": true}', 'mimamori',
   'mimamori'),
  ('capacity.anomalies', 1, '-infinity',
   '{"holds_of_one": 4, "rebooked_seconds": 60, "rebooked_times": 3, "night_begins": 1320, "night_ends": 360,
     "night_holds": 20}', 'mimamori', 'mimamori'),
  ('capacity.hold_retention', 1, '-infinity', '{"hold_days": 1826, "stay_days": 1826}', 'mimamori', 'mimamori');
