# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# A table of 10,000 venues through the staff door, from request to answer: judged, sealed and kept, all or none; against
# PostgreSQL's COPY of the same file into a plain table with one index. Turn by turn; medians.

DEMO=true
ROWS=10000

prepare() {
  start_servers
  start_town
  psql_as venue_owner venue -c "CREATE TABLE baseline (name text, address text, area text, kind text, email text, seats integer,
    floor integer, stay integer, hours text, PRIMARY KEY (name, address))"
}

measure() {
  local round start taken=() raw=() costs=() before rows
  test_fsync
  rows=$(psql_as venue_owner venue -c "SELECT count(*) FROM venues")
  for round in 1 2 3; do
    before=$(cpu_of gateway_staff venue postgres)
    taken+=("$(STAFF_URL=$STAFF_URL STAFF_LISTEN=$STAFF_LISTEN IDENTITY=$PROGRAMS/identity ADMIN_SOCKET=$SOCKETS/identity.admin \
      "$NODE_FOLDER/node" "$LOAD/tools/import.mjs" "$ROWS" "$DATA/venues.csv")") || fail "The table could not be imported."
    costs+=($((($(cpu_of gateway_staff venue postgres) - before) / ROWS)))
    start=$(date +%s%N)
    psql_as venue_owner venue -c "TRUNCATE baseline" -c "\\copy baseline FROM '$DATA/venues.csv' (FORMAT csv, HEADER)"
    raw+=($((($(date +%s%N) - start) / 1000000)))
    say "import ${taken[-1]} ms, ${costs[-1]} µs of CPU a row; COPY ${raw[-1]} ms"
  done
  rows=$(($(psql_as venue_owner venue -c "SELECT count(*) FROM venues") - rows))
  ((rows == 3 * ROWS)) || fail "$rows venues were kept."
  say "RESULT imports rows=$ROWS ms=$(median "${taken[@]}") copy_ms=$(median "${raw[@]}") ratio=$(ratio "$(median "${taken[@]}")" "$(median "${raw[@]}")") cpu_us=$(median "${costs[@]}")"
}
