// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/case_import_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"

namespace mimamori::registry {
namespace {

constexpr size_t kFingerprintBytes = 16;

v1::ImportedCases AnswerOf(const std::vector<std::string>& numbers) {
  v1::ImportedCases answer;
  for (const std::string& number : numbers) answer.add_numbers(number);
  return answer;
}

}  // namespace

grpc::ServerUnaryReactor* CaseImportService::ImportCases(grpc::CallbackServerContext* context,
                                                         const v1::ImportCasesRequest* request,
                                                         v1::ImportedCases* response) {
  return runner_.Unary(context, request, response, std::bind_front(&CaseImportService::DoImportCases, this));
}

absl::StatusOr<v1::ImportedCases> CaseImportService::DoImportCases(const Call& call,
                                                                   const v1::ImportCasesRequest& request) {
  CaseImport import{.caller = call.caller->subject, .request = {}, .fingerprint = {}, .cases = {}};
  ASSIGN_OR_RETURN(import.request, platform::RequestId::Parse(request.request_id()));
  if (request.content().size() > kLargestCaseTable) {
    return platform::BadField("content", "TOO_MANY_ROWS", "the table has more than 2.5 MiB");
  }
  import.fingerprint = rooms_.fingerprints.Of(request.content(), kFingerprintBytes);
  ASSIGN_OR_RETURN(const std::vector<std::string> before,
                   rooms_.imports.NumbersBefore(call.deadline, import.caller, import.request, import.fingerprint));
  if (!before.empty()) return AnswerOf(before);
  const auto covered = [&](const platform::AreaCode& area) { return call.caller->Covers(area); };
  ASSIGN_OR_RETURN(std::vector<CaseEntry> rows, ReadCaseTable(request.content(), covered, call.now,
                                                              absl::ToCivilDay(call.now, rooms_.zone)));
  ASSIGN_OR_RETURN(import.cases, Prepare(call, std::move(rows)));
  ASSIGN_OR_RETURN(const std::vector<std::string> numbers,
                   rooms_.imports.Import(call.deadline, std::move(import), AuditOf(call, "registry.ImportCases")));
  return AnswerOf(numbers);
}

// Gives each case its id, and seals its patient's address: from here on nothing names her.
absl::StatusOr<std::vector<NewCase>> CaseImportService::Prepare(const Call& call, std::vector<CaseEntry> rows) {
  const std::string month = absl::FormatCivilTime(absl::ToCivilMonth(call.now, rooms_.zone));
  std::unique_ptr<platform::crypto::Sealer> sealer;  // a table without addresses needs no vault
  std::vector<NewCase> cases;
  cases.reserve(rows.size());
  for (CaseEntry& row : rows) {
    row.opened.id = CaseId::Random();
    if (row.reporter) row.opened.reporter = cases[*row.reporter].opened.id;
    NewCase created{.opened = std::move(row.opened), .sealed_contact = {}, .created_by = call.caller->subject,
                    .request_id = platform::RequestId::Random()};
    if (row.email && !sealer) {
      ASSIGN_OR_RETURN(sealer, rooms_.sealer.SealerOf(call, month));
    }
    if (row.email) {
      ASSIGN_OR_RETURN(created.sealed_contact,
                       ContactSealer::Seal(*sealer, created.opened.id, *row.email, created.opened.patient.language,
                                           call.now));
    }
    cases.push_back(std::move(created));
  }
  return cases;
}

}  // namespace mimamori::registry
