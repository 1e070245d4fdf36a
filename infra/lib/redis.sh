# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A private Redis 7 on a unix socket. It holds only what may be lost, so it keeps nothing on disk.

# start_redis SOCKET USER
start_redis() {
  start_process redis "$2" TERM /usr/bin/redis-server --port 0 --unixsocket "$1" --unixsocketperm 700 \
    --save "" --appendonly no --maxmemory 128mb --maxmemory-policy allkeys-lru --daemonize no \
    --dir "$(dirname "$1")" --pidfile "" --logfile ""
  wait_until 20 redis as_user "$2" redis-cli -s "$1" ping
}
