-- SPDX-License-Identifier: Apache-2.0
-- By 15:00, with numbers of the ten hours before; what is half a day late is not known any more. Minutes; a facility may have
-- deadlines of its own.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('capacity.duty', 1, '-infinity', '{"deadlines": [{"minute": 900}], "window_minutes": 600, "grace_minutes": 720}', 'mimamori',
   'mimamori');
