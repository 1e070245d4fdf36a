-- SPDX-License-Identifier: Apache-2.0
-- What facilities reported. Rows are added, never changed: a correction is a version of its own.
CREATE TABLE reports (
  report_id    uuid        NOT NULL,
  version      integer     NOT NULL,
  facility_id  uuid        NOT NULL REFERENCES facilities,
  told_at      timestamptz NOT NULL,  -- the moment that it speaks of: of every version the same
  received_at  timestamptz NOT NULL,
  source       smallint    NOT NULL,
  by_proxy     boolean     NOT NULL,
  told_by_desk text        NOT NULL,
  entered_by   text        NOT NULL,  -- account
  request_id   uuid,                  -- of the call that made version 1; of a table, its rows share it
  body         jsonb       NOT NULL,
  confirmed    jsonb       NOT NULL,  -- [[path, code], …]
  PRIMARY KEY (report_id, version),
  CONSTRAINT reports_request_key UNIQUE (entered_by, request_id, facility_id),
  CHECK ((version = 1) = (request_id IS NOT NULL))
);
CREATE INDEX reports_newest_first ON reports (facility_id, told_at DESC, report_id DESC) WHERE version = 1;

-- The last report of each facility's day, on its own clocks, by class: the history of figures.
CREATE TABLE ward_days (
  day         date        NOT NULL,
  facility_id uuid        NOT NULL REFERENCES facilities,
  bed_class   text        NOT NULL,
  licensed    smallint,
  physical    smallint,
  staffed     smallint,
  occupied    smallint,
  blocked     smallint,
  told_at     timestamptz NOT NULL,
  report_id   uuid        NOT NULL,
  PRIMARY KEY (day, facility_id, bed_class)
);

GRANT SELECT, INSERT ON reports TO capacity;
GRANT SELECT, INSERT, DELETE ON ward_days TO capacity;

-- Jumps as the DIVI-Intensivregister asks about them. Populations by the codes of HL7 SANER's MeasuredValues: intensive care is the
-- class severe, other inpatient beds the class moderate.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('capacity.plausibility', 1, '-infinity',
   '{"correction_days": 14,
     "steps": [{"from": 0, "change": 7, "times": 0, "part": 0}, {"from": 10, "change": 0, "times": 2, "part": 4},
               {"from": 20, "change": 0, "times": 2, "part": 2}]}', 'mimamori', 'mimamori'),
  ('capacity.saner', 1, '-infinity',
   '{"counts": [{"population": "numICUBeds", "class": "severe", "field": "staffed"},
                {"population": "numICUBedsOcc", "class": "severe", "field": "occupied"},
                {"population": "numICUBedsAvail", "class": "severe", "field": "available"},
                {"population": "numVent", "class": "severe", "field": "able.ventilator"},
                {"population": "numImpBeds", "class": "moderate", "field": "staffed"},
                {"population": "numImpBedsOcc", "class": "moderate", "field": "occupied"},
                {"population": "numImpBedsAvail", "class": "moderate", "field": "available"}]}',
   'mimamori', 'mimamori');
