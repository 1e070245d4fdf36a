# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# Overlaps among a million stays: windows that find about 200 and about 2,500 people, through gRPC and by the same SQL, turn
# by turn. The result line is that of the larger window.

DEMO=false
STAYS=1000000
VENUES=200

prepare() {
  start_servers
  start_town
  make_visitors 1 1
  fill_million
}

# Stays of a day, spread over venues 1 to 200; the visited venue takes the place of venue 1. Each lasts 60 to 119 minutes, so
# a window of M minutes finds those that arrived in about M + 90 of 1,200 minutes.
fill_million() {
  step "filling $STAYS stays"
  DAY=$(psql_as visit visit -c "SELECT max(service_day) FROM stays")
  FROM=$(psql_as visit visit -c "SELECT extract(epoch FROM '$DAY 00:00:00+00'::timestamptz)::bigint")
  psql_as visit_owner visit -c "
    INSERT INTO stays (service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, ending, verified, marks,
                       pseudonym, browser_tag, sealed_contact)
    SELECT '$DAY', -i, gen_random_uuid(), CASE WHEN i % $VENUES = 0 THEN visited ELSE i % $VENUES END, 0, arrived,
           arrived + make_interval(mins => 60 + i % 60), 1, true, 0, substr(sha256(int8send(i)), 1, 16),
           substr(sha256(int8send(-i)), 1, 16), sealed
    FROM generate_series(1, $STAYS) AS i,
         LATERAL (SELECT to_timestamp($FROM) + make_interval(mins => (i / $VENUES * 7919 % 1200)::int)) AS t(arrived),
         (SELECT venue_id, sealed_contact FROM stays LIMIT 1) AS v(visited, sealed)"
  # A day's writing leaves it to autovacuum; here nobody waits for it.
  psql_as visit_owner visit -c "VACUUM (ANALYZE) stays"
}

# ask MINUTES: one line of figures for a window that begins in the middle of the day.
ask() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" overlap --address "$(address_of visit)" --keys "$SECRETS/callers" \
    --database "host=$POSTGRES_SOCKETS user=visit dbname=visit" --venue "$VENUE" --from $((FROM + 36000)) --minutes "$1"
}

measure() {
  local small large
  test_fsync
  # 5,000 stays at the venue in 1,200 minutes: 4.2 a minute.
  step "asking"
  small=$(ask 1)
  say "small window: $small"
  large=$(ask 510)
  say "large window: $large"
  say "RESULT overlap p50_ms=$(value_of p50_ms "$large") p95_ms=$(value_of p95_ms "$large") raw_p50_ms=$(value_of raw_p50_ms "$large") ratio=$(ratio "$(value_of p50_ms "$large")" "$(value_of raw_p50_ms "$large")") contacts=$(value_of contacts "$large")"
}
