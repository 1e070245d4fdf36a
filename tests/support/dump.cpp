// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dump.hpp"

#include "tests/support/child_process.hpp"

namespace mimamori::tests {

std::string DumpDatabase(const std::string& conninfo) {
  return RunToEnd({.words = {"/usr/lib/postgresql/15/bin/pg_dump", "--dbname=" + conninfo},
                   .environment = {{"PGOPTIONS", "-c bytea_output=escape"}},
                   .folder = "/"});
}

}  // namespace mimamori::tests
