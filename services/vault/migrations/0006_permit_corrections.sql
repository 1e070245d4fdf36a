-- SPDX-License-Identifier: Apache-2.0
-- Whoever was told by mistake is mailed that it was one. In every version there is, so that none of them refuses it.
UPDATE policies
SET body = jsonb_set(body, '{rules}', body -> 'rules' ||
                     '[{"issuer": "exposure", "ring": "visit", "templates": ["alert-correction"]}]')
WHERE name = 'vault.permits';
