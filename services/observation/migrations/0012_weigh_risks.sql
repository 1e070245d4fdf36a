-- SPDX-License-Identifier: Apache-2.0
-- By which version of observation.triage, and in which year, it was last told who is at high risk, and how far: a new version,
-- and a new year, in which everybody is older, has all of them weighed anew, step by step, by whichever process comes.
CREATE TABLE risk_weighing (
  single_row    boolean PRIMARY KEY DEFAULT true CHECK (single_row),
  rules_version integer NOT NULL,
  year          integer NOT NULL,
  through       bigint,  -- patient; NULL: all
  CHECK (through >= 0)
);
-- Who was taken in so far was weighed by what was in force then; nobody knows by which of them.
INSERT INTO risk_weighing (rules_version, year, through) VALUES (0, 0, NULL);
GRANT SELECT, UPDATE ON risk_weighing TO observation;
