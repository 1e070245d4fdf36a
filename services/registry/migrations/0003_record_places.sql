-- SPDX-License-Identifier: Apache-2.0
-- A case can be corrected and taken back; what it was before, the audit entries tell.
ALTER TABLE cases ADD version integer NOT NULL DEFAULT 1, ADD withdrawn_at timestamptz;
GRANT UPDATE (kind, onset_date, sampling_date, report_date, version, withdrawn_at) ON cases TO registry;

-- Where a patient was, and when. They go with their case, and long before it: see policy registry.places.
CREATE TABLE places (
  id           uuid        PRIMARY KEY,
  case_id      uuid        NOT NULL REFERENCES cases ON DELETE CASCADE,
  venue_id     bigint      NOT NULL,
  start_time   timestamptz NOT NULL,
  end_time     timestamptz NOT NULL CHECK (end_time > start_time),
  participants integer     NOT NULL CHECK (participants >= 0),
  source       smallint    NOT NULL,
  recorded_by  text        NOT NULL,
  version      integer     NOT NULL DEFAULT 1,
  withdrawn_at timestamptz,
  created_at   timestamptz NOT NULL,
  created_by   text        NOT NULL,
  request_id   uuid        NOT NULL,
  CONSTRAINT places_request_key UNIQUE (created_by, request_id)
);
CREATE INDEX places_of_case ON places (case_id, start_time, id);
CREATE INDEX places_by_age ON places (end_time);
GRANT SELECT, INSERT, UPDATE, DELETE ON places TO registry;

INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  -- Osaka's rule of 1 December 2020 counts from two days before the onset to the date of the report. Without symptoms the
  -- same two days are counted from the sampling, or from the report when that is all there is.
  ('registry.infectious', 1, '-infinity',
   '{"days_before_onset": 2, "days_before_sampling": 2, "days_before_report": 2}', 'mimamori', 'mimamori'),
  -- Stays are kept for 28 days: of an older place nobody can be told. A place is kept until the exposures that may rest on
  -- it have ended, too.
  ('registry.places', 1, '-infinity',
   '{"longest_minutes": 2880, "oldest_days": 28, "most": 200, "kept_days": 60}', 'mimamori', 'mimamori');
