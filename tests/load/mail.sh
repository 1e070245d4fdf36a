# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# 10,000 alerts, approved by a second person, to an SMTP sink: mails a second from the approval to the last accepted mail,
# against `smtp-source -s 8 -d` with mails of the same size to the same sink, before and after.

DEMO=true
ALERTS=10000
SINK_FILE=""

prepare() {
  postfix_tools
  start_servers
  start_town
  make_visitors 1 0
  step "keeping $ALERTS stays"
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_load" fill --vault "$(address_of vault)" --keys "$SECRETS/callers" \
    --database "host=$POSTGRES_SOCKETS user=visit dbname=visit" --venue "$VENUE" --count "$ALERTS" --minutes 30
  # From here on mail goes to the sink, at the same address.
  stop_process mailbox
  install_folder "$DATA/sink" "$SERVICE_USER" 700
  cp -r "$POSTFIX/usr" "$DATA/postfix"
  chmod -R a+rX "$DATA/postfix"
}

# sink NAME: starts smtp-sink, which appends every mail to SINK_FILE.
sink() {
  SINK_FILE=$DATA/sink/$1
  need_port 127.0.0.1 "$SMTP_PORT" "the sink"
  start_process sink "$SERVICE_USER" TERM env LD_LIBRARY_PATH="$DATA/postfix/lib/postfix" \
    "$DATA/postfix/sbin/smtp-sink" -D "$SINK_FILE" "127.0.0.1:$SMTP_PORT" 512
  wait_until 10 sink bash -c "exec 3<>/dev/tcp/127.0.0.1/$SMTP_PORT"
}

# mails_in FILE: how many the sink accepted.
mails_in() { grep -c '^X-Mail-Args:' "$1" || true; }

# source_rate LENGTH: mails a second of smtp-source.
source_rate() {
  local start end
  sink source
  start=$(date +%s%N)
  postfix_run smtp-source -s 8 -d -m "$ALERTS" -l "$1" -f load@example.jp -t load@example.jp "127.0.0.1:$SMTP_PORT"
  end=$(date +%s%N)
  stop_process sink
  rm -f "$SINK_FILE"
  ratio $((ALERTS * 1000)) $(((end - start) / 1000000))
}

measure() {
  local length=4000 baselines=() approved last rate sent duplicates
  test_fsync
  baselines+=("$(source_rate "$length")")
  say "smtp-source: ${baselines[-1]} mails/s"
  sink alerts
  step "approving"
  approved=$(STAFF_URL=$STAFF_URL STAFF_LISTEN=$STAFF_LISTEN IDENTITY=$PROGRAMS/identity ADMIN_SOCKET=$SOCKETS/identity.admin \
    "$NODE_FOLDER/node" "$LOAD/tools/alert.mjs" "$VENUE" "$ALERTS") || fail "The alerts could not be approved."
  wait_for_mails
  last=$(date -d "$(stat -c %y "$SINK_FILE")" +%s%3N)
  sent=$(mails_in "$SINK_FILE")
  duplicates=$((sent - $(grep '^X-Rcpt-Args:' "$SINK_FILE" | sort -u | wc -l)))
  length=$(($(stat -c %s "$SINK_FILE") / (sent > 0 ? sent : 1)))
  rate=$(ratio $((sent * 1000)) $((last - approved)))
  stop_process sink
  say "mails of $length bytes"
  baselines+=("$(source_rate "$length")" "$(source_rate "$length")")
  say "smtp-source: ${baselines[*]:1} mails/s"
  local baseline
  baseline=$(median "${baselines[@]}")
  say "RESULT mail rate=$rate smtp_source=$baseline ratio=$(ratio "$rate" "$baseline") sent=$sent duplicates=$duplicates"
  ((sent == ALERTS && duplicates == 0)) || fail "Not every person got exactly one mail."
}

# Until all are there, or nothing comes any more; then a moment longer, for a mail too many.
wait_for_mails() {
  local count=0 before=-1 silent=0
  while ((count < ALERTS && silent < 60)); do
    sleep 0.5
    count=$(mails_in "$SINK_FILE")
    if ((count == before)); then silent=$((silent + 1)); else silent=0; fi
    before=$count
  done
  sleep 3
}
