-- SPDX-License-Identifier: Apache-2.0
-- Of which deadlines which desks are reminded: each of one once.
CREATE TABLE reminders (
  facility_id uuid        NOT NULL REFERENCES facilities,
  due_at      timestamptz NOT NULL,
  chosen_at   timestamptz NOT NULL,
  settled_at  timestamptz,  -- handed to mail, or found to be needed no more
  PRIMARY KEY (facility_id, due_at)
);
CREATE INDEX reminders_open ON reminders (due_at, facility_id) WHERE settled_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON reminders TO capacity;
