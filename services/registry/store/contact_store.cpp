// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/contact_store.hpp"

#include "fmt/format.h"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/store/case_rows.hpp"

namespace mimamori::registry {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFind{"registry.find_contacts", R"sql(
  SELECT )sql" MIMAMORI_CASE_COLUMNS R"sql(, sealed_contact FROM cases WHERE id = ANY ($1) AND withdrawn_at IS NULL
)sql"};

}  // namespace

absl::StatusOr<std::map<CaseId, KeptCase>> ContactStore::Find(absl::Time deadline, const std::vector<CaseId>& ids,
                                                              const AuditEntry& audit) {
  std::vector<platform::Uuid> uuids;
  for (const CaseId& id : ids) uuids.push_back(id.uuid());
  std::map<CaseId, KeptCase> found;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    found.clear();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFind, Params().UuidArray(uuids)));
    for (int row = 0; row < rows.size(); ++row) {
      KeptCase one;
      ASSIGN_OR_RETURN(one.kept, ReadCase(rows, row));
      if (one.kept.has_contact) one.sealed_contact = rows.Bytes(row, kCaseColumns);
      found.emplace(one.kept.id, std::move(one));
    }
    AuditEntry entry = audit;
    entry.object_type = "contact_list";
    entry.payload = fmt::format(R"({{"cases": {}}})", found.size());
    return platform::postgres::AppendAudit(transaction, entry);
  }));
  return found;
}

std::vector<Statement> ContactStore::Statements() { return {kFind}; }

}  // namespace mimamori::registry
