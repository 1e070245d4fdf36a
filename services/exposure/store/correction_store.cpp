// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/correction_store.hpp"

#include "services/exposure/store/exposure_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::exposure {

using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

namespace {

constexpr Statement kCorrecting{"exposure.correcting", "SELECT " MIMAMORI_EXPOSURE_COLUMNS R"sql(
  FROM exposures
  WHERE correction_approved_by IS NOT NULL AND corrected_at IS NULL AND recall_settled_at IS NOT NULL
    AND ended_at IS NULL
  ORDER BY number
)sql"};
constexpr Statement kUndecided{"exposure.correction_undecided", R"sql(
  SELECT contact_mac, queued_at IS NOT NULL FROM recipients
  WHERE exposure_id = $1 AND correction IS NULL AND contact_mac > $2 ORDER BY contact_mac LIMIT $3
)sql"};
constexpr Statement kDecide{"exposure.correction_decide", R"sql(
  UPDATE recipients SET correction = CASE WHEN contact_mac = ANY ($2::bytea[]) THEN 1 ELSE 0 END
  WHERE exposure_id = $1 AND correction IS NULL AND contact_mac = ANY ($2::bytea[] || $3::bytea[])
)sql"};
constexpr Statement kWaiting{"exposure.correction_waiting", R"sql(
  SELECT contact_mac, sealed_contact, stay_start FROM recipients
  WHERE exposure_id = $1 AND correction = 1 ORDER BY contact_mac LIMIT $2
)sql"};
constexpr Statement kMark{"exposure.correction_mark", R"sql(
  UPDATE recipients SET correction = 2 WHERE exposure_id = $1 AND contact_mac = ANY ($2::bytea[]) AND correction = 1
)sql"};
constexpr Statement kFinish{"exposure.correction_finish", R"sql(
  UPDATE exposures SET corrected_at = $2, version = version + 1,
                       corrections = (SELECT count(*) FROM recipients WHERE exposure_id = $1 AND correction = 2)
  WHERE exposure_id = $1 AND correction_approved_by IS NOT NULL AND corrected_at IS NULL AND ended_at IS NULL
    AND NOT EXISTS (SELECT FROM recipients WHERE exposure_id = $1 AND (correction IS NULL OR correction = 1))
)sql"};

}  // namespace

absl::StatusOr<std::vector<Exposure>> CorrectionStore::Correcting(absl::Time deadline) {
  ASSIGN_OR_RETURN(auto session, pool_.Borrow(deadline));
  ASSIGN_OR_RETURN(const Rows rows, session->Run(kCorrecting));
  return ReadExposures(*session, rows);
}

absl::StatusOr<std::vector<CorrectionStore::Mailed>> CorrectionStore::Undecided(absl::Time deadline,
                                                                                const ExposureId& id,
                                                                                const std::string& after, int limit) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kUndecided, Params().Uuid(id.uuid()).Bytes(after).Int8(limit)));
  std::vector<Mailed> undecided;
  for (int row = 0; row < rows.size(); ++row) {
    undecided.push_back({.contact_mac = std::string(rows.Bytes(row, 0)), .queued = rows.Bool(row, 1)});
  }
  return undecided;
}

absl::Status CorrectionStore::Decide(absl::Time deadline, const ExposureId& id, const std::vector<std::string>& told,
                                     const std::vector<std::string>& not_told) {
  return pool_.Run(deadline, kDecide, Params().Uuid(id.uuid()).BytesArray(told).BytesArray(not_told)).status();
}

absl::StatusOr<std::vector<Recipient>> CorrectionStore::Waiting(absl::Time deadline, const ExposureId& id, int limit) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kWaiting, Params().Uuid(id.uuid()).Int8(limit)));
  std::vector<Recipient> waiting;
  for (int row = 0; row < rows.size(); ++row) {
    Recipient recipient;
    recipient.contact_mac = std::string(rows.Bytes(row, 0));
    recipient.sealed_contact = std::string(rows.Bytes(row, 1));
    recipient.stay_start = rows.Time(row, 2);
    waiting.push_back(std::move(recipient));
  }
  return waiting;
}

absl::Status CorrectionStore::MarkQueued(absl::Time deadline, const ExposureId& id,
                                         const std::vector<std::string>& contact_macs) {
  return pool_.Run(deadline, kMark, Params().Uuid(id.uuid()).BytesArray(contact_macs)).status();
}

absl::Status CorrectionStore::Finish(absl::Time deadline, const ExposureId& id, absl::Time now) {
  return pool_.Run(deadline, kFinish, Params().Uuid(id.uuid()).Time(now)).status();
}

std::vector<Statement> CorrectionStore::Statements() {
  return {kCorrecting, kUndecided, kDecide, kWaiting, kMark, kFinish};
}

}  // namespace mimamori::exposure
