// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scratch_database.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "embedded/platform_migrations.hpp"
#include "services/platform/postgres/digest.hpp"
#include "services/platform/postgres/migrator.hpp"
#include "tests/support/scratch_cluster.hpp"

namespace mimamori::tests {
namespace {

using platform::EmbeddedFile;
using platform::postgres::Connection;
using platform::postgres::Statement;

void Must(const absl::Status& status) {
  if (status.ok()) return;
  fmt::print(stderr, "tests: {}\n", status.ToString());
  std::abort();
}

std::unique_ptr<Connection> Admin() {
  static const bool roles = (MakeServiceRoles(ClusterConninfo()), true);
  (void)roles;
  auto admin = Connection::Open(ClusterConninfo() + " dbname=postgres");
  Must(admin.status());
  return *std::move(admin);
}

std::string NextName(const std::string& service) {
  static std::atomic<int> next = 0;
  return fmt::format("t_{}_{}_{}", service, getpid(), next++);
}

std::string In(const std::string& database) { return fmt::format("{} dbname={}", ClusterConninfo(), database); }
std::string In(const std::string& database, const std::string& user) {
  return fmt::format("{} user={}", In(database), user);
}

std::string TemplateName(const std::string& service, const std::vector<EmbeddedFile>& migrations) {
  std::string all;
  for (const auto* files : {&embedded::platform_migrations::Files(), &migrations}) {
    for (const EmbeddedFile& file : *files) all += fmt::format("{}\n{}\n", file.name, file.content);
  }
  return fmt::format("template_{}_{}", service, platform::postgres::Sha256Hex(all).substr(0, 16));
}

constexpr Statement kIsReady{"template_is_ready", "SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate"};
constexpr Statement kLock{"lock_templates", "SELECT 1 FROM pg_advisory_lock(5567135519838201198)"};
constexpr Statement kUnlock{"unlock_templates", "SELECT pg_advisory_unlock(5567135519838201198)"};

bool IsReady(Connection& admin, const std::string& name) {
  const auto rows = admin.Run(kIsReady, platform::postgres::Params().Text(name));
  Must(rows.status());
  return !rows->empty();
}

// Marked as a template only when its migrations are through, so that a half-built one is never cloned.
std::string Template(Connection& admin, const std::string& service, const std::vector<EmbeddedFile>& migrations) {
  const std::string name = TemplateName(service, migrations);
  if (IsReady(admin, name)) return name;
  Must(admin.Run(kLock).status());
  if (!IsReady(admin, name)) {
    Must(admin.Script(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)));
    Must(admin.Script(fmt::format("CREATE DATABASE {} OWNER {}_owner STRATEGY file_copy", name, service)));
    Must(platform::postgres::Migrate(In(name, service + "_owner"), service, migrations));
    Must(admin.Script(fmt::format("ALTER DATABASE {} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false", name)));
  }
  Must(admin.Run(kUnlock).status());
  return name;
}

}  // namespace

TestDatabase::TestDatabase(const std::string& service) : service_(service), name_(NextName(service)), admin_(Admin()) {}

TestDatabase::~TestDatabase() { Must(admin_->Script(fmt::format("DROP DATABASE {} WITH (FORCE)", name_))); }

std::string TestDatabase::Conninfo() const { return In(name_); }
std::string TestDatabase::ServiceConninfo() const { return In(name_, service_); }
std::string TestDatabase::OwnerConninfo() const { return In(name_, service_ + "_owner"); }

ScratchDatabase::ScratchDatabase(const std::string& service, const std::vector<EmbeddedFile>& migrations)
    : TestDatabase(service) {
  const std::string migrated = Template(admin(), service, migrations);
  Must(admin().Script(
      fmt::format("CREATE DATABASE {} OWNER {}_owner TEMPLATE {} STRATEGY file_copy", name(), service, migrated)));
}

EmptyDatabase::EmptyDatabase(const std::string& service) : TestDatabase(service) {
  Must(admin().Script(fmt::format("CREATE DATABASE {} OWNER {}_owner STRATEGY file_copy", name(), service)));
}

}  // namespace mimamori::tests
