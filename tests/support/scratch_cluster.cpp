// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scratch_cluster.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/time/clock.h"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::tests {
namespace {

constexpr char kBin[] = "/usr/lib/postgresql/15/bin/";
constexpr const char* kServices[] = {"vault", "mail", "identity", "venue", "registry", "capacity", "visit", "observation", "exposure"};

[[noreturn]] void GiveUp(const std::string& sentence) {
  fmt::print(stderr, "tests: {}\n", sentence);
  std::abort();
}

void Must(const absl::Status& status) {
  if (!status.ok()) GiveUp(status.ToString());
}

}  // namespace

ScratchCluster::ScratchCluster(const std::vector<std::string>& settings)
    : settings_(settings), conninfo_(fmt::format("host={} user=postgres", folder_.path())) {
  if (geteuid() == 0) {
    const passwd* user = getpwnam("postgres");
    if (user == nullptr || chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) GiveUp("no user postgres");
  }
  RunToEnd({.words = As({std::string(kBin) + "initdb", "-D", folder_.File("data"), "-U", "postgres", "-A", "trust",
                         "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"}),
            .environment = {},
            .folder = folder_.path()});
  Start();
}

ScratchCluster::~ScratchCluster() { Stop(); }

std::vector<std::string> ScratchCluster::As(std::vector<std::string> words) const {
  if (geteuid() != 0) return words;
  // Changing the user forgets the death signal. SIGQUIT is an immediate shutdown: no shared memory stays behind.
  std::vector<std::string> all{"setpriv",        "--reuid",     "postgres", "--regid", "postgres",
                               "--clear-groups", "--pdeathsig", "QUIT",     "--"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

void ScratchCluster::Start() {
  std::vector<std::string> words{std::string(kBin) + "postgres", "-D", folder_.File("data")};
  std::vector<std::string> settings{
      "listen_addresses=",   "unix_socket_directories=" + folder_.path(), "fsync=off",           "full_page_writes=off",
      "max_connections=200", "dynamic_shared_memory_type=mmap",           "shared_buffers=64MB", "jit=off",
      "TimeZone=Asia/Tokyo"};  // not UTC: sessions must see to that themselves
  settings.insert(settings.end(), settings_.begin(), settings_.end());
  for (const std::string& setting : settings) {
    words.push_back("-c");
    words.push_back(setting);
  }
  server_ = std::make_unique<ChildProcess>(
      ChildProcess::Command{.words = As(words), .environment = {}, .folder = folder_.path()});
  const std::string conninfo = conninfo_ + " dbname=postgres";
  const absl::Time until = absl::Now() + absl::Seconds(60);
  while (PQping(conninfo.c_str()) != PQPING_OK) {
    if (!server_->Running() || absl::Now() > until) GiveUp("PostgreSQL does not start: " + server_->Errors());
    absl::SleepFor(absl::Milliseconds(5));
  }
}

void ScratchCluster::Stop() {
  if (!server_) return;
  server_->Signal(SIGQUIT);
  server_->Wait();
  server_.reset();
}

const std::string& ClusterConninfo() {
  static const std::unique_ptr<ScratchCluster> own =
      std::getenv("MIMAMORI_TEST_POSTGRES") ? nullptr : std::make_unique<ScratchCluster>();
  static const std::string conninfo = own ? own->Conninfo() : std::getenv("MIMAMORI_TEST_POSTGRES");
  return conninfo;
}

void MakeServiceRoles(const std::string& cluster_conninfo) {
  auto admin = platform::postgres::Connection::Open(cluster_conninfo + " dbname=postgres");
  Must(admin.status());
  std::string names;
  for (const char* service : kServices)
    names += fmt::format("{}'{}', '{}_owner'", names.empty() ? "" : ", ", service, service);
  Must(
      (*admin)->Script(fmt::format("DO $$ DECLARE name text; BEGIN"
                                   "  PERFORM pg_advisory_xact_lock(5567135519838201197);"
                                   "  FOREACH name IN ARRAY ARRAY[{}] LOOP"
                                   "    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN EXECUTE "
                                   "format('CREATE ROLE %I LOGIN', name); END IF;"
                                   "  END LOOP; END $$",
                                   names)));
}

}  // namespace mimamori::tests
