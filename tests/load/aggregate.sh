# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Any day's national table of beds, through REST: FACILITIES hospitals (2,000) of all prefectures with three classes of beds and
# DAYS days (three years) of daily reports on disk; against the bare sum of one day in SQL.

DEMO=true
FACILITIES=${FACILITIES:-2000}
DAYS=${DAYS:-1096}
TIMES=300

prepare() {
  start_servers
  need_space /var/tmp 6000 "three years of reports"
  start_town
  fill_house
}

capacity_sql() { psql_as capacity_owner capacity "$@"; }

# prefectures: their codes with check digits, a comma between.
prefectures() {
  capacity_sql -c "SELECT string_agg(p || ((11 - (6 * substr(p, 1, 1)::int + 5 * substr(p, 2, 1)::int) % 11) % 10)::text, ',')
    FROM (SELECT lpad(n::text, 2, '0') || '000' AS p FROM generate_series(1, 47) n) AS a"
}

fill_house() {
  step "filling: $FACILITIES facilities, $DAYS days of reports"
  capacity_sql >/dev/null <<SQL
INSERT INTO facilities (facility_id, kind, area_code, display_name, time_zone, accepting, capabilities, phone, language, due_minutes,
                        created_at, created_by, request_id, reported_at)
  SELECT gen_random_uuid(), 1,
         p || ((11 - (6 * substr(p, 1, 1)::int + 5 * substr(p, 2, 1)::int + 4 * substr(p, 3, 1)::int + 3 * substr(p, 4, 1)::int
                      + 2 * substr(p, 5, 1)::int) % 11) % 10)::text,
         'hospital ' || n, 'Asia/Tokyo', true, '{}', '', 'ja', '{}', now() - interval '4 years', 'load', gen_random_uuid(), now()
  FROM (SELECT n, lpad((1 + n % 47)::text, 2, '0') || lpad((201 + n / 47 % 8)::text, 3, '0') AS p
        FROM generate_series(1, $FACILITIES) n) AS a;
INSERT INTO wards (facility_id, bed_class, staffed, occupied, blocked, reported_at)
  SELECT facility_id, bed_class, 20, 12, 1, now() FROM facilities, unnest(ARRAY['severe', 'moderate', 'rooms']) AS bed_class;
INSERT INTO ward_days (day, facility_id, bed_class, staffed, occupied, blocked, told_at, report_id)
  SELECT (now() AT TIME ZONE 'Asia/Tokyo')::date - d, facility_id, bed_class, 20, 5 + (d * 7919) % 15, 1, now() - d * interval '1 day',
         facility_id
  FROM generate_series(1, $DAYS) AS d, wards;
SQL
  administrate "$POSTGRES_SOCKETS" -d capacity -c "VACUUM ANALYZE"
}

# What PostgreSQL alone takes for the sums of one day: median of 50, in milliseconds.
baseline() {
  cat >"$DATA/day.sql" <<SQL
\set back random(1, $DAYS)
SELECT bed_class, count(*), sum(staffed), sum(occupied), sum(blocked) FROM ward_days
WHERE day = (now() AT TIME ZONE 'Asia/Tokyo')::date - :back::int GROUP BY bed_class;
SQL
  chmod 644 "$DATA/day.sql"
  local rate
  rate=$(pgbench_rate "$DATA/day.sql" 1 capacity)
  [[ -n $rate ]] || fail "pgbench could not add up a day."
  ratio 1000 "$rate"
}

measure() {
  local areas round one p95s=() sums=()
  areas=$(prefectures)
  for round in 1 2 3; do
    step "baseline $round: pgbench, one day's sums"
    one=$(baseline)
    sums+=("$one")
    say "${sums[-1]} ms"
    if ((round == 3)); then break; fi
    step "load $round: $TIMES days, one after another"
    p95s+=("$(open_figures "$areas")")
    say "p95 ${p95s[-1]} ms"
  done
  say "RESULT aggregate p95_ms=$(median "${p95s[@]}") sql_ms=$(median "${sums[@]}") facilities=$FACILITIES days=$DAYS"
}

open_figures() {
  STAFF_URL=$STAFF_URL STAFF_LISTEN=$STAFF_LISTEN IDENTITY=$PROGRAMS/identity ADMIN_SOCKET=$SOCKETS/identity.admin \
    "$NODE_FOLDER/node" "$LOAD/tools/figures.mjs" "$TIMES" "$DAYS" "$1" "$FACILITIES" || fail "No table could be opened."
}
