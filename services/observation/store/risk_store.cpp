// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/risk_store.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFind{"observation.risk_weighing", R"sql(
  SELECT rules_version, year, through FROM risk_weighing FOR UPDATE
)sql"};
// Locked, so that what the registry tells meanwhile of one of them comes before or behind it.
constexpr Statement kNext{"observation.next_risks", "SELECT p.patient, p.high_risk, " MIMAMORI_JUDGED_PATIENT_COLUMNS R"sql(
  FROM patients p WHERE p.patient > $1 ORDER BY p.patient LIMIT $2 FOR UPDATE OF p
)sql"};
constexpr Statement kKeep{"observation.keep_risks", R"sql(
  UPDATE patients SET high_risk = NOT high_risk WHERE patient = ANY ($1)
)sql"};
constexpr Statement kWeighed{"observation.weighed_risks", R"sql(
  UPDATE risk_weighing SET rules_version = $1, year = $2, through = $3
)sql"};

}  // namespace

absl::StatusOr<RiskStore::Step> RiskStore::Weigh(absl::Time deadline, const RiskBasis& basis,
                                                 const std::function<bool(const Patient&)>& high_risk, int limit) {
  Step step;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    step = {};
    ASSIGN_OR_RETURN(const Rows found, transaction.Run(kFind));
    const bool same = basis == RiskBasis{.rules_version = found.Int4(0, 0), .year = found.Int4(0, 1)};
    if (same && found.IsNull(0, 2)) return absl::OkStatus();
    const int64_t after = same ? found.Int8(0, 2) : 0;
    ASSIGN_OR_RETURN(const Rows people, transaction.Run(kNext, Params().Int8(after).Int8(limit)));
    std::vector<int64_t> otherwise;
    for (int row = 0; row < people.size(); ++row) {
      if (high_risk(ReadJudgedPatient(people, row, 2)) != people.Bool(row, 1)) otherwise.push_back(people.Int8(row, 0));
    }
    if (!otherwise.empty()) RETURN_IF_ERROR(transaction.Run(kKeep, Params().Int8Array(otherwise)).status());
    step.changed = static_cast<int>(otherwise.size());
    step.done = people.size() < limit;
    Params weighed = Params().Int4(basis.rules_version).Int4(static_cast<int32_t>(basis.year));
    step.done ? weighed.Null() : weighed.Int8(people.Int8(people.size() - 1, 0));
    return transaction.Run(kWeighed, weighed).status();
  }));
  return step;
}

std::vector<Statement> RiskStore::Statements() { return {kFind, kNext, kKeep, kWeighed}; }

}  // namespace mimamori::observation
