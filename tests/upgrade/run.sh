#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The upgrade from the previous release (infra/release/previous) with its real processes. ./tests/run.sh upgrades its data
# without building it; this is run by name, before a release.
#
#   ./tests/upgrade/run.sh         replaces its services one by one while people go on
#   ./tests/upgrade/run.sh data    makes tests/upgrade/data anew: what it leaves behind
#
# Builds that release in build/previous (about as long as a first build of this one).
set -euo pipefail
umask 022
exec </dev/null
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in common install node build; do
  # shellcheck source=/dev/null
  source "$REPO/infra/lib/$part.sh"
done

case ${1:-} in
  -h | --help)
    sed -n '3,9s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
  "" | data) ;;
  *) fail "$1 is nothing that is known here; see --help." ;;
esac

commit=$(sed -n 's/^commit=//p' "$REPO/infra/release/previous")
PREVIOUS=$REPO/build/previous/${commit:0:12}
TARGETS=(vault mail identity venue registry visit exposure gateway_public gateway_staff mimamori_ctl mimamori_make_key)

# The whole tree of that release, complete or not there.
unpack_previous() {
  if [[ -e $PREVIOUS/CMakePresets.json ]]; then return 0; fi
  git -C "$REPO" cat-file -e "$commit^{commit}" 2>/dev/null ||
    fail "This checkout lacks the previous release, commit $commit; fetch its history (git fetch --unshallow)."
  rm -rf "$PREVIOUS.new"
  mkdir -p "$PREVIOUS.new"
  git -C "$REPO" archive "$commit" | tar -x -C "$PREVIOUS.new"
  mv -T "$PREVIOUS.new" "$PREVIOUS"
}

install_packages build run test
install_node
npm_install "$REPO/infra/mailbox"
step "unpacking the previous release"
unpack_previous
REPO=$PREVIOUS build dev "${TARGETS[@]}"
build dev "${TARGETS[@]}"
export MIMAMORI_PREVIOUS=$PREVIOUS
if [[ ${1:-} == data ]]; then
  step "living with the previous release"
  node "$REPO/tests/upgrade/make_data.mjs" "$REPO/tests/upgrade/data"
else
  step "replacing the previous release"
  node --test --test-reporter=spec "$REPO/tests/upgrade/side_by_side.test.mjs"
fi
