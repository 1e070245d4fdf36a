-- SPDX-License-Identifier: Apache-2.0
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
SELECT 'mail.texts.' || t.template, 1, '2020-01-01T00:00:00Z', '{"texts": []}', 'shipped', 'shipped'
FROM unnest(ARRAY['admission-place', 'admission-lost']) AS t (template);
