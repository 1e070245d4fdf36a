// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/connection.hpp"

namespace mimamori::mail {

// The statements of each file of this room, for the test that prepares them all.
std::vector<platform::postgres::Statement> EnqueueStatements();
std::vector<platform::postgres::Statement> GroupStatements();
std::vector<platform::postgres::Statement> DeliveryStatements();
std::vector<platform::postgres::Statement> RetentionStatements();

}  // namespace mimamori::mail
