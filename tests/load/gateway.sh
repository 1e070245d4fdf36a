# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Requests a second through the public gateway against the same call by gRPC alone: an echo of 64 characters, 64 at a
# time. The gateway is the public one with the echo behind it (echo/gateway.cpp). Turn by turn; medians.

TEXT=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

prepare() {
  local keys=$SECRETS/callers
  need_port 127.0.0.1 "$PUBLIC_PORT" "the load test"
  step "starting the echo and a gateway"
  make_keys signing "$keys" echo
  start_process echo "$SERVICE_USER" TERM "$PROGRAMS/mimamori_load_echo" --caller-keys "$keys" \
    --listen "$(address_of echo)" --metrics-listen "unix:$SOCKETS/echo.metrics"
  wait_until 30 echo is_ready echo
  start_process gateway_public "$SERVICE_USER" TERM "$PROGRAMS/mimamori_load_gateway" --caller-keys "$keys" \
    --http-listen "$PUBLIC_LISTEN" --public-url "$PUBLIC_URL" --metrics-listen "unix:$SOCKETS/gateway_public.metrics" \
    --identity "$(address_of identity)" --echo "$(address_of echo)"
  wait_until 30 gateway_public is_ready gateway_public
}

by_http() {
  "$PROGRAMS/mimamori_load" http --target "$PUBLIC_LISTEN" --host "$PUBLIC_LISTEN" --origin "$PUBLIC_URL" --method POST \
    --path /v1/echo --body "{\"text\":\"$TEXT\"}" --seconds "$LOAD_SECONDS"
}
by_grpc() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" echo --address "$(address_of echo)" --keys "$SECRETS/callers" \
    --text "$TEXT" --seconds "$LOAD_SECONDS"
}

# The gateway answers with the text, not with a problem.
try_echo() {
  local answer
  answer=$(curl -sS --max-time 10 -H "Origin: $PUBLIC_URL" -H 'Content-Type: application/json' \
    --data "{\"text\":\"$TEXT\"}" "$PUBLIC_URL/v1/echo")
  [[ $answer == "{\"text\":\"$TEXT\"}" ]] || fail "The gateway did not echo: $answer"
}

measure() {
  local round line http=() grpc=() p99=()
  try_echo
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
