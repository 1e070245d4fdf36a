// SPDX-License-Identifier: Apache-2.0
#include <spdlog/common.h>

#include "services/platform/core/error.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::platform::rpc {
namespace {

absl::Status CheckConninfo(const ProcessConfig& config) {
  for (const std::string* conninfo : {&config.database, &config.migration_database}) {
    if (conninfo->find("password=") != std::string::npos) {
      return absl::InvalidArgumentError("a database's password comes as passfile=, for flags are seen by everybody");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLogLevel(const ProcessConfig& config) {
  if (config.log_level == "off" || spdlog::level::from_str(config.log_level) != spdlog::level::off) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("--log-level needs trace, debug, info, warn, error, critical or off");
}

}  // namespace

void BindProcessFlags(Flags& flags, ProcessConfig& config) {
  flags.Add("listen", &config.listen, "gRPC address: unix:/run/mimamori/visit.sock or 127.0.0.1:7001")
      .Add("metrics-listen", &config.metrics_listen,
           "address of GET /metrics, /healthz, /readyz: unix:… or 127.0.0.1:…; none when empty")
      .Require("caller-keys", &config.caller_keys, "folder with the signing key of this process and everybody's .pub")
      .Add("log-level", &config.log_level, "trace, debug, info, warn, error, critical or off")
      .Add("database", &config.database, "libpq conninfo of the service's role")
      .Add("migration-database", &config.migration_database, "libpq conninfo of the role that owns the tables")
      .Add("database-connections", &config.database_connections, "sessions at most", 1, 256)
      .Add("redis", &config.redis, "path of Redis's unix socket; none when empty")
      .Add("threads", &config.threads, "calls that may block at the same time", 1, 256)
      .Add("drain-time", &config.drain_time, "how long running calls may take after SIGTERM")
      .Check([&config] { return CheckConninfo(config); })
      .Check([&config] { return CheckLogLevel(config); });
#ifdef MIMAMORI_MOVABLE_CLOCK
  flags.Add("clock-file", &config.clock_file, "file with the seconds by which this process's clock is moved");
#endif
}

}  // namespace mimamori::platform::rpc
