-- SPDX-License-Identifier: Apache-2.0
-- Kind 5: mails that one network asked for, an hour.
ALTER TABLE mail_quotas
  DROP CONSTRAINT mail_quotas_kind_check,
  ADD CONSTRAINT mail_quotas_kind_check CHECK (kind BETWEEN 1 AND 5);

-- A /24 or /48 may be all visitors of a stadium behind one address translator; beyond this it is somebody's program.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('mail.network_quota', 1, '2020-01-01T00:00:00Z', '{"mails_per_hour": 3000}', 'shipped', 'shipped');
