-- SPDX-License-Identifier: Apache-2.0
-- Mails that remind of a report: the primary key is what makes "never twice for one slot" true, whoever chooses and whenever
-- a worker is killed.
CREATE TABLE reminders (
  patient     bigint      NOT NULL,  -- no foreign key: hundreds of thousands are chosen at once
  slot_day    date        NOT NULL,
  slot_number smallint    NOT NULL,
  rung        smallint    NOT NULL CHECK (rung IN (1, 2)),
  chosen_at   timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,  -- with the slot: what has not left by then does not
  settled_at  timestamptz,           -- handed to mail, or found to be needed no more
  PRIMARY KEY (patient, slot_day, slot_number, rung)
);
CREATE INDEX reminders_waiting ON reminders (chosen_at, patient) WHERE settled_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON reminders TO observation;
