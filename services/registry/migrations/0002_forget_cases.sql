-- SPDX-License-Identifier: Apache-2.0
-- How long a case and its sealed contact are kept, in days from when it was recorded. The contact: as long as the
-- vault's patient key of its month lives (privacy.md 3: a patient stays reachable after day 28). The case, which names
-- nobody: five years, so that late corrections and yearly figures find it. An authority that is bound to other terms
-- approves another version.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('registry.retention', 1, '-infinity', '{"contact_days": 180, "case_days": 1826}', 'mimamori', 'mimamori');

CREATE INDEX cases_with_contact ON cases (created_at) WHERE sealed_contact IS NOT NULL;

-- A case is never changed, only forgotten; its numbers are never given out again.
GRANT UPDATE (sealed_contact), DELETE ON cases TO registry;
