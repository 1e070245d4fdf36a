#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Looks for inputs that break a reader of strangers' bytes, with libFuzzer:
#
#   ./tests/fuzz/run.sh TARGET [SECONDS]     targets: the folders in tests/fuzz/corpus; 60 seconds
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
CORPUS=$REPO/tests/fuzz/corpus/$TARGET
if [[ -z $TARGET || ! -d $CORPUS || ! $SECONDS_ =~ ^[0-9]+$ ]]; then
  sed -n '3,8s/^# \{0,1\}//p' "$0"
  ls "$REPO/tests/fuzz/corpus"
  exit 2
fi
install_packages build fuzz
build fuzz mimamori_fuzz
FOUND=$REPO/build/fuzz/found/$TARGET
mkdir -p "$FOUND"
step "fuzzing $TARGET for $SECONDS_ s"
cd "$REPO/build/fuzz"
FUZZ_TARGET=$TARGET ./bin/mimamori_fuzz -max_total_time="$SECONDS_" -max_len=4096 -timeout=5 -rss_limit_mb=2048 \
  -print_final_stats=1 "$FOUND" "$CORPUS"
