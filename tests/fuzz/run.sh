#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Looks for inputs that break a reader of strangers' bytes, with libFuzzer:
#
#   ./tests/fuzz/run.sh TARGET|all [SECONDS]     targets: the folders in tests/fuzz/corpus; 60 seconds each
#
# Starts from the target's corpus. What breaks it is left as crash-… in build/fuzz; keep it in the corpus under a name that
# says what it is: ./tests/run.sh replays the corpus.
set -euo pipefail
umask 022
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in common install build; do
  # shellcheck source=/dev/null
  source "$REPO/infra/lib/$part.sh"
done

TARGET=${1:-} SECONDS_=${2:-60}
CORPUS=$REPO/tests/fuzz/corpus
if [[ $TARGET == all ]]; then mapfile -t TARGETS < <(ls "$CORPUS"); else TARGETS=("$TARGET"); fi
if [[ -z $TARGET || ! -d $CORPUS/${TARGETS[0]} || ! $SECONDS_ =~ ^[0-9]+$ ]]; then
  sed -n '3,8s/^# \{0,1\}//p' "$0"
  ls "$CORPUS"
  exit 2
fi
install_packages build fuzz
build fuzz mimamori_fuzz
cd "$REPO/build/fuzz"
for TARGET in "${TARGETS[@]}"; do
  FOUND=$REPO/build/fuzz/found/$TARGET
  mkdir -p "$FOUND"
  step "fuzzing $TARGET for $SECONDS_ s"
  FUZZ_TARGET=$TARGET ./bin/mimamori_fuzz -max_total_time="$SECONDS_" -max_len=4096 -timeout=5 -rss_limit_mb=2048 \
    -print_final_stats=1 "$FOUND" "$CORPUS/$TARGET"
done
