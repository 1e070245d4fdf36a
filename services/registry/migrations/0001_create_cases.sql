-- SPDX-License-Identifier: Apache-2.0
-- Cases by number. No name and no address: a patient's contact is sealed before it comes here.
CREATE TABLE cases (
  id             uuid        PRIMARY KEY,
  number         text        NOT NULL CONSTRAINT cases_number_key UNIQUE,
  kind           text        NOT NULL CHECK (kind IN ('CONFIRMED', 'PROBABLE', 'CONTACT')),
  area_code      text        NOT NULL CHECK (area_code ~ '^[0-9]{6}$'),
  onset_date     date,
  sampling_date  date,
  report_date    date        NOT NULL,
  -- Of the patient ring, bound to the case's id.
  sealed_contact bytea,
  created_at     timestamptz NOT NULL,
  -- The account that made it, and its call: a retry finds the first one.
  created_by     text        NOT NULL,
  request_id     uuid        NOT NULL,
  CONSTRAINT cases_request_key UNIQUE (created_by, request_id)
);
CREATE INDEX cases_newest_first ON cases (created_at DESC, id DESC);
CREATE INDEX cases_by_area ON cases (area_code, created_at DESC, id DESC);

-- The last number given out, per area and year of the report. The row stays locked until the case commits, so that
-- numbers have no gaps.
CREATE TABLE case_numbers (
  area_code text    NOT NULL,
  year      integer NOT NULL,
  last      integer NOT NULL,
  PRIMARY KEY (area_code, year)
);

GRANT SELECT, INSERT ON cases TO registry;
GRANT SELECT, INSERT, UPDATE ON case_numbers TO registry;
