// SPDX-License-Identifier: Apache-2.0
#include "services/venue/store/venue_row.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/change_log.hpp"

namespace mimamori::venue {

using platform::postgres::Connection;
using platform::postgres::Rows;

namespace {

constexpr int32_t kDay = 24 * 60;

OpeningHours HoursOf(const std::vector<int32_t>& minutes) {
  OpeningHours hours;
  for (size_t i = 0; i + 1 < minutes.size(); i += 2) {
    const int32_t day = minutes[i] / kDay;
    hours.spans.push_back({.day = day, .opens = minutes[i] - day * kDay, .closes = minutes[i + 1] - day * kDay});
  }
  return hours;
}

std::vector<VenueLink> LinksOf(const Rows& rows, int row) {
  const std::vector<int16_t> kinds = rows.Int2Array(row, 16);
  std::vector<std::string> labels = rows.TextArray(row, 17);
  std::vector<std::string> urls = rows.TextArray(row, 18);
  std::vector<VenueLink> links;
  for (size_t i = 0; i < kinds.size(); ++i) {
    links.push_back({static_cast<VenueLinkKind>(kinds[i]), std::move(labels[i]), std::move(urls[i])});
  }
  return links;
}

}  // namespace

absl::Status VenueUnknown() { return platform::NotFound("VENUE_UNKNOWN", "there is no such venue"); }

std::vector<int32_t> MinutesOf(const OpeningHours& hours) {
  std::vector<int32_t> minutes;
  for (const OpenSpan& span : hours.spans) {
    minutes.push_back(span.day * kDay + span.opens);
    minutes.push_back(span.day * kDay + span.closes);
  }
  return minutes;
}

absl::StatusOr<Venue> ReadVenue(const Rows& rows, int row) {
  const auto area = platform::AreaCode::Parse(rows.Text(row, 3));
  if (!area.ok()) return absl::InternalError("a venue has an area code that is none");
  return Venue{.id = platform::VenueId(rows.Int8(row, 0)),
               .details = {.display_name = std::string(rows.Text(row, 1)),
                           .address = std::string(rows.Text(row, 2)),
                           .area = *area,
                           .kind = static_cast<VenueKind>(rows.Int2(row, 4)),
                           .time_zone = std::string(rows.Text(row, 5)),
                           .seat_count = rows.Int4(row, 6),
                           .floor_area_m2 = rows.Int4(row, 7),
                           .typical_stay_minutes = rows.Int4(row, 8),
                           .opening_hours = HoursOf(rows.Int4Array(row, 12)),
                           .automatic_check_out_minutes = rows.Int4(row, 14),
                           .capacity = rows.Int4(row, 15),
                           .links = LinksOf(rows, row),
                           .listed = rows.Bool(row, 19)},
               .code_epoch = rows.Int4(row, 9),
               .typed_code = std::string(rows.Text(row, 10)),
               .created_at = rows.Time(row, 11),
               .revision = rows.Int4(row, 13),
               .deleted_at = rows.IsNull(row, 20) ? std::nullopt : std::optional(rows.Time(row, 20))};
}

absl::Status AboutNumbers(const absl::Status& status) {
  const std::string constraint = platform::postgres::ConstraintOf(status);
  if (constraint != "venues_pkey" && constraint != "venues_typed_code") return status;
  return platform::Failure(absl::StatusCode::kAlreadyExists, "NUMBER_TAKEN", "another venue has this number");
}

absl::Status Record(Connection& transaction, const Venue& venue, const Deed& deed) {
  RETURN_IF_ERROR(
      platform::postgres::AppendAudit(transaction, {.time = deed.now,
                                                    .actor = deed.actor,
                                                    .action = deed.action,
                                                    .object_type = "venue",
                                                    .object_id = venue.id.ToString(),
                                                    .area = venue.details.area.ToString(),
                                                    .reason = "",
                                                    .payload = fmt::format(R"({{"code_epoch": {}, "revision": {}}})",
                                                                           venue.code_epoch, venue.revision),
                                                    .trace_id = deed.trace_id}));
  return platform::postgres::AppendChange(transaction, deed.now, kVenueTopic, venue.id.ToString(), "");
}

}  // namespace mimamori::venue
