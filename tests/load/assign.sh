# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# 200 patients to 500 hospitals at the least cost, from the call to the answer, with a decision kept for each; to take at most a
# second. Against one after the other by priority.

# shellcheck source=tests/load/lib_admission.sh
source "$LOAD/lib_admission.sh"

prepare() {
  start_desk
  fill_hospitals
  fill_waiting 200
}

measure() {
  local line
  test_fsync
  line=$(as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" assign --address "$(address_of admission)" \
    --keys "$SECRETS/callers") || fail "Nothing was proposed."
  say "$line"
  [[ $(value_of patients "$line") == 200 ]] || fail "Not all who wait were asked about."
  say "RESULT assign seconds=$(value_of seconds "$line") greedy_cost=$(value_of greedy_cost "$line") optimum_cost=$(value_of optimum_cost "$line") placed=$(value_of placed "$line") greedy_placed=$(value_of greedy_placed "$line")"
}
