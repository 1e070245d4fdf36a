# shellcheck shell=bash disable=SC2034,SC2153
# SPDX-License-Identifier: Apache-2.0
# A mail system as it stands in front of Mimamori (infra/README.md): Postfix, with OpenDKIM and OpenDMARC judging who wrote. All
# of it out of Debian's packages, unpacked and not installed, on loopback; DNS is two files.
#
# Set by the caller: REPO, DATA, LOG_FOLDER, SERVICE_USER, MAIL_PACKAGES (folder with the unpacked packages), LMTP_SOCKET, MX_PORT
# (what the world sends to), RELAY_PORT (what Mimamori sends by), SMTP_PORT (where all that leaves goes). Postfix's master wants
# to be root; its users are Debian's own.

MAIL_DOMAIN=in.city.example AUTHSERV_ID=mx.city.example  # as in infra/postfix
VISITORS_DOMAIN=keitai.example                           # signs its mails, with VISITORS_KEY
MAIL_FOLDER=$DATA/mail-system
VISITORS_KEY=$MAIL_FOLDER/visitors.pem
POSTFIX_USER=mail POSTFIX_GROUP=uucp

# prepare_mail_system: before anything delivers to LMTP_SOCKET.
prepare_mail_system() {
  is_root || fail "Postfix wants to be started by root."
  install -d -m 711 "$MAIL_FOLDER" "$MAIL_FOLDER/postfix"
  install -d -o "$SERVICE_USER" -g "$POSTFIX_USER" -m 710 "$MAIL_FOLDER/milters" "$(dirname "$LMTP_SOCKET")"
  # Where everybody may read it; a checkout may lie where only root may.
  cp -r --no-preserve=ownership "$MAIL_PACKAGES" "$MAIL_FOLDER/packages"
  chmod -R a+rX "$MAIL_FOLDER/packages"
  publish_visitors_domain
  make_postfix_queue
  write_postfix_settings
  write_milter_settings
}

publish_visitors_domain() {
  local key
  openssl genrsa -traditional -out "$VISITORS_KEY" 2048 2>/dev/null
  key=$(openssl rsa -in "$VISITORS_KEY" -pubout -outform DER 2>/dev/null | base64 -w0)
  echo "s._domainkey.$VISITORS_DOMAIN v=DKIM1; k=rsa; p=$key" >"$MAIL_FOLDER/keys"
  echo "_dmarc.$VISITORS_DOMAIN v=DMARC1; p=reject" >"$MAIL_FOLDER/zone"
  chmod 644 "$MAIL_FOLDER/keys" "$MAIL_FOLDER/zone"
}

# shipped FILE: of infra/postfix, with the folders of this instance.
shipped() {
  sed -e "s#/etc/postfix/#$MAIL_FOLDER/postfix/etc/#g" -e "s#/run/mimamori-lmtp/socket#$LMTP_SOCKET#" \
    -e "s#/run/opend[a-z]*/#$MAIL_FOLDER/milters/#g" "$REPO/infra/postfix/$1"
}

make_postfix_queue() {
  local queue=$MAIL_FOLDER/postfix/queue folder
  install -d -m 755 "$queue" "$queue/pid"
  for folder in active bounce corrupt defer deferred flush hold incoming private saved trace; do
    install -d -o "$POSTFIX_USER" -m 700 "$queue/$folder"
  done
  install -d -o "$POSTFIX_USER" -g "$POSTFIX_GROUP" -m 730 "$queue/maildrop"
  install -d -o "$POSTFIX_USER" -g "$POSTFIX_GROUP" -m 710 "$queue/public"
  install -d -o "$POSTFIX_USER" -m 700 "$MAIL_FOLDER/postfix/state" "$MAIL_FOLDER/postfix/log"
}

write_postfix_settings() {
  local here=$MAIL_FOLDER/postfix program=$MAIL_FOLDER/packages/postfix
  local etc=$here/etc
  install -d -m 755 "$etc"
  cat >"$etc/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $here/queue
data_directory = $here/state
command_directory = $program/usr/sbin
daemon_directory = $program/usr/lib/postfix/sbin
shlib_directory = $program/usr/lib/postfix
meta_directory = $program/etc/postfix
sendmail_path = $program/usr/sbin/sendmail
mailq_path = $program/usr/bin/mailq
newaliases_path = $program/usr/bin/newaliases
import_environment = MAIL_CONFIG TZ=UTC LANG=C LD_LIBRARY_PATH=$program/usr/lib/postfix
mail_owner = $POSTFIX_USER
setgid_group = $POSTFIX_GROUP
default_privs = nobody
maillog_file = $here/log/log
maillog_file_prefixes = $here
myhostname = $AUTHSERV_ID
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
mynetworks =
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
default_transport = smtp:[127.0.0.1]:$SMTP_PORT
$(shipped main.cf)
CONF
  shipped mimamori-recipients >"$etc/mimamori-recipients"
  shipped mimamori-forged >"$etc/mimamori-forged"
  cat >"$etc/master.cf" <<CONF
127.0.0.1:$MX_PORT inet n - n - - smtpd
127.0.0.1:$RELAY_PORT inet n - n - - smtpd
  -o mynetworks=127.0.0.0/8
  -o smtpd_relay_restrictions=permit_mynetworks,reject
  -o smtpd_milters=
  -o receive_override_options=no_header_body_checks
$(postfix_services)
CONF
}

# Those of Debian's master.cf that this needs.
postfix_services() {
  local name
  printf '%s unix n - n - %s\n' pickup "1 pickup" cleanup "0 cleanup" qmgr "1 qmgr" showq "- showq"
  for name in proxymap smtp error retry discard lmtp; do echo "$name unix - - n - - $name"; done
  printf '%s unix - - n - %s\n' rewrite "- trivial-rewrite" bounce "0 bounce" defer "0 bounce" trace "0 bounce" \
    verify "1 verify" anvil "1 anvil" scache "1 scache"
  echo "flush unix n - n 1000? 0 flush"
  echo "postlog unix-dgram n - n - 1 postlogd"
}

# SPF needs a DNS server, and the visitors' mails come from loopback, which nobody judges unless told.
write_milter_settings() {
  { shipped opendkim.conf && printf '%s\n' "Syslog no" "TestPublicKeys $MAIL_FOLDER/keys"; } >"$MAIL_FOLDER/opendkim.conf"
  {
    shipped opendmarc.conf | sed '/^SPFSelfValidate/d'
    printf '%s\n' "Syslog no" "TestDNSData $MAIL_FOLDER/zone" "IgnoreHosts $MAIL_FOLDER/ignored-hosts"
  } >"$MAIL_FOLDER/opendmarc.conf"
  echo 192.0.2.1 >"$MAIL_FOLDER/ignored-hosts"
  chmod 644 "$MAIL_FOLDER"/*.conf "$MAIL_FOLDER/ignored-hosts"
}

start_mail_system() {
  local packages=$MAIL_FOLDER/packages
  rm -f "$MAIL_FOLDER"/milters/*
  start_process opendkim "$SERVICE_USER" TERM "$packages/opendkim/usr/sbin/opendkim" -f -x "$MAIL_FOLDER/opendkim.conf"
  start_process opendmarc "$SERVICE_USER" TERM "$packages/opendmarc/usr/sbin/opendmarc" -f -c "$MAIL_FOLDER/opendmarc.conf"
  wait_until 20 opendkim test -S "$MAIL_FOLDER/milters/opendkim.sock"
  wait_until 20 opendmarc test -S "$MAIL_FOLDER/milters/opendmarc.sock"
  chgrp "$POSTFIX_USER" "$MAIL_FOLDER"/milters/*
  start_process postfix root TERM env "LD_LIBRARY_PATH=$packages/postfix/usr/lib/postfix" \
    "$packages/postfix/usr/lib/postfix/sbin/master" -c "$MAIL_FOLDER/postfix/etc" -d
  wait_until 20 postfix listens_on "$MX_PORT"
}

listens_on() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
