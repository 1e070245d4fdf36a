#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034 # parts in infra/lib read what is set here
# Everything that infra/run.sh starts, with the binaries of the preset `dev` and a clock that can be moved, for one journey.
#
#   town.sh DATA BASE_PORT FAST|DURABLE [MAIL]
#
# MAIL: and a mail system in front of it (mail_system.sh), by which Mimamori's own mails leave, too.
# Prints where things are as one line of JSON when all is healthy. Then reads commands, one a line, and answers each with
# "done": `start NAME`, `stop NAME` (the good signal), `kill NAME` (SIGKILL); NAME is postgres, redis, mailbox or a
# process. At the end of its input it stops everything and removes DATA. MIMAMORI_PROGRAMS: another folder with binaries of that preset.
# MIMAMORI_PREVIOUS: a checkout of the previous release, which everything is started from (tests/upgrade/previous.sh).
# MIMAMORI_DATA: a folder of databases, keys and secrets to begin with (tests/upgrade/data).
set -euo pipefail
umask 022
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
for part in common install node supervise processes postgres redis mailbox place; do
  # shellcheck source=/dev/null
  source "$REPO/infra/lib/$part.sh"
done

DATA=$1 PORTS=$2 DURABILITY=$3
DEMO=true TLS_CERT="" TLS_KEY=""
PUBLIC_LISTEN=127.0.0.1:$PORTS PUBLIC_URL=http://127.0.0.1:$PORTS
STAFF_LISTEN=127.0.0.1:$((PORTS + 1)) STAFF_URL=http://127.0.0.1:$((PORTS + 1))
MAILBOX_PORT=$((PORTS + 2)) SMTP_PORT=$((PORTS + 3))
SMTP_ADDRESS=127.0.0.1:$SMTP_PORT
MX_PORT=$((PORTS + 4)) RELAY_PORT=$((PORTS + 5))
if [[ ${4:-} == MAIL ]]; then
  # shellcheck source=/dev/null
  source "$REPO/tests/journey/support/mail_system.sh"
  MAIL_PACKAGES=$(unpacked_packages mail-system)
  LMTP_SOCKET=$MAIL_FOLDER/lmtp/socket
  SMTP_ADDRESS=127.0.0.1:$RELAY_PORT
  PROCESSES+=(inbound_mail)
fi

clean_up() {
  set +e
  trap '' INT TERM HUP PIPE
  stop_all
  remove_runtime
  rm -rf "$DATA"
}

start_one() {
  case $1 in
    postgres) start_postgres "$DATA/postgres" "$POSTGRES_SOCKETS" ;;
    redis) start_redis "$REDIS_SOCKET" "$SERVICE_USER" ;;
    mailbox) start_mailbox "$NODE" "$MAILBOX" "$SERVICE_USER" "$SMTP_PORT" "$MAILBOX_PORT" ;;
    *)
      if [[ -n $PREVIOUS ]]; then choose_release "$1"; fi
      start_processes "$1"
      ;;
  esac
}

kill_one() {
  local pid=${PID_OF[$1]} child children
  mapfile -t children < <(pgrep -P "$pid")
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  unset "PID_OF[$1]"
  # PostgreSQL does not start again before the last child of the one before has noticed.
  for child in "${children[@]}"; do
    while [[ $(sed -n 's/.*) \(.\).*/\1/p' "/proc/$child/stat" 2>/dev/null || true) == [!ZX] ]]; do sleep 0.05; done
  done
}

# As an operator restores a backup: the key folder and the secrets as files, the databases from their dumps.
restore_files() {
  cp -rT "$BEGIN_WITH/keys" "$KEYS"
  cp -rT "$BEGIN_WITH/secrets" "$SECRETS"
  chmod -R go= "$KEYS" "$SECRETS"
  if is_root; then chown -R "$SERVICE_USER:" "$KEYS" "$SECRETS"; fi
}
restore_databases() {
  local service
  for service in "${SERVICES_WITH_DATABASE[@]}"; do
    [[ -e $BEGIN_WITH/$service.sql ]] || continue  # a service that is new
    administrate "$POSTGRES_SOCKETS" -o /dev/null -d "$service" <"$BEGIN_WITH/$service.sql"
  done
}

start_everything() {
  local name
  make_cluster "$DATA/postgres"
  # Who may connect as whom is decided as in production, also where nothing needs to outlive a crash.
  write_postgres_settings "$DATA/postgres" "$POSTGRES_SOCKETS" DURABLE "$SERVICE_USER"
  if [[ $DURABILITY == FAST ]]; then
    printf 'fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n' |
      as_user "$(postgres_user)" tee -a "$DATA/postgres/cluster/mimamori.conf" >/dev/null
  fi
  start_one postgres
  make_databases "$POSTGRES_SOCKETS"
  if [[ -n $BEGIN_WITH ]]; then restore_databases; fi
  for name in redis mailbox; do start_one "$name"; done
  if [[ -n ${LMTP_SOCKET:-} ]]; then
    prepare_mail_system
    start_mail_system
  fi
  for name in "${PROCESSES[@]}"; do
    if [[ -n $PREVIOUS ]] && is_new "$name"; then continue; fi
    start_one "$name"
  done
}

choose_users
choose_data "$DATA"
trap clean_up EXIT
trap 'exit 143' INT TERM HUP
umask 077
LOG_FOLDER=$DATA/log SECRETS=$DATA/secrets KEYS=$DATA/keys
mkdir "$LOG_FOLDER"
CLOCK_FILE=$DATA/clock
[[ -e $CLOCK_FILE ]] || echo 0 >"$CLOCK_FILE"
chmod 644 "$CLOCK_FILE"
choose_runtime
choose_programs dev
PROGRAMS=${MIMAMORI_PROGRAMS:-$PROGRAMS}
PREVIOUS=${MIMAMORI_PREVIOUS:-} BEGIN_WITH=${MIMAMORI_DATA:-}
if [[ -n $PREVIOUS ]]; then
  # shellcheck source=tests/upgrade/previous.sh
  source "$REPO/tests/upgrade/previous.sh"
fi
if [[ -n $BEGIN_WITH ]]; then restore_files; fi
make_secrets
start_everything
cat <<JSON
{"publicUrl": "$PUBLIC_URL", "publicListen": "$PUBLIC_LISTEN", "staffUrl": "$STAFF_URL", "staffListen": "$STAFF_LISTEN", "mailbox": "http://127.0.0.1:$MAILBOX_PORT", "logFolder": "$LOG_FOLDER", "keys": "$KEYS", "callers": "$SECRETS/callers", "sockets": "$SOCKETS", "postgresSockets": "$POSTGRES_SOCKETS", "redisSocket": "$REDIS_SOCKET", "programs": "$PROGRAMS", "serviceUser": "$SERVICE_USER", "postgresUser": "$(postgres_user)", "mxPort": $MX_PORT, "mailFolder": "${MAIL_FOLDER:-}"}
JSON

while read -r command name; do
  case $command in
    start) start_one "$name" ;;
    stop) stop_process "$name" ;;
    kill) kill_one "$name" ;;
    replace | beside | alone) "${command}_process" "$name" ;;
    *) fail "$command is no command of this town." ;;
  esac
  echo "done"
done
