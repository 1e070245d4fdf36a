#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the pages into web-client/dist/public and web-client/dist/staff.
set -euo pipefail
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=infra/lib/common.sh
source "$REPO/infra/lib/common.sh"
# shellcheck source=infra/lib/node.sh
source "$REPO/infra/lib/node.sh"

install_node
npm_install "$REPO/web-client"
node "$REPO/web-client/build.mjs" || fail "The pages could not be built."
