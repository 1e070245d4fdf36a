# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# The doorway in a visitor's hand: from the scanned code until the first press counts, on a cold cache, at 1.6 Mbit/s with
# 150 ms to each answer and a processor four times as slow, in Chromium; against its style sheet alone, a file of the same
# door on the same network, turn by turn; medians. `bytes`: of everything that the page loads, compressed, with headers.

DEMO=false

prepare() {
  install_packages test
  npm_install "$REPO/web-client"
  as_job "$REPO/web-client/build.sh"
  start_servers
  start_town
  step "opening a venue"
  TOWN_URL=$PUBLIC_URL TOWN_LISTEN=$PUBLIC_LISTEN TOWN_MAILBOX=http://127.0.0.1:$MAILBOX_PORT \
    "$NODE_FOLDER/node" "$LOAD/tools/tables.mjs" 1 "$DATA/cookie" "$DATA/codes" || fail "No venue could be made."
}

measure() {
  step "opening its page, again and again"
  "$NODE_FOLDER/node" "$LOAD/tools/page.mjs" "$PUBLIC_URL" "$DATA/codes" | tee "$DATA/page.txt" || fail "The page could not be measured."
  say "RESULT page $(tail -n 1 "$DATA/page.txt")"
}
