// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/id.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/visit/domain/opening_hours.hpp"
#include "services/visit/domain/venue_events.hpp"
#include "services/visit/domain/venue_spaces.hpp"

namespace mimamori::visit {

// What a venue offers its visitors after a check-in.
struct OfferedLink {
  int16_t kind = 0;  // as venue numbers them
  std::string label = {};
  std::string url = {};  // https
  friend bool operator==(const OfferedLink&, const OfferedLink&) = default;
};

// What a check-in needs to know of a venue.
struct VenueTerms {
  platform::VenueId id = {};
  std::string display_name = {};
  std::string address = {};
  std::string time_zone = {};  // IANA name
  absl::TimeZone zone = {};
  absl::Duration typical_stay = {};
  int code_epoch = 1;  // codes of other epochs are revoked
  bool deleted = false;
  std::vector<OpenSpan> hours = {};  // empty: not known
  std::shared_ptr<const VenueSpaces> spaces = std::make_shared<const VenueSpaces>();  // what the directory knows
  absl::Duration automatic_check_out = {};  // zero: never
  std::vector<OfferedLink> links = {};
  int capacity = 0;  // people at the same time; 0: not told
  std::shared_ptr<const std::vector<EventTerms>> events = std::make_shared<const std::vector<EventTerms>>();  // by number
  std::vector<SpaceTerms> changed_spaces = {};  // only in a change: those that it is about
  std::vector<EventTerms> changed_events = {};  // the same
};

// The venues in memory, kept in the own database: a check-in asks nobody, and goes on while the venue service is away.
// Fed by VenueFollower.
class VenueDirectory {
 public:
  explicit VenueDirectory(platform::postgres::Pool& pool) : pool_(pool) {}

  // Reads the table; once, before serving.
  absl::Status Load(absl::Time deadline);
  // nullptr: not known (yet).
  std::shared_ptr<const VenueTerms> Find(platform::VenueId id) const;
  // Keeps changes durably with the position they bring us to, then shows them.
  absl::Status Apply(absl::Time deadline, const std::vector<VenueTerms>& changed, int64_t sequence);
  absl::StatusOr<int64_t> Position(absl::Time deadline) const;
  // Forgets events that ended before; those in memory go with the next start.
  absl::Status ForgetEvents(absl::Time deadline, absl::Time ended_before);
  // Every zone that a venue is in now: which service days there are.
  std::vector<std::string> Zones() const;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  // Shows venues and, of the same ones, spaces and events.
  absl::Status ShowRows(const platform::postgres::Rows& rows, const platform::postgres::Rows& spaces,
                        const platform::postgres::Rows& events);
  void Show(VenueTerms terms);

  platform::postgres::Pool& pool_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<int64_t, std::shared_ptr<const VenueTerms>> venues_;
  std::unordered_map<std::string, int> zones_;  // venues in each
};

}  // namespace mimamori::visit
