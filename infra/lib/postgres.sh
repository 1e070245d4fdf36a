# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A private PostgreSQL 15 on a unix socket; no system cluster is looked at. PostgreSQL refuses root: as root it runs as
# the package's user `postgres`.

POSTGRES_BIN=/usr/lib/postgresql/15/bin

postgres_user() { if is_root; then echo postgres; else id -un; fi; }

# make_cluster DATA: initdb, once. A folder that an interrupted initdb left is made anew.
make_cluster() {
  local data=$1 user
  user=$(postgres_user)
  if [[ -e $data/made ]]; then return 0; fi
  rm -rf "$data"
  mkdir -p "$data"
  if is_root; then chown "$user:" "$data"; fi
  chmod 700 "$data"
  as_user "$user" "$POSTGRES_BIN/initdb" --no-locale -E UTF8 -U postgres --auth=peer -D "$data/cluster" >"$data/initdb.log" 2>&1 ||
    fail "initdb failed: $(tail -n 1 "$data/initdb.log")"
  as_user "$user" touch "$data/made"
}

# write_postgres_settings DATA SOCKETS DURABLE|FAST MAP_USER: listens on no TCP port. Who connects is decided by the
# operating system's user (peer): PostgreSQL's own user is the superuser, MAP_USER may be any of the services' roles. So
# there is no database password that could leak. FAST (tests): no fsync, and anybody who can enter SOCKETS is trusted.
write_postgres_settings() {
  local data=$1 sockets=$2 kind=$3 map_user=$4 cluster=$1/cluster shared=dynamic_shared_memory_type=posix service
  if (($(df -Pm /dev/shm 2>/dev/null | awk 'NR == 2 {print $2}' || echo 0) < 256)); then
    shared=dynamic_shared_memory_type=mmap
  fi
  {
    echo "listen_addresses = ''"
    echo "unix_socket_directories = '$sockets'"
    echo "max_connections = 300"
    echo "shared_buffers = 256MB"
    echo "jit = off"
    echo "$shared"
    echo "password_encryption = 'scram-sha-256'"
    echo "log_line_prefix = '%m [%p] %d '"
    echo "log_error_verbosity = terse"
    # Personal data never reaches a log: no statement, no parameter.
    echo "log_min_error_statement = panic"
    echo "log_parameter_max_length_on_error = 0"
    if [[ $kind == FAST ]]; then
      echo "fsync = off"
      echo "synchronous_commit = off"
      echo "full_page_writes = off"
      echo "max_wal_size = 4GB"
    else
      echo "fsync = on"
      echo "synchronous_commit = on"
      echo "full_page_writes = on"
      echo "max_wal_size = 2GB"
    fi
  } | as_user "$(postgres_user)" tee "$cluster/mimamori.conf" >/dev/null
  if ! grep -q mimamori.conf "$cluster/postgresql.conf"; then
    echo "include 'mimamori.conf'" | as_user "$(postgres_user)" tee -a "$cluster/postgresql.conf" >/dev/null
  fi
  {
    if [[ $kind == FAST ]]; then
      echo "local all all trust"
    else
      echo "local all postgres peer map=administrator"
      echo "local all all peer map=services"
    fi
  } | as_user "$(postgres_user)" tee "$cluster/pg_hba.conf" >/dev/null
  {
    echo "administrator $(postgres_user) postgres"
    for service in "${SERVICES_WITH_DATABASE[@]}"; do
      printf 'services %s %s\nservices %s %s_owner\n' "$map_user" "$service" "$map_user" "$service"
    done
  } | as_user "$(postgres_user)" tee "$cluster/pg_ident.conf" >/dev/null
}

# start_postgres DATA SOCKETS
start_postgres() {
  local data=$1 sockets=$2 user
  user=$(postgres_user)
  # The folder is the run's alone, so a pid file that is still there belongs to a PostgreSQL that was killed.
  local old
  old=$(head -n 1 "$data/cluster/postmaster.pid" 2>/dev/null || true)
  if [[ -n $old && $(tr '\0' ' ' <"/proc/$old/cmdline" 2>/dev/null) == *"$data/cluster"* ]]; then
    fail "A PostgreSQL of an earlier run (pid $old) still uses $data; stop it with: kill -INT $old"
  fi
  start_process postgres "$user" INT "$POSTGRES_BIN/postgres" -D "$data/cluster"
  wait_until 60 postgres as_user "$user" "$POSTGRES_BIN/pg_isready" -q -h "$sockets" -U postgres
}

# administrate SOCKETS [psql options]: psql as superuser.
administrate() {
  local sockets=$1
  shift
  as_user "$(postgres_user)" psql -X -q -v ON_ERROR_STOP=1 -h "$sockets" -U postgres -d postgres "$@"
}

# make_databases SOCKETS: for each service its owner role, its own role and its database; what exists is left alone.
make_databases() {
  local service
  for service in "${SERVICES_WITH_DATABASE[@]}"; do
    cat <<SQL
SELECT 'CREATE ROLE ${service}_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${service}_owner') \gexec
SELECT 'CREATE ROLE ${service} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${service}') \gexec
SELECT 'CREATE DATABASE ${service} OWNER ${service}_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${service}') \gexec
REVOKE ALL ON DATABASE ${service} FROM PUBLIC;
GRANT CONNECT ON DATABASE ${service} TO ${service};
SQL
  done | administrate "$1" >/dev/null || fail "The databases could not be made; see $LOG_FOLDER/postgres.log"
}
