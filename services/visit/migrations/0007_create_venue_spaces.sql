-- Floors, rooms, tables and seats of the venues, pulled from venue.StreamChanges. Deleted ones stay: stays name them, and
-- their codes must be known as void. A binary that knows no spaces leaves the table alone.
--
-- Venues that are known already get theirs because followers that know of spaces keep a position of their own
-- (venue_directory.cpp) and so read venue's changes once more from the beginning.
CREATE TABLE venue_spaces (
  venue_id          bigint  NOT NULL REFERENCES venues (venue_id),
  space             integer NOT NULL CHECK (space BETWEEN 1 AND 16777215),
  parent            integer NOT NULL,  -- 0: the venue itself
  display_name      text    NOT NULL,
  code_replacements integer NOT NULL,
  deleted           boolean NOT NULL,
  PRIMARY KEY (venue_id, space)
);
GRANT SELECT, INSERT, UPDATE ON venue_spaces TO visit;
