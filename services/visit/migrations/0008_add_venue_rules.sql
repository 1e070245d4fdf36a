-- What each venue wants to happen after a check-in. A binary that knows none of it leaves the columns alone; those that do
-- keep a position of their own (venue_directory.cpp) and so read venue's changes once more from the beginning.
ALTER TABLE venues
  ADD COLUMN automatic_check_out_minutes integer    NOT NULL DEFAULT 0,  -- 0: never
  -- Three lists side by side, in the order in which the links are shown.
  ADD COLUMN link_kinds                  smallint[] NOT NULL DEFAULT '{}',
  ADD COLUMN link_labels                 text[]     NOT NULL DEFAULT '{}',
  ADD COLUMN link_urls                   text[]     NOT NULL DEFAULT '{}';
