# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# The live board of FACILITIES hospitals through one staff door: WATCHERS officers, and MANY (5,000), see RATE (50) holds a second
# (MANY: 10), from asking for a hold to the event in a watcher's hand; against the limit, one bare write of as many bytes to each of
# as many sockets. Turn by turn; medians.

DEMO=true
WATCHERS=${WATCHERS:-1000}
MANY=${MANY:-5000}
RATE=${RATE:-50}
FACILITIES=${FACILITIES:-200}
MEASURED=(gateway_staff)

prepare() {
  ulimit -n $((2 * MANY + 2000)) || fail "A load of thousands needs as many open files."
  start_servers
  start_town
  make_keys signing "$SECRETS/callers" admission
  fill_house
  STAFF_URL=$STAFF_URL STAFF_LISTEN=$STAFF_LISTEN IDENTITY=$PROGRAMS/identity ADMIN_SOCKET=$SOCKETS/identity.admin \
    "$NODE_FOLDER/node" "$LOAD/tools/watcher.mjs" 270008 "$DATA/cookies" || fail "No officer could log in."
  chmod 644 "$DATA/cookies"
}

# All watchers come from one network here.
eval "$(declare -f door_flags | sed '1s/door_flags/usual_door_flags/')"
door_flags() {
  usual_door_flags "$@"
  FLAGS+=(--http-connections $((MANY + 1000)) --http-connections-per-network $((MANY + 1000)))
}

capacity_sql() { psql_as capacity_owner capacity "$@"; }

fill_house() {
  step "filling: $FACILITIES hospitals"
  capacity_sql >/dev/null <<SQL
INSERT INTO facilities (facility_id, kind, display_name, area_code, time_zone, accepting, capabilities, phone, language,
                        due_minutes, created_at, created_by, request_id, reported_at)
  SELECT gen_random_uuid(), 1, '総合病院 ' || n, '271004', 'Asia/Tokyo', true, '{oxygen,niv}', '06-6208-8000', 'ja', '{}', now(), 'load',
         gen_random_uuid(), now() - interval '1 minute'
  FROM generate_series(1, $FACILITIES) n;
INSERT INTO wards (facility_id, bed_class, licensed, physical, staffed, occupied, blocked, able, reported_at)
  SELECT facility_id, 'severe', 999, 999, 999, 0, 0, '{"oxygen": 900}', now() - interval '1 minute' FROM facilities;
SQL
  administrate "$POSTGRES_SOCKETS" -d capacity -c "VACUUM ANALYZE"
  capacity_sql -c "SELECT facility_id FROM facilities ORDER BY random()" >"$DATA/facilities"
  chmod 644 "$DATA/facilities"
}

# watch WATCHERS RATE [BARE]: prints the load generator's line.
watch() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" board --target "$STAFF_LISTEN" --cookies "$DATA/cookies" --address "$(address_of capacity)" \
    --keys "$SECRETS/callers" --facilities "$DATA/facilities" --watchers "$1" --rate "$2" --seconds "$LOAD_SECONDS" --bare "${3:-0}"
}
# What was held is free again, so that a number of held beds means one update.
let_go() { capacity_sql -c "UPDATE holds SET state = 3, version = version + 1 WHERE state = 1" >/dev/null; }

# through WATCHERS RATE: one measurement through the door. Sets LINE and COST, microseconds of the door's CPU an event and watcher.
through() {
  local before after
  let_go
  before=$(cpu_of "${MEASURED[@]}")
  LINE=$(watch "$1" "$2")
  after=$(cpu_of "${MEASURED[@]}")
  say "$LINE"
  [[ $(value_of missed "$LINE") == 0 && $(value_of failed "$LINE") == 0 && $(value_of lost "$LINE") == 0 ]] || fail "Watchers missed something."
  COST=$(ratio $((after - before)) "$(value_of seen "$LINE")")
}

measure() {
  local round bare bytes p50s=() p99s=() costs=() bares=() streams
  through 50 "$RATE" # so that the first measured second is like the others
  bytes=$(value_of bytes_per_event "$LINE")
  for round in 1 2 3; do
    step "limit $round: bare writes to $WATCHERS sockets"
    bare=$(watch "$WATCHERS" "$RATE" "$bytes")
    say "$bare"
    bares+=("$(value_of p99_ms "$bare")")
    if ((round == 3)); then break; fi
    step "load $round: $WATCHERS watchers, $RATE updates a second"
    through "$WATCHERS" "$RATE"
    p50s+=("$(value_of p50_ms "$LINE")")
    p99s+=("$(value_of p99_ms "$LINE")")
    costs+=("$COST")
  done
  step "load: $MANY watchers, 10 updates a second"
  through "$MANY" 10
  streams=$(curl -sS --unix-socket "$SOCKETS/capacity.metrics" http://localhost/metrics | awk '/^mimamori_rpc_open_streams/ {print $2}')
  say "RESULT board watchers=$WATCHERS p50_ms=$(median "${p50s[@]}") p99_ms=$(median "${p99s[@]}") bare_p99_ms=$(median "${bares[@]}") cpu_us_per_event=$(median "${costs[@]}") bytes=$bytes many=$MANY many_p50_ms=$(value_of p50_ms "$LINE") many_p99_ms=$(value_of p99_ms "$LINE") streams=$streams"
}
