// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/vault/store/vault_store.hpp"

namespace mimamori::vault {

// Remembers in memory, and fails to write when told to.
class MemoryVaultStore final : public VaultStore {
 public:
  absl::Status broken;             // what every write answers while it is not OK
  std::vector<std::string> audit;  // "mail opened 2 of 3 for <event>"

  absl::StatusOr<Retention> GetRetention(const Access&) override {
    return Retention{.zone = absl::UTCTimeZone(), .pseudonym_days = 28, .seal_visit_days = 28,
                     .seal_patient_days = 180, .seal_operator_days = 730, .seal_staff_days = 31, .seal_desk_days = 3650, .event_days = 60};
  }
  absl::StatusOr<PermitPolicy> GetPermitPolicy(const Access&) override {
    return PermitPolicy{.rules = {{"exposure", Ring::kVisit, "alert-cluster"},
                                  {"exposure", Ring::kVisit, "alert-correction"},
                                  {"visit", Ring::kVisit, "verification"},
                                  {"visit", Ring::kVisit, "record-link"},
                                  {"visit", Ring::kVisit, "receipt"},
                                  {"venue", Ring::kOperator, "venue-registration"}},
                        .longest = absl::Hours(24 * 31)};
  }
  absl::Status RecordPseudonymKeyGiven(const Access& access, std::string_view service_day) override {
    return Write(fmt::format("{} took the key of {}", access.actor, service_day));
  }
  absl::Status BeginDerivation(const Access& access, std::string_view, int days) override {
    return Write(fmt::format("{} derived {} days", access.actor, days));
  }
  absl::Status RecordOpening(const Access& access, const Permit& permit, int asked, int opened) override {
    return Write(fmt::format("{} opened {} of {} for {} of {}", access.actor, opened, asked, permit.event_id,
                             permit.issuer));
  }
  absl::Status BeginMatching(const Access& access, EventId event, int contacts) override {
    if (ended_.contains(event)) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "EVENT_ENDED", "the event has ended");
    }
    return Write(fmt::format("{} matched {}", access.actor, contacts));
  }
  absl::Status EndEvent(const Access& access, EventId event) override {
    if (broken.ok()) ended_[event] = access.now;
    return broken;
  }
  absl::Status RecordDestruction(const Access&, KeyKind, std::string_view) override { return broken; }
  absl::StatusOr<std::vector<EventKey>> ListEventKeys(const Access& access, const std::vector<EventId>& ids) override {
    std::vector<EventKey> keys;
    for (const EventId& id : ids) keys.push_back({.event = id, .first_used = access.now, .ended = std::nullopt});
    return keys;
  }

 private:
  absl::Status Write(std::string entry) {
    if (broken.ok()) audit.push_back(std::move(entry));
    return broken;
  }

  std::map<EventId, absl::Time> ended_;
};

}  // namespace mimamori::vault
