# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# A crowd ten times as large as what the system is measured with, for 30 s: everybody asks again at once, whatever the answer
# was. What is still done well, against the rate at 256 connections in the same run, and what the accepted ones wait.

DEMO=false
CONNECTIONS=256
CROWD=2560
BURST_SECONDS=30
# All of them come from one network here.
declare -A MORE_FLAGS=([gateway_public]="--http-connections-per-network 4096")

prepare() {
  start_servers
  start_town
  make_visitors 1 8
  check_in "$CONNECTIONS" 3 >/dev/null
}

# resident: MiB of gateway and service together, now.
resident() {
  awk '/^VmRSS/ {kib += $2} END {print int(kib / 1024)}' "/proc/${PID_OF[gateway_public]}/status" "/proc/${PID_OF[visit]}/status"
}

# highest_resident FILE: writes the highest figure seen, until it is ended.
highest_resident() {
  local most=0 now
  while sleep 0.5; do
    now=$(resident)
    if ((now > most)); then most=$now && echo "$most" >"$1"; fi
  done
}

measure() {
  local round line acked=0 peaks=() rows goodput peak p99 watcher
  rows=$(count_stays)
  for round in 1 2; do
    step "peak, round $round: $CONNECTIONS connections"
    line=$(check_in "$CONNECTIONS" "$LOAD_SECONDS")
    say "$line"
    peaks+=("$(value_of rate "$line")")
    acked=$((acked + $(value_of acked "$line")))
    if ((round == 2)); then break; fi
    step "burst: $CROWD connections for $BURST_SECONDS s"
    highest_resident "$DATA/resident" &
    watcher=$!
    line=$(check_in "$CROWD" "$BURST_SECONDS" 2>/dev/null)
    kill "$watcher"
    wait "$watcher" 2>/dev/null || true
    say "$line"
    goodput=$(value_of rate "$line")
    acked=$((acked + $(value_of acked "$line")))
    [[ $(value_of broken "$line") == 0 ]] || fail "Some connections broke; everybody has to get an answer."
    p99=$(value_of p99_ms "$line")
  done
  peak=$(median "${peaks[@]}")
  rows=$(($(count_stays) - rows))
  ((rows == acked)) || fail "Rows ($rows) and acknowledgements ($acked) differ."
  say "RESULT burst peak=$peak goodput=$goodput share=$(ratio "$goodput" "$peak") p99_ms=$p99 rss_mb=$(cat "$DATA/resident")"
}
