# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# A place out of 500 hospitals as an officer asks for it: from capacity, judged, each with its reasons, and the decision kept
# durably before the answer. p95 is to be at most 5 ms.

# shellcheck source=tests/load/lib_admission.sh
source "$LOAD/lib_admission.sh"

prepare() {
  start_desk
  fill_hospitals
  fill_waiting 1
}

measure() {
  local round line p95=()
  test_fsync
  for round in 1 2 3; do
    line=$(as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" recommend --address "$(address_of admission)" \
      --keys "$SECRETS/callers" --admission 00000000-0000-4000-8000-000000000001) || fail "Nothing was recommended."
    say "$line"
    p95+=("$(value_of p95_ms "$line")")
  done
  say "RESULT recommend p95_ms=$(median "${p95[@]}") places=$(value_of places "$line") p50_ms=$(value_of p50_ms "$line")"
}
