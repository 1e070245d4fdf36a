#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run as root: apt_quietly.sh PACKAGE... Installs packages in such a way that no service of theirs is started, now or at
# the next boot, and no PostgreSQL cluster is created. What it changes for that, it puts back.
set -euo pipefail

policy=/usr/sbin/policy-rc.d
cluster_drop_in=/etc/postgresql-common/createcluster.d/mimamori.conf
fresh=()
for service in postgresql:postgresql-15 redis-server:redis-server; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "${service#*:}" 2>/dev/null || true)
  if [[ $status != installed ]]; then fresh+=("${service%%:*}"); fi
done

put_back() {
  if [[ -e $policy.mimamori ]]; then mv -f "$policy.mimamori" "$policy"; else rm -f "$policy"; fi
  rm -f "$cluster_drop_in"
}
# A policy saved by a run that was killed is the machine's own; keep that one.
if [[ -e $policy && ! -e $policy.mimamori ]] && ! grep -q 'put here by mimamori' "$policy"; then
  cp -p "$policy" "$policy.mimamori"
fi
trap put_back EXIT
trap 'exit 130' INT TERM
printf '#!/bin/sh\n# put here by mimamori during an installation: nothing starts\nexit 101\n' >"$policy"
chmod 755 "$policy"
mkdir -p "$(dirname "$cluster_drop_in")"
echo "create_main_cluster = false" >"$cluster_drop_in"

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
quietly() {
  "$@" >"$log" 2>&1 </dev/null && return 0
  tail -n 30 "$log" >&2
  rm -f "$log"
  exit 1
}
quietly apt-get update -qq
quietly apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"
rm -f "$log"

for service in "${fresh[@]}"; do
  if command -v systemctl >/dev/null; then
    systemctl disable --quiet "$service" 2>/dev/null || true
  elif [[ -x /etc/init.d/$service ]]; then
    update-rc.d "$service" disable >/dev/null 2>&1 || true
  fi
done
