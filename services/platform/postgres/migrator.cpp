// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/migrator.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "embedded/platform_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/connection.hpp"
#include "services/platform/postgres/digest.hpp"

namespace mimamori::platform::postgres {
namespace {

struct Migration {
  int number;
  std::string name;
  std::string sql;
  std::string sha256;  // of the file as it stands, before the role's name is put in
};

absl::Status Refuse(std::string_view reason, const std::string& sentence) {
  return Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

// "0001_create_stays.sql" → 1
std::optional<int> NumberOf(std::string_view name) {
  const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (name.size() < 10 || name[4] != '_' || !name.ends_with(".sql")) return std::nullopt;
  if (!std::all_of(name.begin(), name.begin() + 4, digit)) return std::nullopt;
  return std::stoi(std::string(name.substr(0, 4)));
}

absl::StatusOr<std::vector<Migration>> Sorted(const std::vector<EmbeddedFile>& files) {
  std::vector<Migration> migrations;
  for (const EmbeddedFile& file : files) {
    const auto number = NumberOf(file.name);
    if (!number) return Refuse("MIGRATION_NAME", fmt::format("{} is not named NNNN_verb_object.sql", file.name));
    migrations.push_back({*number, std::string(file.name), std::string(file.content), Sha256Hex(file.content)});
  }
  std::sort(migrations.begin(), migrations.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  for (size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].number == static_cast<int>(i) + 1) continue;
    return Refuse("MIGRATION_GAP", fmt::format("{} should have number {:04}", migrations[i].name, i + 1));
  }
  return migrations;
}

// Platform migrations grant to whichever role the service has.
void PutRole(std::vector<Migration>& migrations, const std::string& quoted_role) {
  constexpr std::string_view kPlace = "${service_role}";
  for (Migration& migration : migrations) {
    for (size_t at = 0; (at = migration.sql.find(kPlace, at)) != std::string::npos; at += quoted_role.size()) {
      migration.sql.replace(at, kPlace.size(), quoted_role);
    }
  }
}

absl::StatusOr<std::string> Quoted(Connection& connection, const std::string& name) {
  char* const quoted = PQescapeIdentifier(connection.raw(), name.data(), name.size());
  if (quoted == nullptr) return absl::InvalidArgumentError("the service's role has no usable name");
  std::string out = quoted;
  PQfreemem(quoted);
  return out;
}

// One number for every Mimamori migrator; advisory locks are per database.
constexpr Statement kLock{"lock_migrations", "SELECT 1 FROM pg_advisory_lock(5567135519838201195)"};
constexpr Statement kUnlock{"unlock_migrations", "SELECT pg_advisory_unlock(5567135519838201195)"};

constexpr char kCreateTable[] =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " house text NOT NULL, number integer NOT NULL, name text NOT NULL, sha256 text NOT NULL,"
    " applied_at timestamptz NOT NULL, PRIMARY KEY (house, number))";

constexpr Statement kListApplied{"list_applied_migrations",
                                 "SELECT number, name, sha256 FROM schema_migrations WHERE house = $1 ORDER BY number"};

constexpr Statement kRecord{"record_migration",
                            "INSERT INTO schema_migrations (house, number, name, sha256, applied_at)"
                            " VALUES ($1, $2, $3, $4, $5)"};

absl::Status Apply(Connection& connection, const std::string& house, const Migration& migration) {
  absl::Status status = connection.Script("BEGIN");
  if (status.ok()) status = connection.Script(migration.sql);
  if (status.ok() && PQtransactionStatus(connection.raw()) != PQTRANS_INTRANS) {
    status = Refuse("MIGRATION_COMMITS", "a migration runs in one transaction and must not end it");
  }
  if (status.ok()) {
    Params params;
    params.Text(house).Int4(migration.number).Text(migration.name).Text(migration.sha256).Time(absl::Now());
    status = connection.Run(kRecord, params).status();
  }
  if (status.ok()) status = connection.Script("COMMIT");
  if (status.ok()) return status;
  (void)connection.Script("ROLLBACK");
  return Failure(status.code(), ReasonOf(status),
                 fmt::format("{} {}: {}", house, migration.name, std::string(status.message())));
}

absl::Status ApplyMissing(Connection& connection, const std::string& house, const std::vector<Migration>& migrations) {
  ASSIGN_OR_RETURN(const Rows applied, connection.Run(kListApplied, Params().Text(house)));
  for (int row = 0; row < applied.size(); ++row) {
    if (applied.Int4(row, 0) != row + 1) {
      return Refuse("MIGRATION_GAP", fmt::format("{}: the database lacks migration {:04}", house, row + 1));
    }
    if (row >= static_cast<int>(migrations.size())) break;  // a newer service was here
    if (applied.Text(row, 2) != migrations[static_cast<size_t>(row)].sha256) {
      return Refuse("MIGRATION_CHANGED",
                    fmt::format("{}: {} was applied with another content", house, applied.Text(row, 1)));
    }
  }
  for (size_t i = static_cast<size_t>(applied.size()); i < migrations.size(); ++i) {
    RETURN_IF_ERROR(Apply(connection, house, migrations[i]));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Migrate(const std::string& conninfo, const std::string& service_role,
                     const std::vector<EmbeddedFile>& files) {
  ASSIGN_OR_RETURN(std::vector<Migration> platform, Sorted(embedded::platform_migrations::Files()));
  ASSIGN_OR_RETURN(const std::vector<Migration> own, Sorted(files));
  ASSIGN_OR_RETURN(const auto connection, Connection::Open(conninfo));
  ASSIGN_OR_RETURN(const std::string role, Quoted(*connection, service_role));
  PutRole(platform, role);
  RETURN_IF_ERROR(connection->Run(kLock).status());
  absl::Status status = connection->Script(kCreateTable);
  if (status.ok()) status = ApplyMissing(*connection, "platform", platform);
  if (status.ok()) status = ApplyMissing(*connection, service_role, own);
  (void)connection->Run(kUnlock);  // closing the session unlocks as well
  return status;
}

}  // namespace mimamori::platform::postgres
