-- SPDX-License-Identifier: Apache-2.0
-- A ring for the addresses of staff who are invited: their mails leave within days. Both policies get the new part in every
-- version there is, so that none of them lacks what the reader asks for.
UPDATE policies SET body = body || '{"seal_staff_days": 31}'
WHERE name = 'vault.retention' AND NOT body ? 'seal_staff_days';

UPDATE policies
SET body = jsonb_set(body, '{rules}', body -> 'rules' ||
                     '[{"issuer": "identity", "ring": "staff", "templates": ["staff-invitation"]}]')
WHERE name = 'vault.permits';
