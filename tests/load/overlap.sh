# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# Overlaps among many stays: windows that find about 200 and about 2,500 people, through gRPC and by the same SQL, turn by
# turn; first among a million stays, then with as many more as the name says. What is found stays the same, so what it
# costs should, too: `growth` is the large window's median at the end against that among a million. The result line is
# that of the larger window at the end.

DEMO=false
STAYS=$((${OVERLAP_MILLIONS:-10} * 1000000))
STAYS_A_VENUE=5000
# A stay takes about 340 bytes and 230 in indexes; sorting an index and the log of writes need room beside.
NEEDED_MB=$((STAYS * 900 / 1000000 + 6000))

prepare() {
  need_space "$DATA" "$NEEDED_MB" "$STAYS stays"
  start_servers
  start_town
  make_visitors 1 1
  DAY=$(psql_as visit visit -c "SELECT max(service_day) FROM stays")
  FROM=$(psql_as visit visit -c "SELECT extract(epoch FROM '$DAY 00:00:00+00'::timestamptz)::bigint")
}

# fill FIRST LAST: stays of a day, numbers FIRST to LAST, spread over as many venues as make 5,000 each; among the first
# million the visited venue takes the place of venue 1. Each lasts 60 to 119 minutes, so a window of M minutes finds those
# that arrived in about M + 90 of 1,200 minutes. Without indexes while it fills: they are made at once, as they were.
fill() {
  local first=$1 last=$2 venues=$((($2 - $1 + 1) / STAYS_A_VENUE)) indexes
  step "filling $((last - first + 1)) stays"
  indexes=$(psql_as visit_owner visit -c "
    SELECT string_agg(replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), ';') FROM pg_index i
    WHERE i.indrelid = 'stays'::regclass AND NOT i.indisprimary")
  psql_as visit_owner visit -c "
    DO \$\$ DECLARE one text; BEGIN
      FOR one IN SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'stays'::regclass AND NOT indisprimary
      LOOP EXECUTE 'DROP INDEX ' || one; END LOOP;
    END \$\$"
  psql_as visit_owner visit -c "
    INSERT INTO stays (service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, ending, verified, marks,
                       pseudonym, browser_tag, sealed_contact)
    SELECT '$DAY', -i, gen_random_uuid(),
           CASE WHEN $first = 1 AND i % $venues = 0 THEN visited ELSE $first + 1 + i % $venues END, 0, arrived,
           arrived + make_interval(mins => (60 + i % 60)::int), 1, true, 0, substr(sha256(int8send(i)), 1, 16),
           substr(sha256(int8send(-i)), 1, 16), sealed
    FROM generate_series($first::bigint, $last::bigint) AS i,
         LATERAL (SELECT to_timestamp($FROM) + make_interval(mins => (i / $venues * 7919 % 1200)::int)) AS t(arrived),
         (SELECT venue_id, sealed_contact FROM stays LIMIT 1) AS v(visited, sealed)"
  psql_as visit_owner visit -c "SET maintenance_work_mem = '512MB'; $indexes"
  # A day's writing leaves it to autovacuum; here nobody waits for it.
  psql_as visit_owner visit -c "VACUUM (ANALYZE) stays"
}

# ask MINUTES: one line of figures for a window that begins in the middle of the day.
ask() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" overlap --address "$(address_of visit)" --keys "$SECRETS/callers" \
    --database "host=$POSTGRES_SOCKETS user=visit dbname=visit" --venue "$VENUE" --from $((FROM + 36000)) --minutes "$1"
}

measure() {
  local small large small_median rows
  test_fsync
  # 5,000 stays at the venue in 1,200 minutes: 4.2 a minute.
  fill 1 1000000
  step "asking among a million"
  say "small window: $(ask 1)"
  large=$(ask 510)
  say "large window: $large"
  small_median=$(value_of p50_ms "$large")
  fill 1000001 "$STAYS"
  rows=$(count_stays)
  step "asking among $rows"
  small=$(ask 1)
  say "small window: $small"
  large=$(ask 510)
  say "large window: $large"
  say "RESULT overlap stays=$rows p50_ms=$(value_of p50_ms "$large") p95_ms=$(value_of p95_ms "$large") raw_p50_ms=$(value_of raw_p50_ms "$large") ratio=$(ratio "$(value_of p50_ms "$large")" "$(value_of raw_p50_ms "$large")") growth=$(ratio "$(value_of p50_ms "$large")" "$small_median") contacts=$(value_of contacts "$large")"
}
