-- SPDX-License-Identifier: Apache-2.0
-- Patients are mailed a link to their diary. In every version there is, so that none of them refuses it.
UPDATE policies
SET body = jsonb_set(body, '{rules}', body -> 'rules' ||
                     '[{"issuer": "observation", "ring": "patient", "templates": ["diary-invitation"]}]')
WHERE name = 'vault.permits';
