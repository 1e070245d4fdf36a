-- SPDX-License-Identifier: Apache-2.0
-- Texts of areas, one policy a template, empty as shipped: the texts of the binary count.
-- {"texts": [{"area_code": "131016", "language": "ja", "subject": "…", "text": "…", "reviewed": true}]}; area_code: a
-- municipality, a prefecture, or "" for the whole installation.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
SELECT 'mail.texts.' || template, 1, '2020-01-01T00:00:00Z', '{"texts": []}', 'shipped', 'shipped'
FROM unnest(ARRAY['verification', 'record-link', 'receipt', 'venue-registration', 'staff-invitation', 'venue-log-in',
                  'alert-caution', 'alert-cluster', 'alert-correction']) AS t (template);

-- Whose texts a mail is written with; '': the shipped ones.
ALTER TABLE outbox ADD COLUMN area_code text NOT NULL DEFAULT '' CHECK (area_code ~ '^([0-9]{6})?$');
