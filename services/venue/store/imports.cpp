// SPDX-License-Identifier: Apache-2.0
#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/venue/store/import_store.hpp"
#include "services/venue/store/venue_row.hpp"

namespace mimamori::venue {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kMade{"find_venue_import", R"(
    SELECT fingerprint, venue_count FROM venue_imports WHERE caller = $1 AND request_id = $2)"};

// First of all: of two tries at once the second waits here, and then finds the first.
constexpr Statement kKeep{"keep_venue_import", R"(
    INSERT INTO venue_imports (caller, request_id, fingerprint, venue_count, imported_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (caller, request_id) DO NOTHING)"};

// Opening hours are arrays of their own, which unnest would run together: they come as text.
constexpr Statement kCreate{"import_venues", R"(
    INSERT INTO venues (venue_id, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2,
                        typical_stay_minutes, code_epoch, typed_code, sealed_contact, registration_id, created_at,
                        opening_hours, operator_key)
    SELECT venue_id, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2, typical_stay_minutes, 1,
           typed_code, sealed_contact, registration_id, $1, opening_hours::integer[], operator_key
    FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::integer[], $9::integer[],
                $10::integer[], $11::text[], $12::bytea[], $13::uuid[], $14::text[], $15::bytea[])
         AS n (venue_id, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2,
               typical_stay_minutes, typed_code, sealed_contact, registration_id, opening_hours, operator_key))"};

absl::StatusOr<int> CountOf(const Rows& made, const std::string& fingerprint) {
  if (made.empty()) return 0;
  if (made.Bytes(0, 0) == fingerprint) return made.Int4(0, 1);
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was used before for another table", "request_id");
}

Params ParamsOf(const VenueImport& import) {
  std::vector<int64_t> ids;
  std::vector<int16_t> kinds;
  std::vector<int32_t> seats, metres, stays;
  std::vector<platform::Uuid> registrations;
  std::vector<std::string> names, addresses, areas, zones, codes, contacts, hours, keys;
  for (const ImportedVenue& venue : import.venues) {
    const VenueDetails& details = venue.details;
    ids.push_back(venue.id.number());
    names.push_back(details.display_name);
    addresses.push_back(details.address);
    areas.push_back(details.area.ToString());
    kinds.push_back(static_cast<int16_t>(details.kind));
    zones.push_back(details.time_zone);
    seats.push_back(details.seat_count);
    metres.push_back(details.floor_area_m2);
    stays.push_back(details.typical_stay_minutes);
    codes.push_back(venue.typed_code);
    contacts.push_back(venue.sealed_contact);
    registrations.push_back(venue.registration.uuid());
    hours.push_back(fmt::format("{{{}}}", fmt::join(MinutesOf(details.opening_hours), ",")));
    keys.push_back(venue.operator_key);
  }
  return Params().Time(import.now).Int8Array(ids).TextArray(names).TextArray(addresses).TextArray(areas)
      .Int2Array(kinds).TextArray(zones).Int4Array(seats).Int4Array(metres).Int4Array(stays).TextArray(codes)
      .BytesArray(contacts).UuidArray(registrations).TextArray(hours).BytesArray(keys);
}

absl::Status Record(Connection& transaction, const VenueImport& import) {
  RETURN_IF_ERROR(platform::postgres::AppendAudit(
      transaction, {.time = import.now,
                    .actor = import.caller,
                    .action = "venue.ImportVenues",
                    .object_type = "venue_import",
                    .object_id = import.request.ToString(),
                    .area = "",
                    .reason = "",
                    .payload = fmt::format(R"({{"venues": {}}})", import.venues.size()),
                    .trace_id = import.trace_id}));
  std::vector<std::string> keys;
  for (const ImportedVenue& venue : import.venues) keys.push_back(venue.id.ToString());
  return platform::postgres::AppendChanges(transaction, import.now, kVenueTopic, keys);
}

}  // namespace

absl::StatusOr<int> ImportStore::MadeBefore(absl::Time deadline, const std::string& caller,
                                            const platform::RequestId& request, const std::string& fingerprint) {
  ASSIGN_OR_RETURN(const Rows made, pool_.Run(deadline, kMade, Params().Text(caller).Uuid(request.uuid())));
  return CountOf(made, fingerprint);
}

absl::StatusOr<int> ImportStore::Import(absl::Time deadline, const VenueImport& import) {
  int count = static_cast<int>(import.venues.size());
  const absl::Status status = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows kept, transaction.Run(kKeep, Params()
                                                                 .Text(import.caller)
                                                                 .Uuid(import.request.uuid())
                                                                 .Bytes(import.fingerprint)
                                                                 .Int4(static_cast<int32_t>(import.venues.size()))
                                                                 .Time(import.now)));
    if (kept.affected() == 0) {
      ASSIGN_OR_RETURN(const Rows made,
                       transaction.Run(kMade, Params().Text(import.caller).Uuid(import.request.uuid())));
      ASSIGN_OR_RETURN(count, CountOf(made, import.fingerprint));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(transaction.Run(kCreate, ParamsOf(import)).status());
    return Record(transaction, import);
  });
  if (!status.ok()) return AboutNumbers(status);
  return count;
}

std::vector<Statement> ImportStore::Statements() { return {kMade, kKeep, kCreate}; }

}  // namespace mimamori::venue
