# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

# start_mailbox NODE FOLDER USER SMTP_PORT WEB_PORT: always on loopback.
start_mailbox() {
  start_process mailbox "$3" TERM "$1" "$2/main.mjs" --smtp "127.0.0.1:$4" --web "127.0.0.1:$5"
  wait_until 20 mailbox curl -fsS --max-time 2 "http://127.0.0.1:$5/healthz"
}
