-- SPDX-License-Identifier: Apache-2.0
-- Where a patient is. Every case begins POSITIVE; of a contact it says nothing until she is a case.
ALTER TABLE cases
  ADD status      text    NOT NULL DEFAULT 'POSITIVE' CHECK (status IN ('POSITIVE', 'AWAITING', 'HOME', 'ACCOMMODATION',
                                                                         'ADMITTED', 'ELSEWHERE', 'RELEASED', 'DEAD')),
  ADD severe      boolean NOT NULL DEFAULT false CHECK (NOT severe OR status = 'ADMITTED'),
  ADD status_date date;
CREATE INDEX cases_by_status ON cases (status, created_at DESC, id DESC) WHERE withdrawn_at IS NULL AND kind <> 'CONTACT';
GRANT UPDATE (status, severe, status_date) ON cases TO registry;

-- Each status that followed, and each correction: rows are added, never changed; they go with their case.
CREATE TABLE case_statuses (
  case_id     uuid        NOT NULL REFERENCES cases ON DELETE CASCADE,
  version     integer     NOT NULL,  -- of the case, which it made
  status      text        NOT NULL,
  severe      boolean     NOT NULL,
  status_date date,
  correction  smallint    NOT NULL,  -- 0: none
  changed_by  text        NOT NULL,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (case_id, version)
);
GRANT SELECT, INSERT ON case_statuses TO registry;

-- Which status may follow which: Osaka's public tree of statuses. To be checked by the health authority.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('registry.statuses', 1, '-infinity',
   '{"POSITIVE": ["AWAITING", "HOME", "ACCOMMODATION", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"],
     "AWAITING": ["HOME", "ACCOMMODATION", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"],
     "HOME": ["AWAITING", "ACCOMMODATION", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"],
     "ACCOMMODATION": ["AWAITING", "HOME", "ADMITTED", "ELSEWHERE", "RELEASED", "DEAD"],
     "ADMITTED": ["AWAITING", "HOME", "ACCOMMODATION", "ELSEWHERE", "RELEASED", "DEAD"],
     "ELSEWHERE": ["AWAITING", "RELEASED", "DEAD"],
     "RELEASED": [],
     "DEAD": []}', 'mimamori', 'mimamori');
