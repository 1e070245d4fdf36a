# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Requests a second through the public gateway against the same call by gRPC alone: visit.GetDoorway, which touches no
# database, 64 at a time. Turn by turn; medians.

DEMO=false

prepare() {
  start_servers
  start_town
  make_visitors 1 1
}

by_http() {
  "$PROGRAMS/mimamori_load" http --target "$PUBLIC_LISTEN" --host "$PUBLIC_LISTEN" --path "/v1/doorways/$CODE" --seconds "$LOAD_SECONDS"
}
by_grpc() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" doorway --address "$(address_of visit)" --keys "$SECRETS/callers" \
    --code "$CODE" --seconds "$LOAD_SECONDS"
}

measure() {
  local round line http=() grpc=() p99=()
  LOAD_SECONDS=2 by_http >/dev/null
  for round in 1 2 3; do
    line=$(by_grpc)
    say "gRPC: $line"
    [[ $(value_of refused "$line") == 0 ]] || fail "Some calls were refused."
    grpc+=("$(value_of rate "$line")")
    if ((round == 3)); then break; fi
    line=$(by_http)
    say "HTTP: $line"
    [[ $(value_of refused "$line") == 0 && $(value_of broken "$line") == 0 ]] || fail "Some requests were refused."
    http+=("$(value_of rate "$line")")
    p99+=("$(value_of p99_ms "$line")")
  done
  local h g
  h=$(median "${http[@]}")
  g=$(median "${grpc[@]}")
  say "RESULT gateway http=$h grpc=$g ratio=$(ratio "$h" "$g") p99_ms=$(median "${p99[@]}")"
}
