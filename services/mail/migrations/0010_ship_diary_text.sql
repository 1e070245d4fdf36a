-- SPDX-License-Identifier: Apache-2.0
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
VALUES ('mail.texts.diary-invitation', 1, '2020-01-01T00:00:00Z', '{"texts": []}', 'shipped', 'shipped');
