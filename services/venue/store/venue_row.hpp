// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/postgres/connection.hpp"
#include "services/venue/domain/venue.hpp"

// The columns that ReadVenue expects, in its order.
#define MIMAMORI_VENUE_COLUMNS                                                               \
  "venue_id, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2, " \
  "typical_stay_minutes, code_epoch, typed_code, created_at, opening_hours, revision, "             \
  "automatic_check_out_minutes, capacity, link_kinds, link_labels, link_urls, listed, deleted_at"

namespace mimamori::venue {

// INTERNAL when the row holds an area code that is none.
absl::StatusOr<Venue> ReadVenue(const platform::postgres::Rows& rows, int row);

// As the column opening_hours keeps them.
std::vector<int32_t> MinutesOf(const OpeningHours& hours);

absl::Status VenueUnknown();  // NOT_FOUND

// The statement inserted or changed a venue whose number or typed code another one has: NUMBER_TAKEN; else as it is.
absl::Status AboutNumbers(const absl::Status& status);

// Audit entry and change, the last things of a transaction that changed a venue.
struct Deed {
  std::string actor;
  std::string action;  // "venue.ReplaceCode"
  absl::Time now;
  std::string trace_id;
};
absl::Status Record(platform::postgres::Connection& transaction, const Venue& venue, const Deed& deed);

// Topic of the change log; its keys are the venues' numbers. A payload names the spaces ("7,8,9") or the event ("event:3")
// that changed: followers are told how they and the venue are now.
constexpr const char* kVenueTopic = "venue";
std::vector<int32_t> ReadChangedSpaces(std::string_view payload);

}  // namespace mimamori::venue
