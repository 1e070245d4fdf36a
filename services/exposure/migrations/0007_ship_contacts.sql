-- SPDX-License-Identifier: Apache-2.0
-- Whom to turn to, by area: {"areas": [{"area": "271004", "text": "…", "link": "https://…"}]}. Elsewhere that of
-- exposure.alerts.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('exposure.contacts', 1, '-infinity', '{"areas": []}', 'mimamori', 'mimamori');
