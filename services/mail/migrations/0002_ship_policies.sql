-- SPDX-License-Identifier: Apache-2.0
-- mail.quotas: a person who checks in at several places before confirming needs a few mails an hour; a domain's figure
-- has room for the large mail providers in a city's busiest hour.
-- mail.retries: RFC 5321 §4.5.4.1 asks for patience of days, greylisting for a second try within minutes; a message's own
-- expire_time ends it first.
-- mail.pace: 0 is no limit; a relay that is asked to deliver directly to carriers wants one.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('mail.quotas', 1, '2020-01-01T00:00:00Z',
   '{"recipient_per_hour": 5, "recipient_per_day": 10, "domain_per_hour": 5000, "total_per_hour": 20000}',
   'shipped', 'shipped'),
  ('mail.retries', 1, '2020-01-01T00:00:00Z',
   '{"first_delay_seconds": 30, "longest_delay_seconds": 3600, "jitter": 0.2, "attempts": 30}', 'shipped', 'shipped'),
  ('mail.pace', 1, '2020-01-01T00:00:00Z', '{"total_per_second": 0, "domain_per_second": 0}', 'shipped', 'shipped'),
  ('mail.retention', 1, '2020-01-01T00:00:00Z', '{"settled_days": 14}', 'shipped', 'shipped');
