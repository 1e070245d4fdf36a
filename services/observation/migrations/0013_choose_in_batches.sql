-- SPDX-License-Identifier: Apache-2.0
-- Whom a mail reminds, some two hundred a row, as they are handed to mail and settled: a million people are five thousand rows.
-- That nobody is chosen twice rests on the lock under which all choose, each of whom leaves out whom those before have chosen.
CREATE TABLE reminder_batches (
  batch_id    bigint      GENERATED ALWAYS AS IDENTITY,
  slot_day    date        NOT NULL,
  slot_number smallint    NOT NULL,
  rung        smallint    NOT NULL CHECK (rung IN (1, 2)),
  patients    bigint[]    NOT NULL CHECK (cardinality(patients) > 0),  -- no foreign key: it doubles the time
  chosen_at   timestamptz NOT NULL,
  slot_start  timestamptz NOT NULL,  -- what is told of later is of this slot
  due_at      timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,  -- with the slot: what has not left by then does not
  settled_at  timestamptz,           -- handed to mail, or found to be needed no more
  PRIMARY KEY (slot_day, slot_number, rung, batch_id)
);

INSERT INTO reminder_batches (slot_day, slot_number, rung, patients, chosen_at, slot_start, due_at, expires_at, settled_at)
SELECT slot_day, slot_number, rung, array_agg(patient ORDER BY patient), max(chosen_at), slot_start, due_at, expires_at,
       max(settled_at)
FROM (SELECT *, (row_number() OVER (PARTITION BY slot_day, slot_number, rung, slot_start, due_at, expires_at,
                                                 settled_at IS NULL ORDER BY patient) - 1) / 200 AS batch FROM reminders) AS r
GROUP BY slot_day, slot_number, rung, slot_start, due_at, expires_at, settled_at IS NULL, batch;
-- A process of before this chooses and mails nobody any more; the next one goes on where it was.
DROP TABLE reminders;

GRANT SELECT, INSERT, UPDATE, DELETE ON reminder_batches TO observation;
