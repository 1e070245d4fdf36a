// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/identity/domain/link.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::identity {

// The columns of a link, in the order that ReadLink expects.
#define MIMAMORI_LINK_COLUMNS \
  "purpose, payload, owner, request_id, created_at, expires_at, consumed_at, consumed_by"

absl::StatusOr<Link> ReadLink(const platform::postgres::Rows& rows);

// The link, which nobody else uses or tries until the transaction ends. NOT_FOUND: LINK_UNKNOWN.
absl::StatusOr<Link> LockLink(platform::postgres::Connection& transaction, const std::string& token_hash);
absl::Status MarkUsed(platform::postgres::Connection& transaction, const std::string& token_hash,
                      const RequestId& request_id, absl::Time now);

std::vector<platform::postgres::Statement> LinkRowStatements();

}  // namespace mimamori::identity
