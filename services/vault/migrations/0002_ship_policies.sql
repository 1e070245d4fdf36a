-- SPDX-License-Identifier: Apache-2.0
-- The forms of both are described in store/policy_reader.hpp.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('vault.retention', 1, '-infinity',
   '{"zone": "Asia/Tokyo", "pseudonym_days": 28, "seal_visit_days": 28, "seal_patient_days": 180,
     "seal_operator_days": 730, "event_days": 60}',
   'mimamori', 'mimamori'),
  ('vault.permits', 1, '-infinity',
   '{"longest_days": 31,
     "rules": [
       {"issuer": "exposure", "ring": "visit", "templates": ["alert-caution", "alert-cluster"]},
       {"issuer": "visit", "ring": "visit", "templates": ["verification"]},
       {"issuer": "venue", "ring": "operator", "templates": ["venue-registration"]}
     ]}',
   'mimamori', 'mimamori');
