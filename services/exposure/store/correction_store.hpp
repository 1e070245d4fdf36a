// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "services/exposure/domain/exposure.hpp"
#include "services/exposure/domain/recipients.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::exposure {

// Who of an exposure's recipients must hear that it was wrong. Failures are those of the pool.
class CorrectionStore {
 public:
  explicit CorrectionStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Approved corrections of which not everything was handed to mail, where mail has confirmed the recall: nothing comes
  // into the exposure's group any more. Not those past retention.
  absl::StatusOr<std::vector<Exposure>> Correcting(absl::Time deadline);

  struct Mailed {
    std::string contact_mac;
    bool queued = false;  // as far as the dispatcher heard
  };
  // Recipients of whom it is not decided yet whether they are corrected, by MAC, above `after`.
  absl::StatusOr<std::vector<Mailed>> Undecided(absl::Time deadline, const ExposureId& id, const std::string& after,
                                                int limit);
  // Decided once: who was decided on before stays as she is.
  absl::Status Decide(absl::Time deadline, const ExposureId& id, const std::vector<std::string>& told,
                      const std::vector<std::string>& not_told);
  // Those who are due a correction.
  absl::StatusOr<std::vector<Recipient>> Waiting(absl::Time deadline, const ExposureId& id, int limit);
  absl::Status MarkQueued(absl::Time deadline, const ExposureId& id, const std::vector<std::string>& contact_macs);
  // Changes nothing while anybody is undecided or waits.
  absl::Status Finish(absl::Time deadline, const ExposureId& id, absl::Time now);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::exposure
