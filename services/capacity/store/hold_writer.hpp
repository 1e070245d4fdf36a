// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/capacity/domain/duties.hpp"
#include "services/capacity/store/hold_rows.hpp"

namespace mimamori::capacity {

struct NewHold {
  platform::RequestId request = {};
  FacilityId facility = {};
  std::string bed_class = {};               // empty with `bed`
  std::optional<BedId> bed = std::nullopt;
  HolderId holder = {};
  OfficerId officer = {};
  std::string trace_id = {};
};

// In force when beds are given.
struct TakingRules {
  HoldRules holds = {};
  DutyRules duties = {};
};

// Gives beds to those of one batch who ask, in an open transaction, in the order in which they came. A handful of statements
// whatever its size: the wards are locked in one order; what is over is written down; then it is counted what is free, decided
// without the database, and kept.
class HoldWriter {
 public:
  HoldWriter(const std::vector<NewHold>& asked, const TakingRules& rules, absl::Time now);
  absl::Status Run(platform::postgres::Connection& transaction);
  std::vector<absl::StatusOr<KeptHold>> TakeResults() { return std::move(results_); }

  static std::vector<platform::postgres::Statement> Statements();

 private:
  using BedKey = std::pair<FacilityId, BedId>;
  struct Place {
    Ward ward;
    std::string area;
  };

  absl::Status FindClasses(platform::postgres::Connection& transaction);
  absl::Status LockWards(platform::postgres::Connection& transaction);
  absl::Status FindEarlierTries(platform::postgres::Connection& transaction);
  absl::Status ExpireOld(platform::postgres::Connection& transaction);
  absl::Status CountSince(platform::postgres::Connection& transaction);
  absl::Status FindTaken(platform::postgres::Connection& transaction);
  void DecideAll();
  absl::Status Decide(size_t i);
  absl::Status Insert(platform::postgres::Connection& transaction);
  absl::Status Audit(platform::postgres::Connection& transaction, const KeptHold& hold, const std::string& trace_id);
  void AnswerTwins();
  void Settle(size_t i, absl::StatusOr<KeptHold> result);

  const std::vector<NewHold>& asked_;
  const TakingRules& rules_;
  const absl::Time now_;
  std::vector<std::string> classes_;  // of what each asks for; empty: its bed is unknown
  std::map<WardKey, Place> places_;
  std::map<BedKey, BedSeen> beds_;
  std::map<HolderId, bool> holders_;  // whether she has a live hold
  std::vector<KeptHold> expired_;
  std::vector<std::pair<size_t, size_t>> twins_;  // the same request twice in one batch: the later, and the first
  std::vector<size_t> given_;                     // who get a bed, in order
  std::vector<bool> settled_;
  std::vector<absl::StatusOr<KeptHold>> results_;
};

}  // namespace mimamori::capacity
