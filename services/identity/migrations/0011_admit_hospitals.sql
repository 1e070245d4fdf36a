-- SPDX-License-Identifier: Apache-2.0
-- Staff of hospitals and of transport firms.
ALTER TABLE accounts DROP CONSTRAINT accounts_roles_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_roles_check CHECK (
  cardinality(roles) > 0
  AND roles <@ ARRAY['HEALTH_OFFICER', 'ADMINISTRATOR', 'AUDITOR', 'HOSPITAL_STAFF', 'TRANSPORT_STAFF']);
