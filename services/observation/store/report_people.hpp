// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/store/report_store.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::observation {

// Of whom something is told: what a judgement rests on, as of the last report that was judged.
struct Person {
  int64_t key = 0;
  Diarist before = {};  // as she was when she was locked
  Patient patient = {};
  Memory memory = {};
  std::vector<KeptReport> history = {};  // by time, without those that were corrected; only where `looked_back`
  bool looked_back = false;
  Tier last_tier = Tier::kGreen;
  bool symptomatic = false;
  absl::Time window_began = absl::InfinitePast();
  int window_reports = 0;  // since then, of those that are counted
  bool changed = false;
  std::optional<WorkItem> item = std::nullopt;
  bool item_changed = false;
};
using People = std::map<CaseId, Person>;

// Whether each sender's device is trusted; not those that were revoked or are another case's.
using Devices = std::map<std::pair<std::string, CaseId>, bool>;
absl::StatusOr<Devices> FindDevices(platform::postgres::Connection& transaction, const std::vector<NewReport>& reports);

// Whoever is watched of those who are told of, locked in one order.
absl::StatusOr<People> LockPeople(platform::postgres::Connection& transaction, const std::vector<NewReport>& reports);

// Their work items, locked.
absl::Status FindItems(platform::postgres::Connection& transaction, const std::vector<Person*>& people);

// All their reports, for those whom a memory is not enough for.
absl::Status LookBack(platform::postgres::Connection& transaction, const std::vector<Person*>& people);

std::vector<platform::postgres::Statement> ReportPeopleStatements();

}  // namespace mimamori::observation
