#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Types, texts in every language, size budgets. Last line: `N passed, N failed, N skipped`.
set -euo pipefail
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=infra/lib/common.sh
source "$REPO/infra/lib/common.sh"
# shellcheck source=infra/lib/node.sh
source "$REPO/infra/lib/node.sh"

install_node
npm_install "$REPO/web-client"
cd "$REPO/web-client"
node build.mjs
code=0
report=$(node --test --test-reporter=tap test/*.test.mjs) || code=$?
if ((code)); then printf '%s\n' "$report"; fi
number() { sed -nE "s/^# $1 ([0-9]+)\$/\1/p" <<<"$report" | tail -n 1; }
say "$(number pass) passed, $(number fail) failed, $(number skipped) skipped"
exit "$code"
