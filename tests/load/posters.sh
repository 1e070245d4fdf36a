# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Pages a second and core of a print of a thousand tables: one streamed PDF through the public door, against the command
# qrencode run once for each code, which draws a symbol and nothing around it. Turn by turn; medians. Rates are by CPU time
# (of the process that draws; of the command), since a core is what is compared.

DEMO=false
TABLES=1000

prepare() {
  start_servers
  start_town
  step "opening a venue with $TABLES tables"
  TOWN_URL=$PUBLIC_URL TOWN_LISTEN=$PUBLIC_LISTEN TOWN_MAILBOX=http://127.0.0.1:$MAILBOX_PORT \
    "$NODE_FOLDER/node" "$LOAD/tools/tables.mjs" "$TABLES" "$DATA/cookie" "$DATA/codes" || fail "No venue could be made."
  [[ $(wc -l <"$DATA/codes") == "$TABLES" ]] || fail "Not every table has a code."
}

# print_all SHEET: the floor and its tables; prints the seconds that it took.
print_all() {
  curl -sS --fail --max-time 120 -H "@$DATA/cookie" -o "$DATA/print.pdf" -w '%{time_total}' \
    "$PUBLIC_URL/v1/venue/prints?sheet=$1&space=1&below=true"
}

# by_command: CPU seconds of qrencode for every code.
by_command() {
  local TIMEFORMAT='%U %S' line code
  line=$({ time while read -r code; do qrencode -l M -o /dev/null -t PNG "$code"; done <"$DATA/codes"; } 2>&1)
  awk '{printf "%.3f", $1 + $2}' <<<"$line"
}

measure() {
  local sheet pages before spent taken line round rates=() cli=()
  for sheet in SHEET_TENT SHEET_STICKERS; do
    before=$(cpu_of venue)
    taken=$(print_all "$sheet")
    spent=$(($(cpu_of venue) - before))
    say "$sheet: $(ratio $(((TABLES + 1) * 1000000)) "$spent") labels/s of CPU, $taken s in all, $(wc -c <"$DATA/print.pdf") bytes"
  done
  for round in 1 2 3; do
    spent=$(by_command)
    cli+=("$(ratio "$TABLES" "$spent")")
    say "qrencode: $spent s of CPU"
    before=$(cpu_of venue)
    taken=$(print_all SHEET_POSTER)
    spent=$(($(cpu_of venue) - before))
    pages=$(pdfinfo "$DATA/print.pdf" | sed -nE 's/^Pages: +([0-9]+)$/\1/p')
    [[ $pages == $((TABLES + 1)) ]] || fail "The file has ${pages:-no} pages."
    rates+=("$(ratio $((pages * 1000000)) "$spent")")
    say "print: $pages pages, $taken s, $((spent / 1000)) ms of CPU, $(wc -c <"$DATA/print.pdf") bytes"
  done
  local rate cli_rate
  rate=$(median "${rates[@]}")
  cli_rate=$(median "${cli[@]}")
  say "RESULT posters rate=$rate cli_rate=$cli_rate ratio=$(ratio "$rate" "$cli_rate") rss_mb=$(($(sed -nE 's/^VmHWM:[[:space:]]+([0-9]+) kB$/\1/p' "/proc/${PID_OF[venue]}/status") / 1024))"
}
