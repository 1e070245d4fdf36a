# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# What the load tests share.

PUBLIC_PORT=8480
MAILBOX_PORT=8482
SMTP_PORT=8483
PUBLIC_LISTEN=127.0.0.1:$PUBLIC_PORT PUBLIC_URL=http://127.0.0.1:$PUBLIC_PORT
STAFF_LISTEN=127.0.0.1:8481 STAFF_URL=http://127.0.0.1:8481
SMTP_ADDRESS=127.0.0.1:$SMTP_PORT
TLS_CERT="" TLS_KEY=""

# start_servers: PostgreSQL with fsync and synchronous_commit on, and Redis.
start_servers() {
  step "starting PostgreSQL (fsync on, synchronous_commit on) and Redis"
  make_cluster "$DATA/postgres"
  write_postgres_settings "$DATA/postgres" "$POSTGRES_SOCKETS" DURABLE "$SERVICE_USER"
  start_postgres "$DATA/postgres" "$POSTGRES_SOCKETS"
  make_databases "$POSTGRES_SOCKETS"
  start_redis "$REDIS_SOCKET" "$SERVICE_USER"
  [[ $(administrate "$POSTGRES_SOCKETS" -Atc "SELECT current_setting('fsync') || current_setting('synchronous_commit')") == onon ]] ||
    fail "PostgreSQL is not durable; a measurement would mean nothing."
}

# start_town: mailbox, every process, and a small town through the doors. Sets TOWN, a JSON file.
start_town() {
  need_port 127.0.0.1 "$PUBLIC_PORT" "the load test"
  need_port 127.0.0.1 "$SMTP_PORT" "the load test"
  start_mailbox "$NODE" "$MAILBOX" "$SERVICE_USER" "$SMTP_PORT" "$MAILBOX_PORT"
  step "starting the processes"
  start_processes "${PROCESSES[@]}"
}

# test_fsync: what one durable write costs on this disk, beside the measurements.
test_fsync() {
  step "pg_test_fsync"
  install_folder "$DATA/fsync" "$(postgres_user)" 700
  as_user "$(postgres_user)" "$POSTGRES_BIN/pg_test_fsync" -s 1 -f "$DATA/fsync/file" 2>&1 |
    grep -E '^ +(open_datasync|fdatasync|fsync) .*ops/sec' | head -n 3
}

# median NUMBER...
median() { printf '%s\n' "$@" | sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

# ratio A B: with three decimals.
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.3f", b ? a / b : 0}'; }

# quiet_postgres: waits until pgbench's sessions have ended; their CPU time would else be booked into the next measurement.
quiet_postgres() {
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    pgrep -P "${PID_OF[postgres]}" -f 'postgres: (visit|observation|capacity)_owner' >/dev/null || return 0
    sleep 0.1
  done
  fail "pgbench's sessions do not end."
}

# cpu_of NAME...: CPU microseconds that these processes have used so far. For postgres: the postmaster, the children that
# have ended and those that live.
cpu_of() {
  local name pid ticks=0 hertz
  hertz=$(getconf CLK_TCK)
  for name in "$@"; do
    ticks=$((ticks + $(ticks_of "${PID_OF[$name]}" 4)))
    if [[ $name == postgres ]]; then
      for pid in $(pgrep -P "${PID_OF[postgres]}"); do ticks=$((ticks + $(ticks_of "$pid" 2))); done
    fi
  done
  echo $((ticks * 1000000 / hertz))
}

# ticks_of PID FIELDS: utime and stime (2), and those of reaped children (4); 0 for a process that has gone.
ticks_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk -v n="$2" '{for (i = 12; i < 12 + n; i++) s += $i} END {print s + 0}'; }

# psql_as ROLE DATABASE [psql options]
psql_as() {
  local role=$1 database=$2
  shift 2
  as_user "$SERVICE_USER" psql -X -q -At -v ON_ERROR_STOP=1 -h "$POSTGRES_SOCKETS" -U "$role" -d "$database" "$@"
}

# pgbench_rate SCRIPT CLIENTS [DATABASE]: transactions a second of a script in that database (visit), as its owner.
pgbench_rate() {
  as_user "$SERVICE_USER" "$POSTGRES_BIN/pgbench" -h "$POSTGRES_SOCKETS" -U "${3:-visit}_owner" -n -M prepared -c "$2" -j 2 \
    -T "$LOAD_SECONDS" -f "$1" "${3:-visit}" 2>&1 | sed -nE 's/^tps = ([0-9.]+) .*/\1/p'
}

# postfix_tools: smtp-source and smtp-sink out of Debian's postfix package, unpacked and not installed, so that no mail
# system is set up here. Sets SMTP_SOURCE and SMTP_SINK, to be run with `postfix_run`.
postfix_tools() {
  POSTFIX=$REPO/build/postfix
  if [[ ! -x $POSTFIX/usr/sbin/smtp-source ]]; then
    step "unpacking postfix's load tools"
    rm -rf "$POSTFIX"
    mkdir -p "$POSTFIX"
    (cd "$POSTFIX" && apt-get download -qq postfix && dpkg-deb -x postfix_*.deb . && rm postfix_*.deb) ||
      fail "The package postfix could not be downloaded; run apt-get update."
  fi
  [[ $(postfix_run smtp-source 2>&1 || true) == *usage* ]] || fail "smtp-source does not run on this machine."
}

# postfix_run TOOL ARGUMENTS...
postfix_run() {
  local tool=$1
  shift
  LD_LIBRARY_PATH=$POSTFIX/usr/lib/postfix "$POSTFIX/usr/sbin/$tool" "$@"
}

# value_of KEY LINE: of "key=value key=value".
value_of() { sed -nE "s/(^|.* )$1=([^ ]*).*/\2/p" <<<"$2"; }

# check_in CONNECTIONS SECONDS: checks the visitors of make_visitors in again and again; prints the load generator's line.
check_in() {
  "$PROGRAMS/mimamori_load" http --target "$PUBLIC_LISTEN" --host "$PUBLIC_LISTEN" --origin "$PUBLIC_URL" --method POST \
    --path /v1/check-ins --body "{\"requestId\":\"{id}\",\"code\":\"$CODE\"}" --cookies "$DATA/cookies" \
    --connections "$1" --seconds "$2"
}

count_stays() { psql_as visit visit -c "SELECT count(*) FROM stays"; }

# make_visitors VENUES VISITORS: through the public door and the mailbox. Sets VENUE and CODE (of the first venue) and writes
# DATA/cookies, a Cookie header a line with a verified visitor's proof.
make_visitors() {
  step "opening $1 venues, verifying $2 visitors"
  local made
  made=$(TOWN_URL=$PUBLIC_URL TOWN_LISTEN=$PUBLIC_LISTEN TOWN_MAILBOX=http://127.0.0.1:$MAILBOX_PORT \
    "$NODE_FOLDER/node" "$LOAD/tools/visitors.mjs" "$1" "$2" "$DATA/cookies") || fail "No venue or visitor could be made."
  VENUE=$(value_of venue "$made")
  CODE=$(value_of code "$made")
  [[ -n $VENUE && -n $CODE ]] || fail "No venue could be made."
}
