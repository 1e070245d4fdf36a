-- When each venue is open in a usual week: three numbers a time, (day, opens, closes): day 0 is Monday, the others are
-- minutes after that day's midnight. Empty: not known. A binary that knows no hours leaves the column alone.
--
-- Venues that are known already get theirs because followers that know of hours keep a position of their own
-- (venue_directory.cpp) and so read venue's changes once more from the beginning.
ALTER TABLE venues ADD COLUMN opening_hours smallint[] NOT NULL DEFAULT '{}' CHECK (cardinality(opening_hours) % 3 = 0);

-- An arrival up to so long before an opening or after a closing is not marked: early guests, last orders, clocks that
-- differ.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('visit.opening_hours', 1, '-infinity', '{"early_minutes": 30, "late_minutes": 30}', 'mimamori', 'mimamori');
