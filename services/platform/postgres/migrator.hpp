// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/platform/core/embedded_file.hpp"

namespace mimamori::platform::postgres {

// Brings a database to the newest schema: files "0001_create_stays.sql" in number order, forward only, each in one
// transaction, under an advisory lock, so that two replicas may start at once. Applied files are kept with their
// SHA-256; FAILED_PRECONDITION (MIGRATION_CHANGED) when an applied file's content differs, (MIGRATION_GAP) when the
// numbers do not run 1, 2, 3. A database that is newer than the binary is accepted: old and new services run side by
// side.
//
// Also MIGRATION_NAME (a file is not named so) and MIGRATION_COMMITS (a file ends its transaction). A file that fails
// leaves nothing behind; its failure names the file.
//
// `platform` migrations (changes, audit entries, policies, positions) run first, under their own numbering; what was
// applied is in table schema_migrations, by house ("platform", then the service role's name).
// `conninfo` is the owner's, not the service's; `service_role` is granted what the tables need (the audit table: INSERT
// and SELECT only).
absl::Status Migrate(const std::string& conninfo, const std::string& service_role,
                     const std::vector<EmbeddedFile>& files);

}  // namespace mimamori::platform::postgres
