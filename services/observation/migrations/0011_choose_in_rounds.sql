-- SPDX-License-Identifier: Apache-2.0
-- When she wants to be reminded, in minutes of her day: [from, until). Her own word; the registry doesn't know it.
ALTER TABLE patients
  ADD COLUMN remind_from  smallint NOT NULL DEFAULT 0,
  ADD COLUMN remind_until smallint NOT NULL DEFAULT 1440,
  ADD CONSTRAINT patients_remind CHECK (remind_from >= 0 AND remind_from < remind_until AND remind_until <= 1440);

-- All who are asked at one moment are chosen by one statement: a round. Its row is what two workers meet at, and it is run
-- again now and then for whose plan or risk changed meanwhile. Rungs 3 and 4: when the silent were looked for.
CREATE TABLE rounds (
  slot_day        date        NOT NULL,
  slot_number     smallint    NOT NULL,
  rung            smallint    NOT NULL CHECK (rung BETWEEN 1 AND 4),
  time_zone       text        NOT NULL,
  reports_per_day smallint    NOT NULL,
  remind_from     smallint    NOT NULL,
  remind_until    smallint    NOT NULL,
  high_risk       boolean     NOT NULL,
  unwell          boolean     NOT NULL,
  run_at          timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  waiting         boolean     NOT NULL DEFAULT false,  -- somebody of the slot may still have to be mailed
  PRIMARY KEY (slot_day, slot_number, rung, time_zone, reports_per_day, remind_from, remind_until, high_risk, unwell)
);

-- Made anew, since nothing has written it so far. Hundreds of thousands of rows come at once: one index, whose end is where
-- they go, and room in each page for when they have left.
DROP TABLE reminders;
CREATE TABLE reminders (
  patient     bigint      NOT NULL,  -- no foreign key: it doubles the time
  slot_day    date        NOT NULL,
  slot_number smallint    NOT NULL,
  rung        smallint    NOT NULL CHECK (rung IN (1, 2)),
  chosen_at   timestamptz NOT NULL,
  slot_start  timestamptz NOT NULL,  -- what is told of later is of this slot
  due_at      timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,  -- with the slot: what has not left by then does not
  settled_at  timestamptz,           -- handed to mail, or found to be needed no more
  PRIMARY KEY (slot_day, slot_number, rung, patient)
) WITH (fillfactor = 70);

GRANT SELECT, INSERT, UPDATE, DELETE ON rounds, reminders TO observation;
