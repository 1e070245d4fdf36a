-- Shipped policies. 1,425 minutes is Osaka's and luca's longest automatic check-out; 24 h the offline limit of privacy.md
-- rule 2; 28 days of retention, two incubation periods and the interval to a report.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('visit.stays', 1, '-infinity',
   '{"longest_stay_minutes": 1425, "offline_minutes": 1440, "clock_skew_seconds": 120, "service_day_starts_hour": 5}',
   'mimamori', 'mimamori'),
  ('visit.retention', 1, '-infinity', '{"days": 28}', 'mimamori', 'mimamori');
