-- What a code that a kiosk shows for a minute is worth: by whoever scans it `skew_minutes` before or after, it tells that she
-- is there; up to `accepted_minutes` after, while people type their address, it is as good as one on the wall; then it is
-- none of ours.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('visit.kiosk', 1, '-infinity', '{"skew_minutes": 1, "accepted_minutes": 15}', 'mimamori', 'mimamori');
