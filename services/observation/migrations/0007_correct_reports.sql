-- SPDX-License-Identifier: Apache-2.0
-- A correction is a report that stands for an earlier one of the same moment: a row more, and none is changed.
ALTER TABLE reports ADD COLUMN replaces bigint;  -- report_id
-- What is told of one person within an hour.
ALTER TABLE standings ADD COLUMN window_began timestamptz, ADD COLUMN window_reports integer NOT NULL DEFAULT 0;

-- So many are taken of one person in an hour, however well she is; what is graver than the last, or red, is always taken.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('observation.diary', 1, '-infinity', '{"reports_an_hour": 20}', 'mimamori', 'mimamori');
