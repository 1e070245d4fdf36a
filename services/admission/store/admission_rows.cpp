// SPDX-License-Identifier: Apache-2.0
#include "services/admission/store/admission_rows.hpp"

#include <fmt/format.h>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::admission {
namespace {

using platform::postgres::AuditEntry;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr double kHundredths = 100;

// The lock first, and then what is there: whoever had to wait for it would otherwise read the admission as it is by now beside the
// offer as it was.
constexpr Statement kLock{"admission.lock", "SELECT FROM admissions WHERE admission_id = $1 FOR UPDATE"};
constexpr Statement kRead{"admission.read", "SELECT " MIMAMORI_ADMISSION_COLUMNS " FROM " MIMAMORI_ADMISSIONS
                                            " WHERE a.admission_id = $1"};
// Where somebody was fetched is nobody's business any more once it is over.
constexpr Statement kKeep{"admission.keep", R"sql(
  UPDATE admissions
  SET state = $2::int2, version = $3, state_since = $4, pool = $5, offer_id = $6, facility_id = $7, hold_id = $8, hold_version = $9,
      hold_ends = $10, stay_id = $11, stay_version = $12, hold_asked = $13, origin_latitude = CASE WHEN $2::int2 >= 7 THEN NULL ELSE origin_latitude END,
      origin_longitude = CASE WHEN $2::int2 >= 7 THEN NULL ELSE origin_longitude END
  WHERE admission_id = $1
)sql"};
constexpr Statement kKeepOffer{"admission.keep_offer", R"sql(
  UPDATE offers SET state = $2::int2, answered_by = $3, answered_at = $4, answer_reason = $5
  WHERE offer_id = $1 AND state = 1 AND $2::int2 <> 1
)sql"};
// Whoever has lost her bed, or cancelled, is not fetched; who is there was.
constexpr Statement kEndTransports{"admission.end_transports", R"sql(
  UPDATE transports SET state = CASE WHEN $2 AND state = 3 THEN 4 ELSE 5 END, state_since = $3
  WHERE admission_id = $1 AND state <= 3
)sql"};
constexpr Statement kAddStep{"admission.add_step", R"sql(
  INSERT INTO steps (step_id, admission_id, kind, facility_id, word, severe, moment, officer, retry_at, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
)sql"};

template <class Value, class Read>
std::optional<Value> Maybe(const Rows& rows, int row, int column, Read read) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return Value(read(row, column));
}

Priority ReadPriority(int points, const std::vector<int32_t>& parts) {
  Priority priority{.points = points};
  for (size_t i = 0; i + 2 < parts.size(); i += 3) {
    priority.parts.push_back({.kind = static_cast<PriorityPartKind>(parts[i]), .value = parts[i + 1], .points = parts[i + 2]});
  }
  return priority;
}

Needs ReadNeeds(const Rows& rows, int row) {
  Needs needs{.bed_class = std::string(rows.Text(row, 4)), .urgency = static_cast<Urgency>(rows.Int2(row, 6))};
  for (std::string& capability : rows.TextArray(row, 5)) needs.capabilities.insert(std::move(capability));
  return needs;
}

std::optional<Bed> ReadBed(const Rows& rows, int row) {
  if (rows.IsNull(row, 17)) return std::nullopt;
  Bed bed{.facility = FacilityId(rows.Uuid(row, 16)), .hold = rows.Uuid(row, 17), .hold_version = rows.Int4(row, 18),
          .ends = rows.Time(row, 19), .stay_version = rows.Int4(row, 21)};
  if (!rows.IsNull(row, 20)) bed.stay = rows.Uuid(row, 20);
  if (!rows.IsNull(row, 34)) bed.asked = rows.Time(row, 34);
  return bed;
}

OfferedPlace ReadPlace(const Rows& rows, int row) {
  return {.name = std::string(rows.Text(row, 28)),
          .kind = static_cast<FacilityKind>(rows.Int2(row, 29)),
          .organisation = std::string(rows.Text(row, 30)),
          .phone = std::string(rows.Text(row, 31)),
          .answer_reason = std::string(rows.Text(row, 32)),
          .made_at = rows.Time(row, 33),
          .decision = DecisionId(rows.Uuid(row, 35)),
          .override_reason = std::string(rows.Text(row, 36))};
}

absl::Status Keep(Connection& transaction, const Admission& admission) {
  Params params;
  params.Uuid(admission.id.uuid()).Int2(static_cast<int16_t>(admission.state)).Int4(admission.version)
      .Time(admission.state_since).Int2(static_cast<int16_t>(admission.pool));
  admission.offer ? params.Uuid(admission.offer->id.uuid()) : params.Null();
  if (const auto& bed = admission.bed) {
    params.Uuid(bed->facility.uuid()).Uuid(bed->hold).Int4(bed->hold_version).Time(bed->ends)
        .Optional(bed->stay, &Params::Uuid).Int4(bed->stay_version)
        .Optional(bed->asked, &Params::Time);
  } else {
    params.Null().Null().Int4(0).Null().Null().Int4(0).Null();
  }
  return transaction.Run(kKeep, params).status();
}

// What she is admitted by instead of another admission ends it.
absl::Status EndTransferred(Connection& transaction, const Admission& admission, const std::string& officer,
                            const AuditEntry& audit) {
  auto locked = LockAdmission(transaction, *admission.transfer_of);
  if (absl::IsNotFound(locked.status())) return absl::OkStatus();  // forgotten
  RETURN_IF_ERROR(locked.status());
  Admission& left = locked->admission;
  if (left.state != State::kAdmitted) return absl::OkStatus();  // discharged meanwhile
  RETURN_IF_ERROR(Transfer(left, audit.time));
  RETURN_IF_ERROR(Keep(transaction, left));
  RETURN_IF_ERROR(AddSteps(transaction, left.id, StepsOfTransfer(audit.time), officer, audit.time));
  return AppendAudit(transaction, About(audit, left));
}

bool EndsTransports(State state) { return state == State::kRequested || state == State::kAdmitted || IsOver(state); }

}  // namespace

absl::StatusOr<KeptAdmission> ReadAdmission(const Rows& rows, int row) {
  ASSIGN_OR_RETURN(const platform::AreaCode area, platform::AreaCode::Parse(rows.Text(row, 3)));
  KeptAdmission kept{.admission = {.id = AdmissionId(rows.Uuid(row, 0)),
                                   .case_id = CaseId(rows.Uuid(row, 1)),
                                   .number = std::string(rows.Text(row, 2)),
                                   .area = area,
                                   .needs = ReadNeeds(rows, row),
                                   .priority = ReadPriority(rows.Int4(row, 7), rows.Int4Array(row, 8)),
                                   .pool = static_cast<Pool>(rows.Int2(row, 9)),
                                   .state = static_cast<State>(rows.Int2(row, 13)),
                                   .version = rows.Int4(row, 14),
                                   .bed = ReadBed(rows, row),
                                   .created_by = std::string(rows.Text(row, 22)),
                                   .created_at = rows.Time(row, 23),
                                   .state_since = rows.Time(row, 15)}};
  if (!rows.IsNull(row, 10)) {
    kept.admission.origin = Position{.latitude = rows.Int4(row, 10) / kHundredths, .longitude = rows.Int4(row, 11) / kHundredths};
  }
  if (!rows.IsNull(row, 12)) kept.admission.transfer_of = AdmissionId(rows.Uuid(row, 12));
  if (rows.IsNull(row, 24)) return kept;
  kept.admission.offer = Offer{.id = OfferId(rows.Uuid(row, 24)), .facility = FacilityId(rows.Uuid(row, 25)),
                               .state = static_cast<OfferState>(rows.Int2(row, 26)), .deadline = rows.Time(row, 27)};
  kept.place = ReadPlace(rows, row);
  return kept;
}

absl::StatusOr<std::vector<KeptAdmission>> ReadAdmissions(const Rows& rows) {
  std::vector<KeptAdmission> all;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptAdmission kept, ReadAdmission(rows, row));
    all.push_back(std::move(kept));
  }
  return all;
}

absl::Status AdmissionUnknown() {
  return platform::NotFound("ADMISSION_UNKNOWN", "there is no such admission that you may see");
}

absl::StatusOr<KeptAdmission> LockAdmission(Connection& transaction, const AdmissionId& id) {
  ASSIGN_OR_RETURN(const Rows locked, transaction.Run(kLock, Params().Uuid(id.uuid())));
  if (locked.empty()) return AdmissionUnknown();
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kRead, Params().Uuid(id.uuid())));
  if (rows.empty()) return AdmissionUnknown();
  return ReadAdmission(rows, 0);
}

absl::StatusOr<bool> KeepDeed(Connection& transaction, KeptAdmission& kept, const Decide& decide, const std::string& officer,
                              const AuditEntry& audit) {
  Admission& admission = kept.admission;
  const Admission before = admission;
  ASSIGN_OR_RETURN(const std::vector<Step> steps, decide(kept));
  const bool same = admission.version == before.version && admission.pool == before.pool && admission.bed == before.bed;
  if (same && steps.empty()) return false;
  if (admission.state == State::kAdmitted && before.state != State::kAdmitted && admission.transfer_of) {
    RETURN_IF_ERROR(EndTransferred(transaction, admission, officer, audit));
  }
  RETURN_IF_ERROR(Keep(transaction, admission));
  if (admission.offer) {
    RETURN_IF_ERROR(transaction.Run(kKeepOffer, Params().Uuid(admission.offer->id.uuid())
                                                    .Int2(static_cast<int16_t>(admission.offer->state)).Text(audit.actor)
                                                    .Time(audit.time).Text(kept.place.answer_reason)).status());
  }
  if (admission.state != before.state && EndsTransports(admission.state)) {
    RETURN_IF_ERROR(transaction.Run(kEndTransports, Params().Uuid(admission.id.uuid())
                                                        .Bool(admission.state == State::kAdmitted).Time(audit.time)).status());
  }
  RETURN_IF_ERROR(AddSteps(transaction, admission.id, steps, officer, audit.time));
  RETURN_IF_ERROR(AppendAudit(transaction, About(audit, admission)));
  return true;
}

absl::Status AddSteps(Connection& transaction, const AdmissionId& id, const std::vector<Step>& steps,
                      const std::string& officer, absl::Time now) {
  for (const Step& step : steps) {
    const Params params = Params().Uuid(step.id.uuid()).Uuid(id.uuid()).Int2(static_cast<int16_t>(step.kind))
                              .Uuid(step.facility.uuid()).Text(step.word).Bool(step.severe).Time(step.moment).Text(officer)
                              .Time(now);
    RETURN_IF_ERROR(transaction.Run(kAddStep, params).status());
  }
  return absl::OkStatus();
}

AuditEntry About(AuditEntry audit, const Admission& admission) {
  audit.object_type = "admission";
  audit.object_id = admission.id.ToString();
  audit.area = admission.area.ToString();
  audit.payload = fmt::format(R"({{"state": "{}", "version": {}}})",
                              kStates.at(static_cast<size_t>(admission.state) - 1).second, admission.version);
  return audit;
}

std::vector<Statement> AdmissionRowStatements() { return {kLock, kRead, kKeep, kKeepOffer, kEndTransports, kAddStep}; }

}  // namespace mimamori::admission
