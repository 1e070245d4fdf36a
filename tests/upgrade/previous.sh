# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Processes of the previous release, each with the flags that it knows, until they are replaced one by one. Sourced by
# tests/journey/support/town.sh with PREVIOUS set: the checkout of that release, built.

PROGRAMS_HERE=$PROGRAMS PROGRAMS_BEFORE=$PREVIOUS/build/dev/bin
declare -A REPLACED=()

if is_root && ! enterable "$SERVICE_USER" "$PROGRAMS_BEFORE/."; then
  install -d -m 755 "$DATA/program/before"
  cp -u "$PROGRAMS_BEFORE"/* "$DATA/program/before/"
  chmod -R a+rX "$DATA/program"
  PROGRAMS_BEFORE=$DATA/program/before
fi

# as_before NAME...: runs a function of infra/lib/processes.sh as that release has it, with what is set here.
as_before() (
  # shellcheck source=/dev/null
  source "$PREVIOUS/infra/lib/processes.sh"
  PROGRAMS=$PROGRAMS_BEFORE WEB_ROOT=""
  "$@"
)

eval "flags_of_here() $(declare -f flags_of | sed 1d)"
eval "make_secrets_here() $(declare -f make_secrets | sed 1d)"

flags_of() {
  if [[ -n ${REPLACED[$1]:-} ]]; then
    flags_of_here "$1"
  else
    mapfile -d '' -t FLAGS < <(as_before print_flags "$1")
  fi
}

print_flags() {
  flags_of "$1"
  printf '%s\0' "${FLAGS[@]}"
}

choose_release() {
  if [[ -n ${REPLACED[$1]:-} ]]; then PROGRAMS=$PROGRAMS_HERE; else PROGRAMS=$PROGRAMS_BEFORE; fi
}

# That release's own secrets; what this one adds comes with the first process of it.
make_secrets() { as_before make_secrets; }

is_new() { [[ ! -x $PROGRAMS_BEFORE/$1 ]]; }

# replace_process NAME: or starts it, where that release had none.
replace_process() {
  stop_process "$1"
  REPLACED[$1]=yes
  PROGRAMS=$PROGRAMS_HERE make_secrets_here
  start_one "$1"
}

# beside_process NAME: this release's NAME on the same database, on sockets that nobody calls.
beside_process() {
  local name=$1 flag index PROGRAMS=$PROGRAMS_HERE
  make_secrets_here
  flags_of_here "$name"
  for index in "${!FLAGS[@]}"; do
    for flag in sock metrics admin; do FLAGS[index]=${FLAGS[index]/%"$name.$flag"/"$name.beside.$flag"}; done
  done
  start_process "$name.beside" "$SERVICE_USER" TERM "$PROGRAMS/$name" "${FLAGS[@]}"
  wait_until 30 "$name.beside" is_ready "$name.beside"
}

alone_process() { stop_process "$1.beside"; }
