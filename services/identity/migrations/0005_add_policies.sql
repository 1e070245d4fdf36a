-- SPDX-License-Identifier: Apache-2.0
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  -- Argon2id; OWASP's password storage cheat sheet asks for at least 19 MiB and 2 passes.
  ('identity.password_hashing', 1, '-infinity', '{"memory_kib": 65536, "passes": 3}', 'mimamori', 'mimamori'),
  -- The first failures within the window cost nothing; each further one doubles the wait. Nobody is locked out.
  ('identity.log_in_slowing', 1, '-infinity',
   '{"window_seconds": 900, "account_free_failures": 5, "network_free_failures": 30, "first_delay_seconds": 1,
     "longest_delay_seconds": 60}', 'mimamori', 'mimamori'),
  ('identity.sessions', 1, '-infinity', '{"staff_hours": 12, "staff_idle_minutes": 60, "operator_days": 90}',
   'mimamori', 'mimamori'),
  ('identity.links', 1, '-infinity', '{"verify_address_hours": 24, "venue_registration_hours": 168}',
   'mimamori', 'mimamori');
