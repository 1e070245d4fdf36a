# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

# build PRESET [TARGET...]: configures once, compiles what changed.
build() {
  local preset=$1 folder=$REPO/build/$1 started=$SECONDS
  shift
  if [[ ! -x $folder/bin/gateway_staff ]]; then need_space "$REPO" 8000 "a first build"; else need_space "$REPO" 1000 "building"; fi
  step "building $preset"
  (cd "$REPO" && cmake --preset "$preset" >"$(build_log "$preset")" 2>&1 </dev/null) || {
    tail -n 30 "$(build_log "$preset")" >&2
    fail "CMake could not configure the preset $preset."
  }
  local targets=()
  if (($#)); then targets=(--target "$@"); fi
  cmake --build "$folder" -j "$(build_jobs)" "${targets[@]}" </dev/null | build_progress ||
    fail "The build of the preset $preset failed."
  say "built $preset in $((SECONDS - started)) s"
}

build_log() {
  mkdir -p "$REPO/build"
  echo "$REPO/build/$1-configure.log"
}

# Ninja's lines, all on a terminal, else one in fifty and everything that is not progress.
build_progress() {
  if [[ -t 1 ]]; then cat; else awk '!/^\[[0-9]+\/[0-9]+\]/ || ++n % 50 == 1 {print; fflush()}'; fi
}
