// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mimamori::tests {

// Every row of every table in every schema, as pg_dump writes it (schema included), to be searched for what must not be
// there. Printable bytes of a bytea stand as they are.
std::string DumpDatabase(const std::string& conninfo);

}  // namespace mimamori::tests
