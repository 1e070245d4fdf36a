# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# Beds held a second through gRPC, as admission takes them: 256 coordinators at once, each time for somebody else, at
# WARDS hospitals with 999 free beds each, beside RECORDED holds of the past; against pgbench's bare UPDATE … WHERE free > 0
# over as many rows by 32 clients. Turn by turn; medians. Then a race: 1,000 at the same moment for the 100 beds of one
# hospital. Doubles are beds over what is free, holders with two, and answers that differ from the rows.

DEMO=false
CONNECTIONS=256
WARDS=${WARDS:-200}
BEDS=999
RECORDED=${RECORDED:-1000000}
MEASURED=(capacity postgres)

prepare() {
  start_servers
  start_town
  # Who calls here; its process needn't run.
  make_keys signing "$SECRETS/callers" admission
  fill_house
}

capacity_sql() { psql_as capacity_owner capacity "$@"; }

fill_house() {
  step "filling: $WARDS hospitals, $RECORDED holds of the past"
  capacity_sql >/dev/null <<SQL
INSERT INTO facilities (facility_id, kind, display_name, area_code, time_zone, accepting, capabilities, phone, language,
                        due_minutes, created_at, created_by, request_id)
  SELECT gen_random_uuid(), 1, 'hospital ' || n, '271004', 'Asia/Tokyo', true, '{}', '', 'ja', '{}', now(), 'load', gen_random_uuid()
  FROM generate_series(0, $WARDS) n;
INSERT INTO wards (facility_id, bed_class, staffed, occupied, blocked, reported_at)
  SELECT facility_id, 'severe', CASE WHEN display_name = 'hospital 0' THEN 100 ELSE $BEDS END, 0, 0, now() - interval '1 minute'
  FROM facilities;
INSERT INTO holds (facility_id, hold_id, bed_class, holder_id, officer_id, state, begins_at, ends_at, extended, version, request_id)
  SELECT (SELECT array_agg(facility_id) FROM facilities)[1 + n % $WARDS], gen_random_uuid(), 'severe', gen_random_uuid(),
         gen_random_uuid(), 3, now() - n * interval '1 minute', now() - n * interval '1 minute', false, 2, gen_random_uuid()
  FROM generate_series(1, $RECORDED) n;
CREATE TABLE baseline (ward integer PRIMARY KEY, free integer NOT NULL) WITH (fillfactor = 80);
INSERT INTO baseline SELECT n, 1000000 FROM generate_series(1, $WARDS) n;
SQL
  administrate "$POSTGRES_SOCKETS" -d capacity -c "VACUUM ANALYZE"
  capacity_sql -c "SELECT facility_id FROM facilities WHERE display_name <> 'hospital 0'" >"$DATA/facilities"
  capacity_sql -c "SELECT facility_id FROM facilities WHERE display_name = 'hospital 0'" >"$DATA/facility"
  printf '%s\n' "\\set ward random(1, $WARDS)" "UPDATE baseline SET free = free - 1 WHERE ward = :ward AND free > 0;" >"$DATA/baseline.sql"
  chmod 644 "$DATA/facilities" "$DATA/facility" "$DATA/baseline.sql"
}

# hold FILE CONNECTIONS SECONDS: prints the load generator's line.
hold() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" holds --address "$(address_of capacity)" --keys "$SECRETS/callers" \
    --facilities "$1" --connections "$2" --seconds "$3"
}

count_holds() { capacity_sql -c "SELECT count(*) FROM holds WHERE state = 1"; }
count_doubles() {
  capacity_sql -c "SELECT (SELECT coalesce(sum(greatest(0, s.held + s.arrived - w.staffed)), 0) FROM ward_since s JOIN wards w USING (facility_id, bed_class))
    + (SELECT count(*) FROM (SELECT holder_id FROM holds WHERE state = 1 GROUP BY 1 HAVING count(*) > 1) AS twice)"
}
# The beds are free again.
let_go() {
  capacity_sql -c "UPDATE holds SET state = 3, version = version + 1 WHERE state = 1" >/dev/null
  administrate "$POSTGRES_SOCKETS" -d capacity -c "VACUUM ANALYZE holds"
}

measure() {
  local round before after line rates=() baselines=() costs=() p99s=() doubles=0 given
  test_fsync
  hold "$DATA/facilities" "$CONNECTIONS" 2 >/dev/null # so that the first measured second is like the others
  for round in 1 2 3; do
    step "baseline $round: pgbench, 32 clients"
    baselines+=("$(pgbench_rate "$DATA/baseline.sql" 32 capacity)")
    say "${baselines[-1]} updates/s"
    if ((round == 3)); then break; fi
    let_go
    step "load $round: $CONNECTIONS connections"
    quiet_postgres
    before=$(cpu_of "${MEASURED[@]}")
    line=$(hold "$DATA/facilities" "$CONNECTIONS" "$LOAD_SECONDS")
    after=$(cpu_of "${MEASURED[@]}")
    say "$line"
    [[ $(value_of broken "$line") == 0 ]] || fail "Some calls failed; nothing is proved."
    given=$(value_of given "$line")
    (($(count_holds) == given)) || fail "Rows and answers differ."
    doubles=$((doubles + $(count_doubles)))
    rates+=("$(value_of rate "$line")")
    p99s+=("$(value_of p99_ms "$line")")
    costs+=("$(ratio $((after - before)) "$given")")
    say "CPU: ${costs[-1]} µs a hold"
  done
  let_go
  step "race: 1,000 at once for 100 beds"
  line=$(hold "$DATA/facility" 1000 0)
  say "$line"
  [[ $(value_of given "$line") == 100 && $(value_of full "$line") == 900 ]] || fail "100 beds were not given to 100."
  doubles=$((doubles + $(count_doubles)))
  local rate baseline
  rate=$(median "${rates[@]}")
  baseline=$(median "${baselines[@]}")
  say "RESULT holds rate=$rate doubles=$doubles p99_ms=$(median "${p99s[@]}") pgbench=$baseline ratio=$(ratio "$rate" "$baseline") cpu_us=$(median "${costs[@]}") race_ms=$(awk -v s="$(value_of seconds "$line")" 'BEGIN {printf "%.0f", s * 1000}')"
}
