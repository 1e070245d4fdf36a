-- Stays under the pseudonym of their service day, one partition a day: retention is a DROP.
CREATE SEQUENCE stay_ids AS bigint INCREMENT BY 10000;

CREATE TABLE stays (
  service_day    date        NOT NULL,
  stay_id        bigint      NOT NULL,
  request_id     uuid        NOT NULL,
  venue_id       bigint      NOT NULL,
  space          integer     NOT NULL,
  arrived_at     timestamptz NOT NULL,
  matched_until  timestamptz NOT NULL,
  ending         smallint    NOT NULL,
  verified       boolean     NOT NULL,
  marks          smallint    NOT NULL,
  pseudonym      bytea       NOT NULL CHECK (octet_length(pseudonym) = 16),
  browser_tag    bytea       NOT NULL CHECK (octet_length(browser_tag) = 16),
  sealed_contact bytea       NOT NULL,
  PRIMARY KEY (service_day, stay_id),
  CHECK (matched_until >= arrived_at)
) PARTITION BY LIST (service_day);

-- A retry finds the row of the first try.
CREATE UNIQUE INDEX stays_request ON stays (service_day, request_id);
-- Overlap: range over arrivals of one venue; bounded below by the longest stay.
CREATE INDEX stays_overlap ON stays (venue_id, arrived_at) INCLUDE (matched_until, pseudonym);
-- Confirming an address; verified check-ins don't pay for it.
CREATE INDEX stays_unverified ON stays (service_day, browser_tag) WHERE NOT verified;

-- The service's role can't create or drop tables; these two functions run with the owner's rights and do only that.
CREATE FUNCTION create_stay_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('stay_day'));
  IF to_regclass(format('stays_%s', to_char(day, 'YYYYMMDD'))) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF stays FOR VALUES IN (%L)', 'stays_' || to_char(day, 'YYYYMMDD'), day);
  END IF;
END $$;

CREATE FUNCTION drop_stay_days_before(first_kept date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('stay_day'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'stays'::regclass AND c.relname < 'stays_' || to_char(first_kept, 'YYYYMMDD')
  LOOP
    EXECUTE format('DROP TABLE %I', part.relname);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION create_stay_day(date), drop_stay_days_before(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_stay_day(date), drop_stay_days_before(date) TO visit;
GRANT SELECT, INSERT, UPDATE, DELETE ON stays TO visit;
GRANT USAGE ON SEQUENCE stay_ids TO visit;
