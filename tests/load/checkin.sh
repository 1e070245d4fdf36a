# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Durable, verified check-ins a second through REST at 256 connections, against pgbench's one-row inserts into a like table
# with like indexes by 32 clients. Turn by turn: baseline, load, baseline, load, baseline; medians.

DEMO=false
CONNECTIONS=256
MEASURED=(gateway_public visit postgres)

prepare() {
  start_servers
  start_town
  make_visitors 1 8
  # So that the first measured second is like the others.
  check_in "$CONNECTIONS" 3 >/dev/null
  make_baseline
}

# A plain table with the columns and indexes of stays and rows of the same size; ids and keys grow as the service's do.
make_baseline() {
  local contact_bytes
  contact_bytes=$(psql_as visit_owner visit -c "SELECT round(avg(octet_length(sealed_contact))) FROM stays")
  psql_as visit_owner visit -c "CREATE TABLE baseline (LIKE stays INCLUDING ALL)" -c "CREATE SEQUENCE baseline_ids"
  cat >"$DATA/baseline.sql" <<SQL
\set person random(1, 1000000)
INSERT INTO baseline (service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, ending, verified, marks,
                      pseudonym, browser_tag, sealed_contact)
SELECT current_date, id, encode(int8send(id) || int8send(:person), 'hex')::uuid, 1, 0, date_trunc('minute', now()),
       now() + interval '90 min', 0, true, 0, int8send(:person) || int8send(:person), int8send(:person) || int8send(0),
       '\x$(head -c "$contact_bytes" /dev/zero | od -An -v -tx1 | tr -d ' \n')'
FROM nextval('baseline_ids') AS id;
SQL
  chmod 644 "$DATA/baseline.sql"
}

measure() {
  local round before after line acked name parts rates=() baselines=() costs=() p50s=() p99s=() all_acked=0 rows_before rows
  test_fsync
  rows_before=$(count_stays)
  for round in 1 2 3; do
    step "baseline $round: pgbench, 32 clients"
    baselines+=("$(pgbench_rate "$DATA/baseline.sql" 32)")
    say "${baselines[-1]} inserts/s"
    if ((round == 3)); then break; fi
    step "load $round: $CONNECTIONS connections"
    quiet_postgres
    before=$(cpu_of "${MEASURED[@]}") parts=()
    for name in "${MEASURED[@]}"; do parts+=("$(cpu_of "$name")"); done
    line=$(check_in "$CONNECTIONS" "$LOAD_SECONDS")
    after=$(cpu_of "${MEASURED[@]}")
    say "$line"
    [[ $(value_of refused "$line") == 0 && $(value_of broken "$line") == 0 ]] || fail "Some check-ins were refused; nothing is proved."
    acked=$(value_of acked "$line")
    all_acked=$((all_acked + acked))
    rates+=("$(value_of rate "$line")")
    p50s+=("$(value_of p50_ms "$line")")
    p99s+=("$(value_of p99_ms "$line")")
    costs+=("$(ratio $((after - before)) "$acked")")
    for name in "${!MEASURED[@]}"; do
      parts[name]="${MEASURED[name]} $(ratio $(($(cpu_of "${MEASURED[name]}") - parts[name])) "$acked")"
    done
    say "CPU: ${costs[-1]} µs a check-in (${parts[*]})"
  done
  rows=$(($(count_stays) - rows_before))
  local rate baseline
  rate=$(median "${rates[@]}")
  baseline=$(median "${baselines[@]}")
  say "RESULT checkin rate=$rate pgbench=$baseline ratio=$(ratio "$rate" "$baseline") cpu_us=$(median "${costs[@]}") p50_ms=$(median "${p50s[@]}") p99_ms=$(median "${p99s[@]}") acked=$all_acked rows=$rows"
  ((rows == all_acked)) || fail "Rows and acknowledgements differ."
}
