-- SPDX-License-Identifier: Apache-2.0
-- Proposals by rule: enough cases at one venue on one service day. A person's have no rule_version.
ALTER TABLE exposures
  ADD cancelled_by     text,
  ADD level_by         text,
  ADD rule_version     integer,
  ADD service_day      date,
  ADD positives        integer NOT NULL DEFAULT 0,
  ADD positives_needed integer NOT NULL DEFAULT 0,
  ADD withdrawn_cases  integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT exposures_level_by_another CHECK (approved_by <> level_by),
  ADD CONSTRAINT exposures_rule_and_day CHECK ((rule_version IS NULL) = (service_day IS NULL)),
  -- The rule names no venue: whoever approves that, another person has asked for it.
  ADD CONSTRAINT exposures_cluster_by_two
    CHECK (approved_by IS NULL OR rule_version IS NULL OR level = 1 OR level_by IS NOT NULL);
-- Never two at once for the same venue and day.
CREATE UNIQUE INDEX exposures_open_by_rule ON exposures (venue_id, service_day)
  WHERE rule_version IS NOT NULL AND state = 1 AND ended_at IS NULL;
CREATE INDEX exposures_by_rule ON exposures (venue_id) WHERE rule_version IS NOT NULL AND ended_at IS NULL;

-- What a proposal by rule rests on, until it ends.
CREATE TABLE evidence (
  exposure_id uuid        NOT NULL REFERENCES exposures,
  case_id     uuid        NOT NULL,
  place_id    uuid        NOT NULL,
  start_time  timestamptz NOT NULL,
  end_time    timestamptz NOT NULL CHECK (end_time > start_time),
  recorded_by text        NOT NULL,
  PRIMARY KEY (exposure_id, place_id)
);

-- This service's copy of what the registry tells: where patients were.
CREATE TABLE case_places (
  case_id          uuid        NOT NULL,
  place_id         uuid        NOT NULL,
  venue_id         bigint      NOT NULL,
  start_time       timestamptz NOT NULL,
  end_time         timestamptz NOT NULL,
  participants     integer     NOT NULL,
  recorded_by      text        NOT NULL,
  infectious_first date        NOT NULL,
  infectious_last  date        NOT NULL,
  confirmed        boolean     NOT NULL,
  PRIMARY KEY (case_id, place_id)
);
CREATE INDEX case_places_by_venue ON case_places (venue_id);
CREATE INDEX case_places_by_age ON case_places (end_time);

-- Venues of which something changed since they were judged; the mark counts the changes.
CREATE TABLE venues_to_judge (
  venue_id bigint PRIMARY KEY,
  mark     bigint NOT NULL
);

GRANT SELECT, INSERT, DELETE ON evidence, case_places TO exposure;
GRANT SELECT, INSERT, UPDATE, DELETE ON venues_to_judge TO exposure;

-- Osaka's table, revision of 1 December 2020. What it leaves blank is filled so that a venue never needs more positives
-- than a larger one of its kind: level A below 1,000 m² as from 1,000 m² on; a measure that was not told counts as the
-- smallest. The live houses (by seats) and sports clubs (by area) of level A are one kind here, and so are the food
-- venues of all sizes.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('exposure.thresholds', 1, '-infinity',
   '{"day_starts_hour": 5, "count_probable": false, "rows": [
     {"kind": "FOOD", "seats": [{"from": 1, "positives": 1}, {"from": 100, "positives": 1}], "square_metres": [],
      "not_told": 1, "event_most": 0, "event_positives": 1},
     {"kind": "CLUSTER_PRONE", "seats": [{"from": 1, "positives": 1}, {"from": 100, "positives": 2}],
      "square_metres": [{"from": 1, "positives": 1}, {"from": 1000, "positives": 1}, {"from": 10000, "positives": 2}],
      "not_told": 1, "event_most": 200, "event_positives": 1},
     {"kind": "INDOOR_LEISURE", "seats": [],
      "square_metres": [{"from": 1, "positives": 2}, {"from": 1000, "positives": 3}, {"from": 10000, "positives": 5}],
      "not_told": 2, "event_most": 0, "event_positives": 1},
     {"kind": "HALL", "seats": [{"from": 1, "positives": 3}, {"from": 100, "positives": 4}], "square_metres": [],
      "not_told": 3, "event_most": 0, "event_positives": 1},
     {"kind": "OTHER", "seats": [],
      "square_metres": [{"from": 1, "positives": 3}, {"from": 1000, "positives": 4}, {"from": 10000, "positives": 5}],
      "not_told": 3, "event_most": 0, "event_positives": 1}]}',
   'mimamori', 'mimamori');
