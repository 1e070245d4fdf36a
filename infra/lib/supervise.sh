# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Processes that a script starts are its own children, known by pid, and end with it, in reverse order.
# LOG_FOLDER: where <name>.log goes. PID_FILE (optional): "name pid start-time" lines, for the next start to check.

declare -A PID_OF=() SIGNAL_OF=()
STARTED=()
# PostgreSQL writes everything to disk first, which on a slow disk takes a while; the others drain in seconds.
declare -A PATIENCE=([postgres]=120)

# start_process NAME USER SIGNAL COMMAND...: SIGNAL is the one that ends it well; it is also sent by the kernel when this
# script dies without a word (kill -9). The environment is emptied, so that nothing of the caller's reaches a service.
start_process() {
  local name=$1 user=$2 signal=$3 identity=()
  shift 3
  if is_root && [[ $user != root ]]; then
    identity=(--reuid "$user" --regid "$(id -g "$user")" --init-groups --inh-caps=-all)
  fi
  local kept=(PATH="$PATH" LANG=C.UTF-8 TZ=UTC HOME=/nonexistent)
  local variable
  for variable in ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS; do
    if [[ -n ${!variable:-} ]]; then kept+=("$variable=${!variable}"); fi
  done
  # A session of its own: Ctrl-C reaches this script alone, which then stops everything in order.
  setpriv --pdeathsig "$signal" "${identity[@]}" -- setsid -- env -i "${kept[@]}" "$@" \
    </dev/null >>"$LOG_FOLDER/$name.log" 2>&1 9>&- &
  PID_OF[$name]=$!
  SIGNAL_OF[$name]=$signal
  STARTED+=("$name")
  if [[ -n ${PID_FILE:-} ]]; then echo "$name $! $(start_time $!)" >>"$PID_FILE"; fi
}

# start_time PID: clock ticks after boot; a pid with another start time is another process.
start_time() { sed -n 's/.*) //p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# Only for children of this shell, which reaps them: never true for a process that has ended.
running() { [[ -n ${PID_OF[$1]:-} ]] && kill -0 "${PID_OF[$1]}" 2>/dev/null; }

# wait_until SECONDS NAME CHECK...: until CHECK succeeds; fails when the process NAME ends or the time is over.
wait_until() {
  local end=$((SECONDS + $1)) name=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    running "$name" || fail "$name ended while starting: $(last_words "$name")"
    ((SECONDS < end)) || fail "$name is not ready: $(last_words "$name")"
    sleep 0.05
  done
}

last_words() {
  local line
  line=$(tail -n 3 "$LOG_FOLDER/$1.log" 2>/dev/null | cut -c1-400 | paste -sd'|' | sed 's/|/ | /g')
  echo "${line:-it wrote no log} (log: $LOG_FOLDER/$1.log)"
}

# stop_process NAME: the good signal, some patience (15 s unless PATIENCE says otherwise), then SIGKILL.
stop_process() {
  local name=$1 pid=${PID_OF[$1]:-} patience=${PATIENCE[$1]:-15} waits=0
  if [[ -z $pid ]]; then return 0; fi
  if running "$name"; then
    kill -s "${SIGNAL_OF[$name]}" "$pid" 2>/dev/null || true
    while running "$name" && ((waits++ < patience * 20)); do sleep 0.05; done
    if running "$name"; then
      warn "$name did not stop in $patience s and was killed"
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  wait "$pid" 2>/dev/null || true
  unset "PID_OF[$name]"
}

stop_all() {
  local index
  for ((index = ${#STARTED[@]} - 1; index >= 0; index--)); do stop_process "${STARTED[index]}"; done
  STARTED=()
  if [[ -n ${PID_FILE:-} ]]; then rm -f "$PID_FILE"; fi
}

# Waits until any process ends by itself and sets ENDED to its name and ENDED_CODE to its exit code.
# shellcheck disable=SC2034
wait_for_an_end() {
  local name pid
  ENDED="" ENDED_CODE=0
  wait -n -p pid "${PID_OF[@]}" 2>/dev/null || ENDED_CODE=$?
  for name in "${!PID_OF[@]}"; do
    if [[ ${PID_OF[$name]} == "${pid:-}" ]]; then ENDED=$name; fi
  done
}

# left_over FILE: "name (pid)" of processes that an earlier run recorded and that are still there.
left_over() {
  local name pid ticks found=()
  [[ -r $1 ]] || return 0
  while read -r name pid ticks; do
    if [[ -n $ticks && $(start_time "$pid") == "$ticks" ]]; then found+=("$name ($pid)"); fi
  done <"$1"
  echo "${found[*]:-}"
}

JOB=""

# as_job COMMAND...: runs it in its own process group and waits, so that a signal to this script is acted on at once and
# ends the command too.
as_job() {
  local code=0
  set -m
  "$@" &
  JOB=$!
  set +m
  wait "$JOB" || code=$?
  JOB=""
  return "$code"
}

end_job() {
  if [[ -z $JOB ]]; then return 0; fi
  kill -TERM -- "-$JOB" 2>/dev/null || true
  wait "$JOB" 2>/dev/null || true
  JOB=""
}
