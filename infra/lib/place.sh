# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Where things are: the data folder (kept), the runtime folder of the sockets (short-lived), and whose they are.

# choose_users: as root nothing that serves runs as root. PostgreSQL has the user of its package; the services have a
# user of their own, so that PostgreSQL can't read the vault's key files.
choose_users() {
  SERVICE_USER=$(id -un)
  if ! is_root; then return 0; fi
  SERVICE_USER=mimamori
  id -u mimamori >/dev/null 2>&1 ||
    useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin mimamori ||
    fail "The user mimamori, which the services run as, could not be made."
}

# choose_data WANTED (empty: the default): sets DATA. A checkout in a folder that only root may enter (/root) can't hold
# the data, since PostgreSQL refuses to run as root.
choose_data() {
  local wanted=${1:-$REPO/var} user
  DATA=$(realpath -m "$wanted")
  mkdir -p "$DATA" 2>/dev/null || fail "The data folder $DATA can't be made."
  [[ -w $DATA ]] || fail "The data folder $DATA can't be written."
  if is_root; then
    for user in "$(postgres_user)" "$SERVICE_USER"; do
      chmod a+x "$DATA"
      if enterable "$user" "$DATA"; then continue; fi
      if [[ -n $1 ]]; then fail "The user $user can't enter $DATA; choose a folder outside $HOME with --data."; fi
      DATA=/var/lib/mimamori-$(short_hash "$REPO")
      say "The user $user can't enter $REPO, so the data is in $DATA."
      mkdir -p "$DATA"
      break
    done
  fi
  chmod 711 "$DATA"
  need_space "$DATA" 500 "running"
}

# refuse_second_run WANTED: says so early, before anything is installed or built.
refuse_second_run() {
  local folder=${1:-$REPO/var}
  if [[ -r $folder/run/lock ]] && ! flock -n "$folder/run/lock" true; then already_runs "$folder"; fi
}

already_runs() { fail "Mimamori already runs on $1 (pid $(cat "$1/run/pid" 2>/dev/null || echo unknown))."; }

# lock_data: one run at a time, and nothing left of an earlier one.
lock_data() {
  local rest
  install -d -m 700 "$DATA/run" "$DATA/log"
  exec 9>>"$DATA/run/lock"
  flock -n 9 || already_runs "$DATA"
  rest=$(left_over "$DATA/run/pids")
  [[ -z $rest ]] || fail "An earlier run on $DATA was killed and left processes: $rest. End them with: kill $(grep -oE '\([0-9]+\)' <<<"$rest" | tr -d '()' | paste -sd' ')"
  echo $$ >"$DATA/run/pid"
  PID_FILE=$DATA/run/pids
  : >"$PID_FILE"
}

# choose_runtime: sets RUNTIME, SOCKETS (entered by the services' user alone), POSTGRES_SOCKETS and REDIS_SOCKET. A path
# of a unix socket has at most 107 bytes, so this is not below the data folder.
choose_runtime() {
  local parent=${XDG_RUNTIME_DIR:-/tmp}
  if is_root; then parent=/run; fi
  if [[ ! -d $parent || ! -w $parent || ${#parent} -gt 60 ]]; then parent=/tmp; fi
  RUNTIME=$parent/mimamori-$EUID-$(short_hash "$DATA")
  mkdir -m 711 "$RUNTIME" 2>/dev/null || true
  # In /tmp somebody else may have been there first.
  [[ -d $RUNTIME && ! -L $RUNTIME && -O $RUNTIME ]] || fail "$RUNTIME is not ours; remove it."
  chmod 711 "$RUNTIME"
  SOCKETS=$RUNTIME/s
  POSTGRES_SOCKETS=$RUNTIME/pg
  REDIS_SOCKET=$SOCKETS/redis.sock
  install_folder "$SOCKETS" "$SERVICE_USER" 700
  install_folder "$POSTGRES_SOCKETS" "$(postgres_user)" 711
}

remove_runtime() {
  if [[ -n ${RUNTIME:-} ]]; then rm -rf "$RUNTIME"; fi
}

# choose_programs PRESET: sets PROGRAMS, NODE, MAILBOX and WEB_ROOT; copies them into the data folder when the services'
# user can't enter the checkout.
choose_programs() {
  PROGRAMS=$REPO/build/$1/bin
  NODE=$NODE_FOLDER/node
  MAILBOX=$REPO/infra/mailbox
  WEB_ROOT=""
  if [[ -d $REPO/web-client/dist ]]; then WEB_ROOT=$REPO/web-client/dist; fi
  if ! is_root; then return 0; fi
  if enterable "$SERVICE_USER" "$PROGRAMS/." && enterable "$SERVICE_USER" "$NODE" &&
    enterable "$SERVICE_USER" "$MAILBOX/node_modules/."; then return 0; fi
  install -d -m 755 "$DATA/program" "$DATA/program/bin"
  cp -u "$PROGRAMS"/* "$NODE" "$DATA/program/bin/"
  cp -ruT "$MAILBOX" "$DATA/program/mailbox"
  rm -rf "$DATA/program/web"
  if [[ -n $WEB_ROOT ]]; then
    cp -rT "$WEB_ROOT" "$DATA/program/web"
    WEB_ROOT=$DATA/program/web
  fi
  chmod -R a+rX "$DATA/program"
  PROGRAMS=$DATA/program/bin
  NODE=$PROGRAMS/node
  MAILBOX=$DATA/program/mailbox
}

# need_port ADDRESS PORT WHAT
need_port() {
  local address=$1
  if [[ $address == 0.0.0.0 || $address == "::" ]]; then address=127.0.0.1; fi
  if (exec 3<>"/dev/tcp/$address/$2") 2>/dev/null; then
    fail "Port $2 on $address, needed for $3, is busy; choose others with --ports."
  fi
}
