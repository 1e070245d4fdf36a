# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The demo town: staff accounts through identity's local socket, facilities through the staff door, venues and visitors through the
# public door.

# refuse_exposed_demo: a demo's log-ins have no second factor, so they stay on loopback unless told otherwise.
refuse_exposed_demo() {
  if [[ -e $DATA/demo.json && $DEMO == false ]] && ! is_loopback "$LISTEN"; then
    fail "$DATA holds the demo town, whose log-ins need no second factor; with --listen $LISTEN use another --data, or --demo."
  fi
}

seed_demo() {
  if grep -qs '"done": true,' "$DATA/demo.json"; then return 0; fi
  local started=$SECONDS
  step "making the demo town"
  as_job env SEED_PUBLIC_URL="$PUBLIC_URL" SEED_PUBLIC_LISTEN="$PUBLIC_LISTEN" SEED_MAILBOX="http://127.0.0.1:$MAILBOX_PORT" \
    SEED_STAFF_URL="$STAFF_URL" SEED_STAFF_LISTEN="$STAFF_LISTEN" SEED_IDENTITY="$PROGRAMS/identity" SEED_ADMIN_SOCKET="$SOCKETS/identity.admin" "$NODE_FOLDER/node" "$REPO/infra/demo/seed.mjs" "$DATA/demo.json" ||
    fail "The demo town could not be made; the logs are in $LOG_FOLDER. (--no-demo starts without it.)"
  say "made in $((SECONDS - started)) s"
}

print_demo() {
  if [[ $DEMO == true ]]; then
    "$NODE_FOLDER/node" "$REPO/infra/demo/show.mjs" "$DATA/demo.json"
  elif [[ ! -e $DATA/demo.json ]]; then
    say ""
    say "  The first administrator, once:"
    say "    $PROGRAMS/identity create-administrator --admin-socket $SOCKETS/identity.admin --user-name NAME"
  fi
}
