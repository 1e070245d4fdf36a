// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/case_import_store.hpp"

#include <map>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/registry/store/new_cases.hpp"

namespace mimamori::registry {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kMade{"registry.find_case_import", R"sql(
  SELECT fingerprint, numbers FROM case_imports WHERE caller = $1 AND request_id = $2
)sql"};

// First of all: of two tries at once the second waits here, and then finds the first.
constexpr Statement kBegin{"registry.begin_case_import", R"sql(
  INSERT INTO case_imports (caller, request_id, fingerprint, imported_at, numbers) VALUES ($1, $2, $3, $4, '{}')
  ON CONFLICT (caller, request_id) DO NOTHING
)sql"};
constexpr Statement kEnd{"registry.end_case_import", R"sql(
  UPDATE case_imports SET numbers = $3 WHERE caller = $1 AND request_id = $2
)sql"};

absl::StatusOr<std::vector<std::string>> NumbersOf(const Rows& made, const std::string& fingerprint) {
  if (made.empty()) return std::vector<std::string>();
  if (made.Bytes(0, 0) == fingerprint) return made.TextArray(0, 1);
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was used before for another table", "request_id");
}

// An auditor sees the areas that are hers.
absl::Status Record(Connection& transaction, const CaseImport& import, const AuditEntry& audit) {
  std::map<platform::AreaCode, int> areas;
  std::vector<std::string> ids;
  for (const NewCase& one : import.cases) {
    ++areas[one.opened.area];
    ids.push_back(one.opened.id.ToString());
  }
  for (const auto& [area, count] : areas) {
    AuditEntry entry = audit;
    entry.object_type = "case_import";
    entry.object_id = import.request.ToString();
    entry.area = area.ToString();
    entry.payload = fmt::format(R"({{"cases": {}}})", count);
    RETURN_IF_ERROR(AppendAudit(transaction, entry));
  }
  return AppendChanges(transaction, audit.time, "case", ids);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> CaseImportStore::NumbersBefore(absl::Time deadline, const std::string& caller,
                                                                        const platform::RequestId& request,
                                                                        const std::string& fingerprint) {
  ASSIGN_OR_RETURN(const Rows made, pool_.Run(deadline, kMade, Params().Text(caller).Uuid(request.uuid())));
  return NumbersOf(made, fingerprint);
}

absl::StatusOr<std::vector<std::string>> CaseImportStore::Import(absl::Time deadline, CaseImport import,
                                                                 const AuditEntry& audit) {
  std::vector<std::string> numbers;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    numbers.clear();
    ASSIGN_OR_RETURN(const Rows begun, transaction.Run(kBegin, Params()
                                                                   .Text(import.caller)
                                                                   .Uuid(import.request.uuid())
                                                                   .Bytes(import.fingerprint)
                                                                   .Time(audit.time)));
    const Params call = Params().Text(import.caller).Uuid(import.request.uuid());
    if (begun.affected() == 0) {
      ASSIGN_OR_RETURN(const Rows made, transaction.Run(kMade, call));
      ASSIGN_OR_RETURN(numbers, NumbersOf(made, import.fingerprint));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(InsertCases(transaction, import.cases));
    for (const NewCase& one : import.cases) numbers.push_back(one.opened.number);
    RETURN_IF_ERROR(transaction.Run(kEnd, Params(call).TextArray(numbers)).status());
    return Record(transaction, import, audit);
  }));
  return numbers;
}

std::vector<Statement> CaseImportStore::Statements() {
  std::vector<Statement> all = NewCaseStatements();
  for (const Statement& statement : {kMade, kBegin, kEnd}) all.push_back(statement);
  return all;
}

}  // namespace mimamori::registry
