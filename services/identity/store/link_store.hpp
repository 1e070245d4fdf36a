// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/link.hpp"

namespace mimamori::identity {

class LinkStore {
 public:
  virtual ~LinkStore() = default;

  // A retry of the same call (owner, request_id) replaces the first link, whose token is void from then on.
  // FAILED_PRECONDITION (LINK_USED) when that one was used; ALREADY_EXISTS (REQUEST_ID_REUSED) when it is of another
  // purpose.
  virtual absl::Status Keep(absl::Time deadline, const std::string& token_hash, const Link& link) = 0;
  virtual absl::StatusOr<std::optional<Link>> Find(absl::Time deadline, const std::string& token_hash) = 0;
  // Judges (JudgeUse) and marks the link as used, in one transaction. Returns the link. Fails as JudgeUse does.
  virtual absl::StatusOr<Link> Use(absl::Time deadline, absl::Time now, const std::string& token_hash,
                                   const std::string& owner, LinkPurpose purpose, const RequestId& request_id) = 0;
  // Links that are forgotten at `now`. Returns how many.
  virtual absl::StatusOr<int64_t> RemoveForgotten(absl::Time deadline, absl::Time now) = 0;
};

}  // namespace mimamori::identity
