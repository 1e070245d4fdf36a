#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034 # parts in infra/lib read what is set here
# Measures a release on this machine, with real servers and full durability, and compares it with a baseline in the same
# run, since machines are shared and noisy:
#
#   ./tests/load/run.sh checkin    durable check-ins a second through REST, against pgbench's one-row inserts
#   ./tests/load/run.sh overlap    finding overlaps in ten million stays through gRPC, against the same SQL
#   ./tests/load/run.sh overlap100m  the same in a hundred million; refuses when the disk is short (96 GB)
#   ./tests/load/run.sh mail       10,000 approved alerts, from approval to the last accepted mail, against smtp-source
#   ./tests/load/run.sh burst      check-ins while ten times as many ask, against what 256 connections get
#   ./tests/load/run.sh posters    a print of a thousand tables in one streamed file, against qrencode once a code
#   ./tests/load/run.sh imports    a table of 10,000 venues through the staff door, against COPY of the same file
#   ./tests/load/run.sh reports    durable, judged reports a second through REST beside a million patients and a month of
#                                  reports on disk, against pgbench's one-row inserts; worklist, reminders, replay
#   ./tests/load/run.sh holds      beds held a second through gRPC, none twice, against pgbench's UPDATE … WHERE free > 0
#   ./tests/load/run.sh page       the doorway on a telephone that never saw it, until its button counts, against one file alone
#   ./tests/load/run.sh aggregate  any day's national table of beds out of three years, against one day's sums in SQL
#   ./tests/load/run.sh recommend  a place out of 500 hospitals, through gRPC, with the decision kept
#   ./tests/load/run.sh assign     200 patients to 500 hospitals at the least cost, against one after the other
#   ./tests/load/run.sh board      changes of the board as thousands see them live, against bare writes to as many sockets
#   ./tests/load/run.sh gateway    requests through HTTP to a gRPC echo, against the echo by gRPC alone
#
# LOAD_SECONDS (default 10) is the length of each measurement. The last line is `RESULT NAME key=value …`.
set -euo pipefail
umask 022
exec </dev/null
if [[ $(trap -p INT) == *"''"* ]]; then exec env --default-signal=INT bash "$0" "$@"; fi
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LOAD=$REPO/tests/load
for part in common install node build supervise processes postgres redis mailbox place; do
  # shellcheck source=/dev/null
  source "$REPO/infra/lib/$part.sh"
done
# shellcheck source=tests/load/lib.sh
source "$LOAD/lib.sh"

NAME=${1:-}
case $NAME in
  checkin | overlap | mail | gateway | burst | posters | imports | reports | holds | page | aggregate | board | recommend | assign) ;;
  overlap100m) NAME=overlap OVERLAP_MILLIONS=100 ;;
  *)
    sed -n '4,24s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
LOAD_SECONDS=${LOAD_SECONDS:-10}

clean_up() {
  local code=$?
  set +e
  trap '' INT TERM HUP
  if ((code)) && [[ -n ${KEEP_LOGS:-} ]]; then cp -r "$LOG_FOLDER" "$KEEP_LOGS"; fi
  end_job
  stop_all
  remove_runtime
  if [[ -n ${DATA:-} ]]; then rm -rf "$DATA"; fi
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

install_packages build run load
install_node
npm_install "$REPO/infra/mailbox"
choose_users
as_job build release all mimamori_load mimamori_load_echo mimamori_load_gateway
# A real disk: /tmp may be memory.
need_space /var/tmp 4000 "a load test"
DATA=$(mktemp -d /var/tmp/mimamori-load.XXXXXX)
chmod 711 "$DATA"
LOG_FOLDER=$DATA/log SECRETS=$DATA/secrets KEYS=$DATA/keys
mkdir -m 700 "$LOG_FOLDER"
choose_runtime
choose_programs release
make_secrets

# shellcheck source=/dev/null
source "$LOAD/$NAME.sh"
prepare
measure
