# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Words that every script uses. Sourced; the caller has `set -euo pipefail` and REPO, the root of the checkout.

say() { printf '%s\n' "$*"; }
step() { printf '%s== %s%s\n' "$(colour 1)" "$*" "$(colour 0)"; }
warn() { printf '%swarning:%s %s\n' "$(colour 33)" "$(colour 0)" "$*" >&2; }

# One clear sentence, and the end.
fail() {
  printf '%serror:%s %s\n' "$(colour 31)" "$(colour 0)" "$*" >&2
  exit 1
}

colour() { if [[ -t 1 && -z ${NO_COLOR:-} ]]; then printf '\033[%sm' "$1"; fi; }

is_root() { [[ $EUID -eq 0 ]]; }

# need_space FOLDER MEGABYTES WHAT: the folder's file system must have that much free.
need_space() {
  local folder=$1 free
  while [[ ! -d $folder ]]; do folder=$(dirname "$folder"); done
  free=$(df -Pm "$folder" | awk 'NR == 2 {print $4}')
  ((free >= $2)) || fail "The disk with $1 has $free MB free; $3 needs $2 MB."
}

# short_hash TEXT: 8 characters that name a folder.
short_hash() { printf '%s' "$1" | sha256sum | cut -c1-8; }

# Compile jobs: one a core, but 2 GB of memory each (a unit with Boost.Beast and sanitizers takes 1.5 to 2 GB).
build_jobs() {
  local cores gigabytes
  cores=$(nproc)
  gigabytes=$(awk '/^MemAvailable:/ {print int($2 / 2097152)}' /proc/meminfo)
  ((gigabytes < 1)) && gigabytes=1
  echo $((cores < gigabytes ? cores : gigabytes))
}

# enterable USER PATH: may that user enter the folder, or run the program?
enterable() { setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups -- test -x "$2" 2>/dev/null; }

# as_user USER COMMAND...: runs it as that user when we are root, else as we are.
as_user() {
  local user=$1
  shift
  if is_root && [[ $user != root ]]; then
    setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups --inh-caps=-all -- env HOME=/nonexistent "$@"
  else
    "$@"
  fi
}
