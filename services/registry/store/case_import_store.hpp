// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

struct CaseImport {
  std::string caller;
  platform::RequestId request;
  std::string fingerprint;     // 16 bytes: a MAC of the table
  std::vector<NewCase> cases;  // by the caller, of this moment; who reports is one of them
};

// Tables of cases. Thread-safe.
class CaseImportStore {
 public:
  explicit CaseImportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // The numbers that the first try of this request gave; none: there was none. ALREADY_EXISTS: REQUEST_ID_REUSED
  // (another table).
  absl::StatusOr<std::vector<std::string>> NumbersBefore(absl::Time deadline, const std::string& caller,
                                                         const platform::RequestId& request,
                                                         const std::string& fingerprint);
  // All cases, their changes and an audit entry for each area, or none; the numbers, in order. A known request makes
  // nothing more. ALREADY_EXISTS: REQUEST_ID_REUSED.
  absl::StatusOr<std::vector<std::string>> Import(absl::Time deadline, CaseImport import,
                                                  const platform::postgres::AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::registry
