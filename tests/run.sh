#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds the preset `dev` (ASan + UBSan) and runs every test with it.
#
#   ./tests/run.sh                 all rooms
#   ./tests/run.sh domain store    only these (domain store service contract; scripts mailbox web openapi fhir journey)
#
# The last line is `N passed, N failed, N skipped`; the exit code is 0 only when something ran and nothing failed.
set -euo pipefail
umask 022
exec </dev/null
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in common install node build supervise processes postgres; do
  # shellcheck source=/dev/null
  source "$REPO/infra/lib/$part.sh"
done

PASSED=0 FAILED=0 SKIPPED=0
ROOM_SECONDS=()
ROOMS=("$@")
OWN_ROOMS=(scripts mailbox web openapi fhir journey)

case ${1:-} in
  -h | --help)
    sed -n '3,8s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

cd "$REPO"
SCRATCH=$(mktemp -d /tmp/mimamori-tests.XXXXXX)
chmod 711 "$SCRATCH"
LOG_FOLDER=$SCRATCH/log
mkdir -m 700 "$LOG_FOLDER"

clean_up() {
  set +e
  trap '' INT TERM HUP
  end_job
  stop_all
  rm -rf "$SCRATCH"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# wanted ROOM: is it among the names given (none given: all)?
wanted() { ((${#ROOMS[@]} == 0)) || [[ " ${ROOMS[*]} " == *" $1 "* ]]; }

count() { # count PASSED FAILED SKIPPED
  PASSED=$((PASSED + $1)) FAILED=$((FAILED + $2)) SKIPPED=$((SKIPPED + $3))
}

# check NAME COMMAND...: one test of a room of our own.
check() {
  local name=$1
  shift
  if as_job "$@" >"$SCRATCH/check.log" 2>&1; then
    count 1 0 0
  else
    count 0 1 0
    say "FAILED $name"
    cat "$SCRATCH/check.log"
  fi
}

start_scratch_postgres() {
  step "starting a scratch PostgreSQL"
  make_cluster "$SCRATCH/postgres"
  # Entered only by the user that runs PostgreSQL and by root; in there everybody is trusted.
  mkdir "$SCRATCH/s"
  if is_root; then chown postgres: "$SCRATCH/s"; fi
  chmod 700 "$SCRATCH/s"
  write_postgres_settings "$SCRATCH/postgres" "$SCRATCH/s" FAST "$(id -un)"
  start_postgres "$SCRATCH/postgres" "$SCRATCH/s"
  export MIMAMORI_TEST_POSTGRES="host=$SCRATCH/s user=postgres"
}

# The rooms of CTest: labels are rooms.
run_ctest() {
  local code=0 filter=() rooms=() room junit=$SCRATCH/junit.xml log=$SCRATCH/ctest.log tests failed skipped
  for room in "${ROOMS[@]}"; do
    if [[ " ${OWN_ROOMS[*]} " != *" $room "* ]]; then rooms+=("$room"); fi
  done
  if ((${#rooms[@]})); then filter=(-L "^($(IFS='|' && echo "${rooms[*]}"))\$"); fi
  if ((${#ROOMS[@]} && ${#rooms[@]} == 0)); then return; fi

  if ! as_job build dev; then
    say "FAILED to build"
    count 0 1 0
    return 0
  fi
  start_scratch_postgres
  step "running the tests"
  as_job ctest_quietly "${filter[@]}" --output-junit "$junit" >"$log" 2>&1 || code=$?
  grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test +#.* Passed )' "$log" || true
  if [[ ! -s $junit ]]; then
    say "FAILED ctest (it wrote no result)"
    count 0 1 0
    return 0
  fi
  tests=$(suite_number tests "$junit")
  failed=$(suite_number failures "$junit")
  skipped=$(($(suite_number skipped "$junit") + $(suite_number disabled "$junit")))
  count $((tests - failed - skipped)) "$failed" "$skipped"
  # A test binary that can't list its tests fails the run without failing a test.
  if ((code && failed == 0)); then say "FAILED: ctest ended with $code" && count 0 1 0; fi
  if ((${#rooms[@]} && tests == 0)); then say "FAILED: no test is in the rooms: ${rooms[*]}" && count 0 1 0; fi
  while read -r room seconds; do ROOM_SECONDS+=("$room $seconds"); done < <(
    sed -nE 's/^([a-z_]+) *= *([0-9.]+) sec.*/\1 \2/p' "$log"
  )
}

ctest_quietly() {
  ctest --test-dir "$REPO/build/dev" -j "$(build_jobs)" --output-on-failure --timeout 600 "$@"
}

# suite_number ATTRIBUTE FILE: of the <testsuite> element, which CTest writes one attribute a line.
suite_number() {
  local number
  number=$(sed -nE "/<testsuite /,/>/ s/.*[[:space:]]$1=\"([0-9]+)\".*/\1/p" "$2" | head -n 1)
  echo "${number:-0}"
}

run_scripts() {
  wanted scripts || return 0
  local started=$SECONDS file files
  step "checking the scripts"
  mapfile -t files < <(find "$REPO/infra" "$REPO/tests" "$REPO/web-client" -name node_modules -prune -o -name '*.sh' -print | sort)
  for file in "${files[@]}"; do check "shellcheck ${file#"$REPO"/}" shellcheck -x "$file"; done
  ROOM_SECONDS+=("scripts $((SECONDS - started))")
}

run_mailbox() {
  wanted mailbox || return 0
  step "testing the mailbox"
  run_node mailbox "$REPO/infra/mailbox/test/*.test.mjs"
}

# The linter over what the doors say of themselves.
run_openapi() {
  wanted openapi || return 0
  if ! as_job build dev; then
    say "FAILED to build"
    count 0 1 0
    return 0
  fi
  npm_install "$REPO/tests/openapi"
  npm_install "$REPO/web-client"
  step "linting what the doors describe"
  run_node openapi "$REPO/tests/openapi/*.test.mjs"
}

# What is exported as FHIR, against the published structure.
run_fhir() {
  wanted fhir || return 0
  if ! as_job build dev; then
    say "FAILED to build"
    count 0 1 0
    return 0
  fi
  npm_install "$REPO/tests/fhir"
  step "holding exports against FHIR"
  run_node fhir "$REPO/tests/fhir/*.test.mjs"
}

# The stories: real binaries, servers, mails and a browser, one story after another.
run_journey() {
  wanted journey || return 0
  if ! as_job build dev || ! as_job "$REPO/web-client/build.sh"; then
    say "FAILED to build"
    count 0 1 0
    return 0
  fi
  unpacked_packages mail-system postfix opendkim opendmarc >/dev/null
  step "running the journeys"
  run_node journey --test-concurrency=1 "$REPO/tests/journey/*.test.mjs"
}

# run_node ROOM ARGUMENTS...: node's test runner; its report is shown when something failed.
run_node() {
  local room=$1 started=$SECONDS code=0 log=$SCRATCH/$1.log
  shift
  as_job node --test --test-reporter=tap "$@" >"$log" 2>&1 || code=$?
  if ((code)); then cat "$log"; fi
  count "$(tap_number pass "$log")" "$(tap_number fail "$log")" "$(tap_number skipped "$log")"
  if ((code && $(tap_number fail "$log") == 0)); then count 0 1 0; fi
  ROOM_SECONDS+=("$room $((SECONDS - started))")
}

# tap_number NAME FILE: of the lines "# pass 5" with which node's test runner ends.
tap_number() {
  local number
  number=$(sed -nE "s/^# $1 ([0-9]+)\$/\1/p" "$2" | tail -n 1)
  echo "${number:-0}"
}

# The web client's own tests; the script ends with a line `N passed, N failed, N skipped` of its own.
run_web() {
  wanted web || return 0
  [[ -x $REPO/web-client/test.sh ]] || return 0
  local started=$SECONDS code=0 line
  step "testing the web client"
  as_job "$REPO/web-client/test.sh" >"$SCRATCH/web.log" 2>&1 || code=$?
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$SCRATCH/web.log" | tail -n 1)
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    count "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
    if ((code != 0 && BASH_REMATCH[2] == 0)); then count 0 1 0; fi
  else
    count 0 1 0
    code=1
  fi
  if ((code)); then cat "$SCRATCH/web.log"; fi
  ROOM_SECONDS+=("web $((SECONDS - started))")
}

report() {
  step "seconds per room"
  local line
  for line in "${ROOM_SECONDS[@]}"; do printf '%-10s %8s\n' "${line% *}" "${line#* }"; done
  say "all, with installation and build: $SECONDS s"
  if ((PASSED + FAILED == 0)); then
    say "No test ran."
    say "0 passed, 0 failed, $SKIPPED skipped"
    exit 1
  fi
  say "$PASSED passed, $FAILED failed, $SKIPPED skipped"
  ((FAILED == 0))
}

install_packages build run test
install_node
npm_install "$REPO/infra/mailbox"
run_scripts
run_mailbox
run_web
run_ctest
run_openapi
run_fhir
run_journey
report
