-- SPDX-License-Identifier: Apache-2.0
-- Beds that a facility has promised to keep ready, by phase and class, from a day on. A plan stands until a later one of the same
-- facility begins; one that has begun is never changed.
CREATE TABLE plans (
  facility_id uuid        NOT NULL REFERENCES facilities,
  valid_from  date        NOT NULL,
  revision    integer     NOT NULL,
  changed_by  text        NOT NULL,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (facility_id, valid_from)
);
CREATE TABLE plan_beds (
  facility_id uuid     NOT NULL,
  valid_from  date     NOT NULL,
  phase       smallint NOT NULL CHECK (phase BETWEEN 1 AND 9),
  bed_class   text     NOT NULL,
  beds        smallint NOT NULL CHECK (beds BETWEEN 0 AND 999),
  PRIMARY KEY (facility_id, valid_from, phase, bed_class),
  FOREIGN KEY (facility_id, valid_from) REFERENCES plans ON DELETE CASCADE
);

-- Which phase a prefecture is in, from a day on.
CREATE TABLE phases (
  prefecture text        NOT NULL CHECK (prefecture ~ '^[0-9]{2}$'),
  valid_from date        NOT NULL,
  phase      smallint    NOT NULL CHECK (phase BETWEEN 1 AND 9),
  changed_by text        NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (prefecture, valid_from)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON plans, plan_beds, phases TO capacity;

-- By when a facility reports, on its own clocks, unless it has deadlines of its own; how long before that a report counts for it; how
-- late it may be until its beds are unknown; after how many minutes its desk is reminded.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('capacity.duty', 1, '-infinity',
   '{"HOSPITAL": {"due": ["15:00"], "window_minutes": 720, "grace_minutes": 240, "remind_minutes": 30},
     "ACCOMMODATION": {"due": ["15:00"], "window_minutes": 720, "grace_minutes": 240, "remind_minutes": 30},
     "CARE_HOME": {"due": ["15:00"], "window_minutes": 720, "grace_minutes": 1440, "remind_minutes": 60}}',
   'mimamori', 'mimamori');
