-- SPDX-License-Identifier: Apache-2.0
-- A deed is safe to retry by its request. What somebody wrote about a person is forgotten after a while, what was done stays.
ALTER TABLE work_deeds ADD COLUMN request_id uuid NOT NULL;
CREATE UNIQUE INDEX work_deeds_once ON work_deeds (patient, request_id);
CREATE INDEX work_deeds_with_notes ON work_deeds (done_at) WHERE note <> '';
GRANT UPDATE (note) ON work_deeds TO observation;

-- In every version there is, so that none of them can't be read any more.
UPDATE policies SET body = body || '{"reminder_days": 60, "note_days": 180}' WHERE name = 'observation.retention';
