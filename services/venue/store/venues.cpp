// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <map>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/venue/store/event_store.hpp"
#include "services/venue/store/policy_reader.hpp"
#include "services/venue/store/postgres_venue_store.hpp"
#include "services/venue/store/venue_row.hpp"

namespace mimamori::venue {
namespace {

using platform::VenueId;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kGet{"get_venue", "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE venue_id = $1"};

constexpr Statement kGetMany{"get_venues", "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE venue_id = ANY ($1)"};

// $1: everywhere; $2: municipalities; $3: the first two digits of prefectures, which cover all that begin so.
constexpr Statement kList{"list_venues", "SELECT " MIMAMORI_VENUE_COLUMNS R"( FROM venues
    WHERE ($1 OR area_code = ANY ($2) OR left(area_code, 2) = ANY ($3))
      AND ($4 = '' OR strpos(search_text, lower(normalize($4, NFKC))) > 0)
      AND ($5 OR (display_name COLLATE "C", venue_id) > ($6 COLLATE "C", $7))
    ORDER BY display_name COLLATE "C", venue_id LIMIT $8)"};

constexpr Statement kFindTyped{"find_typed_code",
                               "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE typed_code = $1"};

constexpr Statement kFindRetired{"find_retired_typed_code", "SELECT " MIMAMORI_VENUE_COLUMNS R"( FROM venues
    WHERE venue_id = (SELECT r.venue_id FROM code_replacements r WHERE r.retired_typed_code = $1))"};

constexpr Statement kLock{"lock_venue",
                          "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE venue_id = $1 FOR NO KEY UPDATE"};

constexpr Statement kReplaced{"find_code_replacement",
                              "SELECT 1 FROM code_replacements WHERE venue_id = $1 AND request_id = $2"};

constexpr Statement kReplace{"replace_code", R"(
    UPDATE venues SET code_epoch = code_epoch + 1, typed_code = $2 WHERE venue_id = $1 RETURNING )" MIMAMORI_VENUE_COLUMNS};

constexpr Statement kKeepReplacement{"keep_code_replacement", R"(
    INSERT INTO code_replacements (venue_id, request_id, code_epoch, retired_typed_code, replaced_at)
    VALUES ($1, $2, $3, $4, $5))"};

Params& AddScope(Params& params, const Scope& scope) {
  std::vector<std::string> municipalities;
  std::vector<std::string> prefectures;
  for (const platform::AreaCode& area : scope.areas) {
    if (area.IsPrefecture()) {
      prefectures.push_back(area.ToString().substr(0, 2));
    } else {
      municipalities.push_back(area.ToString());
    }
  }
  return params.Bool(scope.everywhere).TextArray(municipalities).TextArray(prefectures);
}

absl::StatusOr<std::vector<Venue>> ReadVenues(const Rows& rows) {
  std::vector<Venue> venues;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(Venue venue, ReadVenue(rows, row));
    venues.push_back(std::move(venue));
  }
  return venues;
}

}  // namespace

absl::StatusOr<Venue> PostgresVenueStore::Get(absl::Time deadline, const Scope& scope, VenueId id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGet, Params().Int8(id.number())));
  if (rows.empty()) return VenueUnknown();
  ASSIGN_OR_RETURN(const Venue venue, ReadVenue(rows, 0));
  if (!scope.Covers(venue.details.area)) return VenueUnknown();
  return venue;
}

absl::StatusOr<TypedCodeAnswer> PostgresVenueStore::FindTypedCode(absl::Time deadline, std::string_view canonical) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kFindTyped, Params().Text(canonical)));
  if (!rows.empty()) {
    ASSIGN_OR_RETURN(const Venue venue, ReadVenue(rows, 0));
    return TypedCodeAnswer{.state = venue.deleted_at ? TypedCodeState::kRetired : TypedCodeState::kCurrent,
                           .venue = venue};
  }
  ASSIGN_OR_RETURN(const Rows retired, pool_.Run(deadline, kFindRetired, Params().Text(canonical)));
  if (retired.empty()) return TypedCodeAnswer{};
  ASSIGN_OR_RETURN(const Venue venue, ReadVenue(retired, 0));
  return TypedCodeAnswer{.state = TypedCodeState::kRetired, .venue = venue};
}

absl::StatusOr<std::vector<Venue>> PostgresVenueStore::List(absl::Time deadline, const Scope& scope,
                                                            const ListQuestion& question) {
  Params params;
  AddScope(params, scope)
      .Text(question.query)
      .Bool(question.from_start)
      .Text(question.after_name)
      .Int8(question.after_id.number())
      .Int8(question.limit);
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, params));
  return ReadVenues(rows);
}

absl::StatusOr<Venue> PostgresVenueStore::ReplaceCode(absl::Time deadline, const Replacement& replacement) {
  const int64_t number = replacement.venue.number();
  Venue venue;
  const absl::Status status = pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows before, transaction.Run(kLock, Params().Int8(number)));
    if (before.empty()) return VenueUnknown();
    ASSIGN_OR_RETURN(venue, ReadVenue(before, 0));
    if (venue.deleted_at) return VenueUnknown();
    ASSIGN_OR_RETURN(const Rows replaced,
                     transaction.Run(kReplaced, Params().Int8(number).Uuid(replacement.request.uuid())));
    if (!replaced.empty()) return absl::OkStatus();
    const std::string retired = venue.typed_code;
    ASSIGN_OR_RETURN(const Rows after, transaction.Run(kReplace, Params().Int8(number).Text(replacement.typed_code)));
    ASSIGN_OR_RETURN(venue, ReadVenue(after, 0));
    RETURN_IF_ERROR(transaction
                        .Run(kKeepReplacement, Params()
                                                   .Int8(number)
                                                   .Uuid(replacement.request.uuid())
                                                   .Int4(venue.code_epoch)
                                                   .Text(retired)
                                                   .Time(replacement.now))
                        .status());
    return Record(transaction, venue,
                  {.actor = replacement.actor,
                   .action = "venue.ReplaceCode",
                   .now = replacement.now,
                   .trace_id = replacement.trace_id});
  });
  if (!status.ok()) return AboutNumbers(status);
  return venue;
}

absl::StatusOr<std::vector<VenueNews>> PostgresVenueStore::NewsAfter(absl::Time deadline, int64_t sequence, int limit) {
  ASSIGN_OR_RETURN(const auto changes, platform::postgres::ReadChanges(pool_, deadline, sequence, limit));
  std::vector<VenueNews> news;
  std::vector<int64_t> numbers;
  for (const auto& change : changes) {
    const auto id = VenueId::Parse(change.key);
    if (change.topic != kVenueTopic || !id.ok()) continue;
    news.push_back({.sequence = change.sequence, .id = *id, .venue = std::nullopt, .spaces = {}, .events = {}});
    numbers.push_back(id->number());
    if (change.payload.empty()) continue;
    if (const int32_t event = ReadChangedEvent(change.payload); event != 0) {
      ASSIGN_OR_RETURN(news.back().events, EventsIn(pool_, deadline, *id, {event}));
      continue;
    }
    ASSIGN_OR_RETURN(news.back().spaces, SpacesIn(deadline, *id, ReadChangedSpaces(change.payload)));
  }
  if (news.empty()) return news;
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGetMany, Params().Int8Array(numbers)));
  ASSIGN_OR_RETURN(const std::vector<Venue> venues, ReadVenues(rows));
  std::map<VenueId, const Venue*> by_id;
  for (const Venue& venue : venues) by_id[venue.id] = &venue;
  for (VenueNews& item : news) {
    if (const auto it = by_id.find(item.id); it != by_id.end() && !it->second->deleted_at) item.venue = *it->second;
  }
  return news;
}

absl::StatusOr<TypicalStay> PostgresVenueStore::TypicalStayAt(absl::Time deadline, absl::Time at) {
  ASSIGN_OR_RETURN(const auto policy, platform::postgres::PolicyAt(pool_, deadline, "venue.typical_stay", at));
  return ReadTypicalStay(policy.body);
}

std::vector<Statement> PostgresVenueStore::VenueStatements() {
  return {kGet, kGetMany, kList, kFindTyped, kFindRetired, kLock, kReplaced, kReplace, kKeepReplacement};
}

std::vector<Statement> PostgresVenueStore::Statements() {
  std::vector<Statement> all = RegistrationStatements();
  for (const auto& some :
       {MailStatements(), VenueStatements(), EditStatements(), LogInStatements(), SpaceStatements()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace mimamori::venue
