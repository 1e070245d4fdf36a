// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/platform/core/embedded_file.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::tests {

// A database that lives as long as this object, owned by <service>_owner.
class TestDatabase {
 public:
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& name() const { return name_; }
  std::string Conninfo() const;         // the superuser
  std::string ServiceConninfo() const;  // what the service may do in production, and no more
  std::string OwnerConninfo() const;    // <service>_owner, which migrates

 protected:
  explicit TestDatabase(const std::string& service);
  ~TestDatabase();
  platform::postgres::Connection& admin() { return *admin_; }

 private:
  const std::string service_;
  const std::string name_;
  const std::unique_ptr<platform::postgres::Connection> admin_;
};

// A database of its own for one test: a clone of a template that the first test of the run migrates (one per service
// and content of the migrations, the platform's included; test binaries share it).
//   ScratchDatabase database{"visit", embedded::visit_migrations::Files()};
//   Pool pool{database.ServiceConninfo(), 4};
class ScratchDatabase : public TestDatabase {
 public:
  ScratchDatabase(const std::string& service, const std::vector<platform::EmbeddedFile>& migrations);
};

// Without any table, for tests of the migrations themselves.
class EmptyDatabase : public TestDatabase {
 public:
  explicit EmptyDatabase(const std::string& service);
};

}  // namespace mimamori::tests
