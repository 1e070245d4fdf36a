-- SPDX-License-Identifier: Apache-2.0
-- Areas of which anybody is or was watched: few, so that a page over many areas is a short walk along each one's index.
CREATE TABLE areas (area_code text PRIMARY KEY);

-- Who has to be spoken to: one item a person at most. What is resolved stays until it is opened anew. Whoever changes an item
-- locks the person's standing first.
CREATE TABLE work_items (
  patient       bigint      PRIMARY KEY REFERENCES patients ON DELETE CASCADE,
  area_code     text        NOT NULL,
  state         smallint    NOT NULL,
  urgency       smallint    NOT NULL,  -- 5 less the tier: ascending as the list is
  rung          smallint    NOT NULL,
  opened        timestamptz NOT NULL,
  raised        timestamptz NOT NULL,
  contact_by    timestamptz NOT NULL,
  calm_reports  integer     NOT NULL,
  claimed_by    text,
  claim_ends    timestamptz,
  snoozed_until timestamptz,
  attempts      integer     NOT NULL,
  escalated     boolean     NOT NULL,
  version       integer     NOT NULL,
  CHECK ((claimed_by IS NULL) = (claim_ends IS NULL))
);
CREATE INDEX work_items_first ON work_items (area_code, urgency, contact_by, patient) WHERE state <> 4;

-- Who did what, with a word for the next one. Rows are added, never changed; they go with the person.
CREATE TABLE work_deeds (
  patient  bigint      NOT NULL REFERENCES patients ON DELETE CASCADE,
  deed_id  bigint      GENERATED ALWAYS AS IDENTITY,
  deed     smallint    NOT NULL,
  done_by  text        NOT NULL,
  done_at  timestamptz NOT NULL,
  note     text        NOT NULL,
  PRIMARY KEY (patient, deed_id)
);

GRANT SELECT, INSERT ON areas TO observation;
GRANT SELECT, INSERT, UPDATE ON work_items TO observation;
GRANT SELECT, INSERT ON work_deeds TO observation;

-- The house's own; minutes. What is graver than resolves_itself only a person resolves.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('observation.worklist', 1, '-infinity',
   '{"resolves_itself": "YELLOW", "calm_reports": 2, "calm_minutes": 600, "claim_lapses": 120, "retry_after": 60,
     "attempts_to_escalate": 3, "snooze_yellow": 720, "snooze_orange": 60, "call_within": 240,
     "welfare_check_within": 60}', 'mimamori', 'mimamori');
