// SPDX-License-Identifier: Apache-2.0
#include "services/admission/store/step_store.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

using platform::postgres::AppendAudit;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr int kStepColumns = 13;

// A step waits for those of its admission that came before it and go to the same service: what it is told it hears in order.
constexpr Statement kDue{"admission.steps_due", "SELECT " MIMAMORI_ADMISSION_COLUMNS ", " MIMAMORI_STEP_COLUMNS R"sql(
  FROM (SELECT DISTINCT ON (w.admission_id, )sql" MIMAMORI_SERVICE_OF("w") R"sql() w.* FROM steps w WHERE w.state = 1
        ORDER BY w.admission_id, )sql" MIMAMORI_SERVICE_OF("w") R"sql(, w.sequence) s
  JOIN admissions a ON a.admission_id = s.admission_id LEFT JOIN offers o ON o.offer_id = a.offer_id
  WHERE s.retry_at <= $1 ORDER BY s.sequence LIMIT $2
)sql"};
constexpr Statement kPostpone{"admission.postpone_step", R"sql(
  UPDATE steps SET attempts = attempts + 1, refusal = $2, retry_at = $3 WHERE step_id = $1 AND state = 1
)sql"};
constexpr Statement kSettle{"admission.settle_step", R"sql(
  UPDATE steps SET state = CASE WHEN $2 = '' THEN 2 ELSE 3 END, refusal = $2, attempts = attempts + 1, settled_at = $3
  WHERE step_id = $1 AND state = 1
)sql"};
constexpr Statement kFind{"admission.find_step", R"sql(
  SELECT s.state, s.kind, EXISTS (SELECT 1 FROM steps l WHERE l.admission_id = s.admission_id AND l.sequence > s.sequence
    AND l.state <> 3 AND )sql" MIMAMORI_SERVICE_OF("l") " = " MIMAMORI_SERVICE_OF("s") R"sql()
  FROM steps s WHERE s.step_id = $1 AND s.admission_id = $2
)sql"};
constexpr Statement kAgain{"admission.retry_step", R"sql(
  UPDATE steps SET state = 1, retry_at = $2, settled_at = NULL WHERE step_id = $1
)sql"};

KeptStep ReadStepAt(const Rows& rows, int row, int first) {
  KeptStep kept{.step = {.id = StepId(rows.Uuid(row, first)),
                         .kind = static_cast<StepKind>(rows.Int2(row, first + 2)),
                         .facility = FacilityId(rows.Uuid(row, first + 3)),
                         .word = std::string(rows.Text(row, first + 4)),
                         .severe = rows.Bool(row, first + 5),
                         .moment = rows.Time(row, first + 6)},
                .admission = AdmissionId(rows.Uuid(row, first + 1)),
                .state = static_cast<StepState>(rows.Int2(row, first + 8)),
                .refusal = std::string(rows.Text(row, first + 9)),
                .attempts = rows.Int4(row, first + 10),
                .officer = std::string(rows.Text(row, first + 7)),
                .created_at = rows.Time(row, first + 11)};
  if (!rows.IsNull(row, first + kStepColumns - 1)) kept.settled_at = rows.Time(row, first + kStepColumns - 1);
  return kept;
}

}  // namespace

KeptStep ReadStep(const Rows& rows, int row) { return ReadStepAt(rows, row, 0); }

absl::StatusOr<std::vector<DueStep>> StepStore::Due(absl::Time deadline, absl::Time now, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kDue, Params().Time(now).Int8(limit)));
  std::vector<DueStep> due;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptAdmission of, ReadAdmission(rows, row));
    due.push_back({.step = ReadStepAt(rows, row, kAdmissionColumns), .of = std::move(of)});
  }
  return due;
}

absl::Status StepStore::Postpone(absl::Time deadline, const StepId& id, const std::string& reason, absl::Time retry_at) {
  return pool_.Run(deadline, kPostpone, Params().Uuid(id.uuid()).Text(reason).Time(retry_at)).status();
}

absl::Status StepStore::Settle(absl::Time deadline, const KeptStep& step, const std::string& refusal, const Decide& decide,
                               const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(KeptAdmission kept, LockAdmission(transaction, step.admission));
    ASSIGN_OR_RETURN(const Rows settled,
                     transaction.Run(kSettle, Params().Uuid(step.step.id.uuid()).Text(refusal).Time(audit.time)));
    if (settled.affected() == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool changed, KeepDeed(transaction, kept, decide, step.officer, audit));
    return changed ? absl::OkStatus() : AppendAudit(transaction, About(audit, kept.admission));
  });
}

absl::StatusOr<KeptAdmission> StepStore::Retry(absl::Time deadline, const Scope& scope, const AdmissionId& admission,
                                               const StepId& id, const AuditEntry& audit) {
  KeptAdmission kept;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(kept, LockAdmission(transaction, admission));
    const bool mine = std::ranges::any_of(scope.areas, [&](const auto& area) { return area.Covers(kept.admission.area); });
    if (!mine) return AdmissionUnknown();
    ASSIGN_OR_RETURN(const Rows found, transaction.Run(kFind, Params().Uuid(id.uuid()).Uuid(admission.uuid())));
    if (found.empty()) return platform::NotFound("STEP_UNKNOWN", "this admission has no such step");
    if (static_cast<StepState>(found.Int2(0, 0)) != StepState::kRefused) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "STEP_NOT_REFUSED", "this step was not refused");
    }
    // Whoever had no bed goes on looking for another; and what was so earlier would undo what is so by now.
    if (static_cast<StepKind>(found.Int2(0, 1)) == StepKind::kHold || found.Bool(0, 2)) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "STEP_OUTDATED", "her way has gone on since then");
    }
    RETURN_IF_ERROR(transaction.Run(kAgain, Params().Uuid(id.uuid()).Time(audit.time)).status());
    return AppendAudit(transaction, About(audit, kept.admission));
  }));
  return kept;
}

std::vector<Statement> StepStore::Statements() { return {kDue, kPostpone, kSettle, kFind, kAgain}; }

}  // namespace mimamori::admission
