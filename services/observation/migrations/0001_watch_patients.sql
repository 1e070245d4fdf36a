-- SPDX-License-Identifier: Apache-2.0
-- This service's copy of what the registry tells of those who are watched: no name, no address, no birthday.
CREATE TABLE patients (
  patient          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- short, for the tables below
  case_id          uuid        NOT NULL UNIQUE,
  number           text        NOT NULL,
  area_code        text        NOT NULL,
  kind             smallint    NOT NULL,
  birth_year       smallint,
  risk_factors     integer     NOT NULL,  -- bits
  spo2_scale       smallint    NOT NULL DEFAULT 1 CHECK (spo2_scale IN (1, 2)),
  onset            date,
  sampling         date,
  status           smallint    NOT NULL,  -- 0: a contact's
  language         text        NOT NULL,
  time_zone        text        NOT NULL,
  has_contact      boolean     NOT NULL,
  high_risk        boolean     NOT NULL,  -- by the rules of when she was told of last
  reporter_id      uuid,                  -- the case of the person who reports for her
  reports_per_day  smallint    CHECK (reports_per_day IN (1, 2)),
  plan_start       date,
  plan_end         date,
  plan_since       timestamptz,           -- when this plan was heard of
  CHECK ((reports_per_day IS NULL) = (plan_start IS NULL) AND (reports_per_day IS NULL) = (plan_end IS NULL)
         AND (reports_per_day IS NULL) = (plan_since IS NULL))
);
CREATE INDEX patients_by_area ON patients (area_code, patient);
-- Those who are asked at one moment.
CREATE INDEX patients_by_plan ON patients (time_zone, reports_per_day, plan_end) WHERE reports_per_day IS NOT NULL;
CREATE INDEX patients_by_reporter ON patients (reporter_id) WHERE reporter_id IS NOT NULL;

-- What the next judgement must know of all reports before it, and what was judged last. Narrow, and no column that changes
-- with a report is indexed: a report's update stays within the page.
CREATE TABLE standings (
  patient      bigint   PRIMARY KEY REFERENCES patients ON DELETE CASCADE,
  memory       bytea    NOT NULL,
  last_report  timestamptz,
  last_tier    smallint NOT NULL DEFAULT 1,
  symptomatic  boolean  NOT NULL DEFAULT false,
  last_contact timestamptz  -- when staff spoke to her
) WITH (fillfactor = 80);

GRANT SELECT, INSERT, UPDATE, DELETE ON patients, standings TO observation;
