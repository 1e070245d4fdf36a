-- Links to one's own record that were used: each opens it once.
CREATE TABLE record_links (
  link_hash  bytea       PRIMARY KEY CHECK (octet_length(link_hash) = 32),
  used_by    uuid        NOT NULL,  -- the request that opened it
  used_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX record_links_expires ON record_links (expires_at);
GRANT SELECT, INSERT, DELETE ON record_links TO visit;

-- A person's stays of a day, found by her pseudonym. Only of days that no check-in reaches any more: an index in random
-- order would cost every check-in. Today's are found by reading the day.
CREATE FUNCTION index_stay_days_before(day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  part record;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('stay_day'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'stays'::regclass AND c.relname < 'stays_' || to_char(day, 'YYYYMMDD')
      AND to_regclass(c.relname || '_pseudonym') IS NULL
  LOOP
    EXECUTE format('CREATE INDEX %I ON %I (pseudonym)', part.relname || '_pseudonym', part.relname);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION index_stay_days_before(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION index_stay_days_before(date) TO visit;

-- How long a mailed link and the record that it opened live; how many links one network may ask for; when a question is
-- told whose event nobody has decided (privacy.md 23).
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('visit.records', 1, '-infinity',
   '{"link_minutes": 60, "session_minutes": 30, "links_at_once": 20, "links_per_hour": 60,
     "questions_shown_after_days": 14}',
   'mimamori', 'mimamori');
