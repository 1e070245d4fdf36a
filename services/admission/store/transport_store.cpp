// SPDX-License-Identifier: Apache-2.0
#include "services/admission/store/transport_store.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/areas.hpp"

namespace mimamori::admission {
namespace {

using platform::postgres::AppendAudit;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::PatternsOf;
using platform::postgres::Rows;
using platform::postgres::Statement;

#define MIMAMORI_TRANSPORT_COLUMNS "t.transport_id, t.admission_id, t.state, t.made_at, t.state_since, t.firm"

constexpr Statement kInsert{"admission.insert_transport", R"sql(
  INSERT INTO transports (transport_id, admission_id, request_id, made_by, made_at, area_code, state, state_since)
  VALUES ($1, $2, $3, $4, $5, $6, 1, $5)
)sql"};
constexpr Statement kAsked{"admission.transport_by_request", "SELECT " MIMAMORI_TRANSPORT_COLUMNS R"sql(
  FROM transports t WHERE t.made_by = $1 AND t.request_id = $2
)sql"};
constexpr Statement kGoing{"admission.transport_going", R"sql(
  SELECT 1 FROM transports WHERE admission_id = $1 AND state <= 3
)sql"};
constexpr Statement kList{"admission.list_transports",
                          "SELECT " MIMAMORI_ADMISSION_COLUMNS ", " MIMAMORI_TRANSPORT_COLUMNS R"sql(
  FROM transports t JOIN admissions a ON a.admission_id = t.admission_id LEFT JOIN offers o ON o.offer_id = a.offer_id
  WHERE t.state <= 3 AND (t.made_at, t.transport_id) > ($3::timestamptz, $4::uuid)
    AND CASE WHEN $2 = '' THEN t.area_code LIKE ANY ($1::text[])
             WHEN t.state = 1 THEN t.area_code LIKE ANY ($1::text[]) ELSE t.firm = $2 END
  ORDER BY t.made_at, t.transport_id LIMIT $5
)sql"};
// The admission is locked before its transport, here as wherever an admission ends one.
constexpr Statement kAdmissionOf{"admission.of_transport", "SELECT admission_id FROM transports WHERE transport_id = $1"};
constexpr Statement kLock{"admission.lock_transport", "SELECT " MIMAMORI_TRANSPORT_COLUMNS R"sql(
  FROM transports t WHERE t.transport_id = $1 FOR UPDATE
)sql"};
constexpr Statement kKeep{"admission.keep_transport", R"sql(
  UPDATE transports SET state = $2, state_since = $3, firm = $4, taken_by = $5 WHERE transport_id = $1
)sql"};

absl::Status TransportUnknown() {
  return platform::NotFound("TRANSPORT_UNKNOWN", "there is no such transport that is open to you or yours");
}

Transport ReadTransport(const Rows& rows, int row, int first) {
  return {.id = TransportId(rows.Uuid(row, first)),
          .admission = AdmissionId(rows.Uuid(row, first + 1)),
          .state = static_cast<TransportState>(rows.Int2(row, first + 2)),
          .made_at = rows.Time(row, first + 3),
          .state_since = rows.Time(row, first + 4),
          .firm = std::string(rows.Text(row, first + 5))};
}

bool Covers(const std::vector<platform::AreaCode>& areas, const platform::AreaCode& area) {
  return std::ranges::any_of(areas, [&](const auto& one) { return one.Covers(area); });
}

bool MaySee(const TransportScope& scope, const Transport& transport, const Admission& admission) {
  if (transport.state == TransportState::kOpen) return Covers(scope.areas, admission.area);
  return !scope.firm.empty() && transport.firm == scope.firm;
}

}  // namespace

absl::StatusOr<ListedTransport> TransportStore::Request(absl::Time deadline, const Scope& scope, const AdmissionId& id,
                                                        const RequestId& request,
                                                        const std::function<absl::Status(const Admission&)>& check,
                                                        const AuditEntry& audit) {
  ListedTransport kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept.of, LockAdmission(transaction, id));
    if (!Covers(scope.areas, kept.of.admission.area)) return AdmissionUnknown();
    const Params asked = Params().Text(audit.actor).Uuid(request.uuid());
    ASSIGN_OR_RETURN(const Rows before, transaction.Run(kAsked, asked));
    if (!before.empty()) {
      kept.transport = ReadTransport(before, 0, 0);
      if (kept.transport.admission == id) return absl::OkStatus();
      return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED", "request_id was already used for another one");
    }
    RETURN_IF_ERROR(check(kept.of.admission));
    ASSIGN_OR_RETURN(const Rows going, transaction.Run(kGoing, Params().Uuid(id.uuid())));
    if (!going.empty()) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "TRANSPORT_OPEN", "the firms were told already");
    }
    const TransportId transport = TransportId::Random();
    RETURN_IF_ERROR(transaction.Run(kInsert, Params().Uuid(transport.uuid()).Uuid(id.uuid()).Uuid(request.uuid())
                                                 .Text(audit.actor).Time(audit.time)
                                                 .Text(kept.of.admission.area.ToString())).status());
    ASSIGN_OR_RETURN(const Rows made, transaction.Run(kAsked, asked));
    kept.transport = ReadTransport(made, 0, 0);
    return AppendAudit(transaction, About(audit, kept.of.admission));
  }));
  return kept;
}

absl::StatusOr<std::vector<ListedTransport>> TransportStore::List(absl::Time deadline, const TransportScope& scope,
                                                                  const TransportPosition& after, int limit,
                                                                  const AuditEntry& audit) {
  std::vector<ListedTransport> all;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    all.clear();
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kList, Params().TextArray(PatternsOf(scope.areas)).Text(scope.firm)
                                                                 .Time(after.made_at).Uuid(after.id.uuid()).Int8(limit)));
    for (int row = 0; row < rows.size(); ++row) {
      ASSIGN_OR_RETURN(KeptAdmission of, ReadAdmission(rows, row));
      all.push_back({.transport = ReadTransport(rows, row, kAdmissionColumns), .of = std::move(of)});
    }
    return AppendAudit(transaction, audit);
  }));
  return all;
}

absl::StatusOr<ListedTransport> TransportStore::Change(absl::Time deadline, const TransportScope& scope, const TransportId& id,
                                                       const DecideTransport& decide, const AuditEntry& audit) {
  ListedTransport kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows found, transaction.Run(kAdmissionOf, Params().Uuid(id.uuid())));
    if (found.empty()) return TransportUnknown();
    ASSIGN_OR_RETURN(kept.of, LockAdmission(transaction, AdmissionId(found.Uuid(0, 0))));
    ASSIGN_OR_RETURN(const Rows locked, transaction.Run(kLock, Params().Uuid(id.uuid())));
    kept.transport = ReadTransport(locked, 0, 0);
    if (!MaySee(scope, kept.transport, kept.of.admission)) return TransportUnknown();
    const TransportState before = kept.transport.state;
    const auto deed = [&](KeptAdmission& seen) -> absl::StatusOr<std::vector<Step>> {
      RETURN_IF_ERROR(decide(kept.transport, seen.admission));
      return std::vector<Step>{};
    };
    ASSIGN_OR_RETURN(const bool changed, KeepDeed(transaction, kept.of, deed, audit.actor, audit));
    if (kept.transport.state == before) return absl::OkStatus();
    kept.transport.state_since = audit.time;
    const Transport& transport = kept.transport;
    RETURN_IF_ERROR(transaction.Run(kKeep, Params().Uuid(id.uuid()).Int2(static_cast<int16_t>(transport.state))
                                               .Time(transport.state_since).Text(transport.firm)
                                               .Text(transport.firm.empty() ? "" : audit.actor)).status());
    return changed ? absl::OkStatus() : AppendAudit(transaction, About(audit, kept.of.admission));
  }));
  return kept;
}

std::vector<Statement> TransportStore::Statements() {
  return {kInsert, kAsked, kGoing, kList, kAdmissionOf, kLock, kKeep};
}

}  // namespace mimamori::admission
