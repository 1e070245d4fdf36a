-- People who came together under one address. A binary that counts none leaves the default.
ALTER TABLE stays ADD COLUMN people smallint NOT NULL DEFAULT 1 CHECK (people BETWEEN 1 AND 50);

-- How many unconfirmed check-ins a venue has within a minute before those that follow are set apart: stored, marked, and
-- shown apart in every preview (privacy.md 11).
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('visit.bursts', 1, '-infinity', '{"unconfirmed_per_minute": 30}', 'mimamori', 'mimamori');
