-- SPDX-License-Identifier: Apache-2.0
-- What patients told, and how it was judged at once. One partition a day of when it was so (UTC): its index is as small as
-- a day, and retention is a DROP. Rows are added, never changed.
CREATE SEQUENCE report_ids AS bigint;

CREATE TABLE reports (
  day              date        NOT NULL,
  patient          bigint      NOT NULL,
  report_id        bigint      NOT NULL DEFAULT nextval('report_ids'),
  request_id       uuid        NOT NULL,
  time             timestamptz NOT NULL,  -- when it was so
  received         timestamptz NOT NULL,
  source           smallint    NOT NULL,
  reported_by      text        NOT NULL,  -- case or account
  doubtful_time    boolean     NOT NULL,
  temperature      smallint,              -- tenths of a degree Celsius
  spo2             smallint,
  pulse            smallint,
  respiratory_rate smallint,
  oxygen           boolean,
  signs            integer,               -- bits
  symptoms         integer,               -- bits
  fever_reducer    boolean,
  scales           integer     NOT NULL,  -- four bits each
  note             text        NOT NULL,
  rules_version    integer     NOT NULL,
  tier             smallint    NOT NULL,
  contact_by       timestamptz,
  judgement        bytea       NOT NULL,  -- reasons and scores
  PRIMARY KEY (patient, day, request_id)
) PARTITION BY LIST (day);

-- A report that came late changed how those behind it are judged: what they were judged instead. Rows are added.
CREATE TABLE rejudgements (
  patient       bigint      NOT NULL,
  report_day    date        NOT NULL,
  report_id     bigint      NOT NULL,
  judged_at     timestamptz NOT NULL,
  rules_version integer     NOT NULL,
  tier          smallint    NOT NULL,
  contact_by    timestamptz,
  judgement     bytea       NOT NULL,
  PRIMARY KEY (patient, report_id, judged_at)
);
CREATE INDEX rejudgements_by_day ON rejudgements (report_day);

-- The service's role can't create or drop tables; these two functions run with the owner's rights and do only that.
CREATE FUNCTION create_report_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('report_day'));
  IF to_regclass(format('reports_%s', to_char(day, 'YYYYMMDD'))) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF reports FOR VALUES IN (%L)', 'reports_' || to_char(day, 'YYYYMMDD'), day);
  END IF;
END $$;

CREATE FUNCTION drop_report_days_before(first_kept date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('report_day'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'reports'::regclass AND c.relname < 'reports_' || to_char(first_kept, 'YYYYMMDD')
  LOOP
    EXECUTE format('DROP TABLE %I', part.relname);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION create_report_day(date), drop_report_days_before(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_report_day(date), drop_report_days_before(date) TO observation;
GRANT SELECT, INSERT ON reports TO observation;
GRANT SELECT, INSERT, DELETE ON rejudgements TO observation;
GRANT USAGE ON SEQUENCE report_ids TO observation;
