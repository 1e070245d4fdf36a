#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2034 # parts in infra/lib read what is set here
# Runs the whole of Mimamori on this machine: installs what is missing, builds a release, starts everything, and stops it
# all on Ctrl-C.
#
#   ./infra/run.sh [options]
#     --once             stop when everything was seen healthy
#     --data DIR         where data, secrets and logs are kept (default: var/ in the checkout)
#     --ports BASE       BASE: public door, +1: staff door, +2: mailbox page, +3: mailbox SMTP (default: 8400)
#     --listen ADDRESS   of the two doors (default: 127.0.0.1); another address gets no demo town unless --demo is given
#     --public-url URL   what visitors open; links in mails and codes on posters begin with it
#     --staff-url URL    what staff open
#     --tls-cert FILE    certificate chain of both doors (PEM), with --tls-key FILE
#     --demo, --no-demo  with or without the demo town and its log-ins
#     --mail-domain NAME a mail to <code>@NAME checks in; with --lmtp PATH (infra/README.md)
#     --lmtp PATH        unix socket that your mail system delivers to
#     --authserv-id NAME as your mail system calls itself in Authentication-Results
#     --help
set -euo pipefail
umask 022
# A shell that starts us in the background has us ignore Ctrl-C's signal, and bash can't take that back by itself.
if [[ $(trap -p INT) == *"''"* ]]; then exec env --default-signal=INT bash "$0" "$@"; fi
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in common install node build supervise processes postgres redis mailbox place seed; do
  # shellcheck source=/dev/null
  source "$REPO/infra/lib/$part.sh"
done

ONCE=false DEMO=auto DATA_WANTED="" PORTS=8400 LISTEN=127.0.0.1
PUBLIC_URL="" STAFF_URL="" TLS_CERT="" TLS_KEY="" MAIL_DOMAIN="" LMTP_SOCKET="" AUTHSERV_ID=""

read_options() {
  while (($#)); do
    case $1 in
      --once) ONCE=true ;;
      --demo) DEMO=true ;;
      --no-demo) DEMO=false ;;
      --help | -h)
        sed -n '4,21s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
      --data | --ports | --listen | --public-url | --staff-url | --tls-cert | --tls-key | --mail-domain | --lmtp | --authserv-id)
        [[ -n ${2:-} ]] || fail "$1 needs a value; see --help."
        case $1 in
          --data) DATA_WANTED=$2 ;;
          --ports) PORTS=$2 ;;
          --listen) LISTEN=$2 ;;
          --public-url) PUBLIC_URL=${2%/} ;;
          --staff-url) STAFF_URL=${2%/} ;;
          --tls-cert) TLS_CERT=$2 ;;
          --tls-key) TLS_KEY=$2 ;;
          --mail-domain) MAIL_DOMAIN=${2,,} ;;
          --lmtp) LMTP_SOCKET=$2 ;;
          --authserv-id) AUTHSERV_ID=$2 ;;
        esac
        shift
        ;;
      *) fail "$1 is no option of this command; see --help." ;;
    esac
    shift
  done
}

check_options() {
  [[ $PORTS =~ ^[1-9][0-9]{0,4}$ && $PORTS -le 65532 ]] || fail "--ports is a number from 1 to 65532."
  [[ $LISTEN =~ ^[0-9.]+$ || $LISTEN =~ ^[0-9a-fA-F:]+$ ]] || fail "--listen is an IP address, not: $LISTEN"
  if [[ -n $TLS_CERT || -n $TLS_KEY ]]; then
    [[ -n $TLS_CERT && -n $TLS_KEY ]] || fail "--tls-cert and --tls-key go together."
    [[ -r $TLS_CERT ]] || fail "The certificate $TLS_CERT can't be read."
    [[ -r $TLS_KEY ]] || fail "The key $TLS_KEY can't be read."
  fi
  if [[ -n $MAIL_DOMAIN || -n $LMTP_SOCKET ]]; then
    [[ -n $MAIL_DOMAIN && $LMTP_SOCKET == /* ]] || fail "--mail-domain and --lmtp, a path from the root, go together."
    PROCESSES+=(inbound_mail)
  fi
  choose_urls
  local url
  for url in "$PUBLIC_URL" "$STAFF_URL"; do
    [[ $url =~ ^https?://[A-Za-z0-9.:-]+$|^https?://\[[0-9a-fA-F:]+\](:[0-9]+)?$ ]] ||
      fail "A URL here is http(s)://HOST or http(s)://HOST:PORT, not: $url"
    if [[ $url == http://* ]] && ! is_loopback "$(host_of "$url")"; then
      warn "$url is plain HTTP: addresses and log-ins can be read on the way. Use it for a demo only."
    fi
  done
  [[ $PUBLIC_URL != "$STAFF_URL" ]] || fail "--public-url and --staff-url must differ."
  if [[ $DEMO == auto ]]; then
    DEMO=true
    if ! is_loopback "$LISTEN"; then
      DEMO=false
      say "Listening on $LISTEN: no demo town is made (--demo makes it all the same)."
    fi
  fi
}

# Without --public-url and --staff-url both follow from the address and ports.
choose_urls() {
  local scheme=http host=$LISTEN
  if [[ -n $TLS_CERT ]]; then scheme=https; fi
  if [[ $host == 0.0.0.0 || $host == :: ]]; then
    [[ -n $PUBLIC_URL && -n $STAFF_URL ]] || fail "With --listen $host, say with --public-url and --staff-url what people open."
  fi
  if [[ $host == *:* ]]; then host="[$host]"; fi
  PUBLIC_LISTEN=$host:$PORTS
  STAFF_LISTEN=$host:$((PORTS + 1))
  PUBLIC_URL=${PUBLIC_URL:-$scheme://$PUBLIC_LISTEN}
  STAFF_URL=${STAFF_URL:-$scheme://$STAFF_LISTEN}
  MAILBOX_PORT=$((PORTS + 2))
  SMTP_PORT=$((PORTS + 3))
  SMTP_ADDRESS=127.0.0.1:$SMTP_PORT
}

host_of() { sed -E 's#^https?://(\[[^]]*\]|[^:]*).*#\1#; s#[][]##g' <<<"$1"; }
is_loopback() { [[ $1 == 127.* || $1 == ::1 || $1 == localhost ]]; }

check_ports() {
  need_port "$LISTEN" "$PORTS" "the public door"
  need_port "$LISTEN" $((PORTS + 1)) "the staff door"
  need_port 127.0.0.1 "$MAILBOX_PORT" "the mailbox"
  need_port 127.0.0.1 "$SMTP_PORT" "the mailbox"
}

# The services' user must be able to read the key, and nobody else.
keep_tls() {
  if [[ -z $TLS_CERT ]]; then return; fi
  install -m 600 "$TLS_CERT" "$SECRETS/tls.crt"
  install -m 600 "$TLS_KEY" "$SECRETS/tls.key"
  if is_root; then chown "$SERVICE_USER:" "$SECRETS/tls.crt" "$SECRETS/tls.key"; fi
  TLS_CERT=$SECRETS/tls.crt
  TLS_KEY=$SECRETS/tls.key
}

start_everything() {
  local name started=$SECONDS
  step "starting"
  make_cluster "$DATA/postgres"
  write_postgres_settings "$DATA/postgres" "$POSTGRES_SOCKETS" DURABLE "$SERVICE_USER"
  start_postgres "$DATA/postgres" "$POSTGRES_SOCKETS"
  make_databases "$POSTGRES_SOCKETS"
  start_redis "$REDIS_SOCKET" "$SERVICE_USER"
  start_mailbox "$NODE" "$MAILBOX" "$SERVICE_USER" "$SMTP_PORT" "$MAILBOX_PORT"
  for name in "${PROCESSES[@]}"; do start_processes "$name"; done
  say "all healthy after $((SECONDS - started)) s"
}

print_addresses() {
  cat <<TEXT

  Visitors and venues   $PUBLIC_URL
  Staff                 $STAFF_URL
  Mailbox               http://127.0.0.1:$MAILBOX_PORT
  Data, secrets, logs   $DATA
TEXT
  print_demo
  say ""
}

clean_up() {
  local code=$?
  set +e
  trap '' INT TERM HUP PIPE
  # shellcheck disable=SC2153
  if ((${#STARTED[@]})); then step "stopping" || true; fi
  end_job
  stop_all
  if [[ -n ${LOG_READER:-} ]]; then
    kill "$LOG_READER" 2>/dev/null || true
    wait "$LOG_READER" 2>/dev/null || true
  fi
  remove_runtime
  exit "$code"
}

read_options "$@"
check_options
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP PIPE
refuse_second_run "$DATA_WANTED"
check_ports
install_packages build run
install_node
npm_install "$REPO/infra/mailbox"
choose_users
choose_data "$DATA_WANTED"
lock_data
refuse_exposed_demo
if [[ -x $REPO/web-client/build.sh ]]; then as_job "$REPO/web-client/build.sh" || fail "The pages could not be built."; fi
as_job build release || fail "The build failed."

umask 077
LOG_FOLDER=$DATA/log SECRETS=$DATA/secrets KEYS=$DATA/keys
choose_runtime
choose_programs release
make_secrets
keep_tls
start_everything
if [[ $DEMO == true ]]; then seed_demo; fi
print_addresses
if [[ $ONCE == true ]]; then
  say "Memory at rest:"
  memory_report
  exit 0
fi
say "Ctrl-C stops everything."
setpriv --pdeathsig TERM -- setsid -- "$NODE_FOLDER/node" "$REPO/infra/log/stream.mjs" "$LOG_FOLDER" </dev/null 9>&- &
LOG_READER=$!
wait_for_an_end
fail "${ENDED:-A process} ended by itself (code $ENDED_CODE), so everything is stopped. Its last words: $(last_words "${ENDED:-}")"
