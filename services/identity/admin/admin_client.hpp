// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "mimamori/identity/v1/administration.pb.h"

namespace mimamori::identity {

// Says one thing on the socket at `path` and waits for the answer, at most 30 s. UNAVAILABLE (ADMIN_SOCKET_SILENT) when
// nobody listens there or no answer comes.
absl::StatusOr<v1::AdministrationReply> AskAdminSocket(const std::string& path, const v1::AdministrationRequest& request);

}  // namespace mimamori::identity
