# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: Apache-2.0
# Which processes there are, in the order of their levels (each calls only those above it in this list), and which flags
# each one is given. Used by infra/run.sh and by tests/load.
#
# Set by the caller: PROGRAMS (folder of the binaries), SOCKETS (folder of unix sockets), POSTGRES_SOCKETS, SECRETS, KEYS,
# REDIS_SOCKET, SERVICE_USER, PUBLIC_LISTEN, STAFF_LISTEN, PUBLIC_URL, STAFF_URL, SMTP_ADDRESS, DEMO, WEB_ROOT (folder of the
# built pages public/ and staff/, or empty), for HTTPS TLS_CERT and TLS_KEY, and for journeys CLOCK_FILE (binaries of the
# preset `dev` only), for mails that come in MAIL_DOMAIN, LMTP_SOCKET and AUTHSERV_ID. MORE_FLAGS: by name, what a load test adds.

PROCESSES=(vault mail identity venue registry capacity visit observation admission exposure gateway_public gateway_staff)
SERVICES_WITH_DATABASE=(vault mail identity venue registry capacity visit observation admission exposure)
DATABASE_CONNECTIONS=8
if ! declare -p MORE_FLAGS >/dev/null 2>&1; then declare -A MORE_FLAGS=(); fi

# flags_of NAME: sets FLAGS.
flags_of() {
  local name=$1
  FLAGS=(--metrics-listen "unix:$SOCKETS/$name.metrics" --caller-keys "$SECRETS/callers")
  if [[ -n ${CLOCK_FILE:-} ]]; then FLAGS+=(--clock-file "$CLOCK_FILE"); fi
  if [[ " ${SERVICES_WITH_DATABASE[*]} " == *" $name "* ]]; then
    FLAGS+=(--listen "$(address_of "$name")" --redis "$REDIS_SOCKET" --database-connections "$DATABASE_CONNECTIONS"
      --database "host=$POSTGRES_SOCKETS user=$name dbname=$name"
      --migration-database "host=$POSTGRES_SOCKETS user=${name}_owner dbname=$name")
  fi
  # shellcheck disable=SC2206 # words
  FLAGS+=(${MORE_FLAGS[$name]:-})
  case $name in
    vault) FLAGS+=(--keys "$KEYS") ;;
    mail)
      calls vault
      FLAGS+=(--secrets "$SECRETS/mail" --public-url "$PUBLIC_URL" --staff-url "$STAFF_URL" --smtp "smtp://$SMTP_ADDRESS")
      if [[ -n ${MAIL_DOMAIN:-} ]]; then FLAGS+=(--bounce-domain "$MAIL_DOMAIN"); fi
      ;;
    identity)
      calls vault mail
      FLAGS+=(--secrets "$SECRETS/identity" --staff-url "$STAFF_URL" --admin-socket "$SOCKETS/identity.admin")
      if [[ $DEMO == true ]]; then FLAGS+=(--demo); fi
      ;;
    venue) calls vault mail identity && FLAGS+=(--secrets "$SECRETS/venue" --public-url "$PUBLIC_URL") ;;
    registry) calls vault && FLAGS+=(--secrets "$SECRETS/registry") ;;
    capacity) calls vault mail && FLAGS+=(--secrets "$SECRETS/capacity" --staff-url "$STAFF_URL") ;;
    visit) calls vault mail identity venue registry && FLAGS+=(--secrets "$SECRETS/visit" --public-url "$PUBLIC_URL") ;;
    observation)
      calls mail identity registry
      FLAGS+=(--secrets "$SECRETS/observation" --public-url "$PUBLIC_URL")
      ;;
    admission) calls mail registry observation capacity && FLAGS+=(--secrets "$SECRETS/admission") ;;
    exposure) calls vault mail venue registry visit && FLAGS+=(--secrets "$SECRETS/exposure") ;;
    gateway_public)
      calls identity mail venue visit observation admission
      door_flags public "$PUBLIC_LISTEN" "$PUBLIC_URL"
      ;;
    gateway_staff)
      calls vault mail identity venue registry capacity visit observation admission exposure
      door_flags staff "$STAFF_LISTEN" "$STAFF_URL"
      ;;
    inbound_mail)
      calls mail visit
      FLAGS+=(--lmtp-listen "unix:$LMTP_SOCKET" --mail-domain "$MAIL_DOMAIN" --authserv-id "${AUTHSERV_ID:-}")
      ;;
  esac
}

address_of() { echo "unix:$SOCKETS/$1.sock"; }

# calls NAME...: the addresses of the services that a process calls: --vault unix:….
calls() {
  local other
  for other in "$@"; do FLAGS+=("--$other" "$(address_of "$other")"); done
}

# door_flags public|staff LISTEN URL
door_flags() {
  FLAGS+=(--http-listen "$2" "--$1-url" "$3")
  if [[ -n ${WEB_ROOT:-} ]]; then FLAGS+=(--web-root "$WEB_ROOT/$1"); fi
  if [[ -n ${TLS_CERT:-} ]]; then FLAGS+=(--tls-cert "$TLS_CERT" --tls-key "$TLS_KEY"); fi
}

# The secret files of each service, <service>/<file>; code-mac.key is one key that venue signs codes with and visit
# checks; quota.key is one key, so that an address has one quota whoever mails it.
SECRET_FILES=(mail/mail-outbox.key mail/page-token.key identity/staff-totp.key identity/page-token.key venue/code-mac.key venue/page-token.key
  venue/quota.key registry/page-token.key registry/consent.key capacity/page-token.key visit/visitor-cookie.key observation/page-token.key
  observation/diary-link.key admission/page-token.key exposure/page-token.key)
SHARED_SECRETS=(venue/code-mac.key:visit/code-mac.key venue/quota.key:visit/quota.key)

# make_secrets: caller keys and each service's own secret files, 0600 and owned by SERVICE_USER; existing ones stay.
make_secrets() {
  local folder pair
  for folder in "$SECRETS" "$SECRETS/callers" "$KEYS" "${SERVICES_WITH_DATABASE[@]/#/$SECRETS/}"; do
    install_folder "$folder" "$SERVICE_USER" 700
  done
  # ctl: the operator's command line, mimamori_ctl.
  make_keys signing "$SECRETS/callers" "${PROCESSES[@]}" inbound_mail ctl
  make_keys random "${SECRET_FILES[@]/#/$SECRETS/}"
  for pair in "${SHARED_SECRETS[@]}"; do
    as_user "$SERVICE_USER" cp -n --preserve=mode "$SECRETS/${pair%:*}" "$SECRETS/${pair#*:}"
  done
}

make_keys() {
  as_user "$SERVICE_USER" "$PROGRAMS/mimamori_make_key" "$@" || fail "The secrets in $SECRETS could not be made."
}

# install_folder PATH USER MODE
install_folder() {
  if is_root; then
    install -d -o "$2" -g "$(id -g "$2")" -m "$3" "$1"
  else
    install -d -m "$3" "$1"
  fi
}

# start_processes [NAME...]: starts them one after another, each once the one before is ready.
start_processes() {
  local name
  for name in "$@"; do
    [[ -x $PROGRAMS/$name ]] || fail "$PROGRAMS/$name is missing; build it first."
    flags_of "$name"
    rm -f "$SOCKETS/$name.sock" "$SOCKETS/$name.metrics"
    start_process "$name" "$SERVICE_USER" TERM "$PROGRAMS/$name" "${FLAGS[@]}"
    wait_until 30 "$name" is_ready "$name"
  done
}

is_ready() { curl -fsS --max-time 2 --unix-socket "$SOCKETS/$1.metrics" http://localhost/readyz; }

# memory_report: resident memory of everything that was started, in MB; of PostgreSQL the whole family, shared pages once.
memory_report() {
  local name kilobytes pid
  for name in "${STARTED[@]}"; do
    kilobytes=0
    for pid in ${PID_OF[$name]} $(pgrep -P "${PID_OF[$name]}" || true); do
      kilobytes=$((kilobytes + $(awk '/^Pss:/ {print $2}' "/proc/$pid/smaps_rollup" 2>/dev/null || echo 0)))
    done
    printf '  %-16s %6.1f MB\n' "$name" "$(awk -v k="$kilobytes" 'BEGIN {print k / 1024}')"
  done
}
