-- What operators are told of how many people they have. Fewer than `least` are not told, others are rounded down to a
-- multiple of `round_to`, and the live number is of the last full `step_minutes` (privacy.md 22).
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('visit.crowds', 1, '-infinity', '{"least": 5, "round_to": 5, "step_minutes": 5}', 'mimamori', 'mimamori');

-- People at the same time, as the operator told it; 0: not told. Followers that know of it keep a position of their own.
ALTER TABLE venues ADD COLUMN capacity integer NOT NULL DEFAULT 0;
