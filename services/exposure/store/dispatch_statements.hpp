// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/connection.hpp"

namespace mimamori::exposure {

// The statements of postgres_dispatch.cpp: recipients, from gathered to ended.
std::vector<platform::postgres::Statement> DispatchStatements();

}  // namespace mimamori::exposure
