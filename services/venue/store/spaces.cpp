// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/venue/store/postgres_venue_store.hpp"
#include "services/venue/store/venue_row.hpp"

namespace mimamori::venue {
namespace {

using platform::VenueId;
using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// So many spaces of one venue change in one item of the log: what a follower is sent at once stays small.
constexpr size_t kSpacesOfAChange = 200;

#define MIMAMORI_SPACE_COLUMNS "space, parent, kind, display_name, revision, code_replacements, deleted_at"

// Every change of a venue's spaces waits for the one before it: a tree is judged as a whole.
constexpr Statement kLock{"lock_venue_of_spaces",
                          "SELECT " MIMAMORI_VENUE_COLUMNS " FROM venues WHERE venue_id = $1 FOR NO KEY UPDATE"};

constexpr Statement kAll{"list_spaces", "SELECT " MIMAMORI_SPACE_COLUMNS " FROM spaces WHERE venue_id = $1 ORDER BY space"};

constexpr Statement kPage{"page_spaces", "SELECT " MIMAMORI_SPACE_COLUMNS R"( FROM spaces
    WHERE venue_id = $1 AND space > $2 AND deleted_at IS NULL ORDER BY space LIMIT $3)"};

constexpr Statement kSome{"get_spaces", "SELECT " MIMAMORI_SPACE_COLUMNS R"( FROM spaces
    WHERE venue_id = $1 AND space = ANY ($2) ORDER BY space)"};

constexpr Statement kPath{"get_path_of_space", R"(
    WITH RECURSIVE path AS (
      SELECT spaces.*, 1 AS step FROM spaces WHERE venue_id = $1 AND space = $2
      UNION ALL
      SELECT s.*, p.step + 1 FROM spaces s JOIN path p ON s.venue_id = p.venue_id AND s.space = p.parent
      WHERE p.step < 16)
    SELECT )" MIMAMORI_SPACE_COLUMNS " FROM path ORDER BY step DESC"};

constexpr Statement kMade{"find_space_creation", R"(
    SELECT fingerprint, first_space, space_count FROM space_creations WHERE venue_id = $1 AND request_id = $2)"};

constexpr Statement kNext{"next_space", R"(
    SELECT coalesce(max(first_space + space_count), 1) FROM space_creations WHERE venue_id = $1)"};

constexpr Statement kKeepCreation{"keep_space_creation", R"(
    INSERT INTO space_creations (venue_id, request_id, fingerprint, first_space, space_count)
    VALUES ($1, $2, $3, $4, $5))"};

constexpr Statement kCreate{"create_spaces", R"(
    INSERT INTO spaces (venue_id, space, parent, kind, display_name, created_at)
    SELECT $1, s.space, s.parent, s.kind, s.display_name, $6
    FROM unnest($2::integer[], $3::integer[], $4::smallint[], $5::text[]) AS s (space, parent, kind, display_name))"};

constexpr Statement kChange{"change_space", R"(
    UPDATE spaces SET parent = $3, kind = $4, display_name = $5, revision = $6 WHERE venue_id = $1 AND space = $2)"};

constexpr Statement kDelete{"delete_spaces", R"(
    UPDATE spaces SET deleted_at = $3 WHERE venue_id = $1 AND space = ANY ($2) AND deleted_at IS NULL)"};

constexpr Statement kReplaced{"find_space_code_replacement", R"(
    SELECT space FROM space_code_replacements WHERE venue_id = $1 AND request_id = $2)"};

constexpr Statement kReplace{"replace_space_code", R"(
    UPDATE spaces SET code_replacements = code_replacements + 1
    WHERE venue_id = $1 AND space = $2 AND deleted_at IS NULL)"};

constexpr Statement kKeepReplacement{"keep_space_code_replacement", R"(
    INSERT INTO space_code_replacements (venue_id, request_id, space, replaced_at) VALUES ($1, $2, $3, $4))"};

absl::Status SpaceUnknown() { return platform::NotFound("SPACE_UNKNOWN", "there is no such space"); }

std::vector<Space> ReadSpaces(const Rows& rows) {
  std::vector<Space> spaces;
  for (int row = 0; row < rows.size(); ++row) {
    spaces.push_back({.number = rows.Int4(row, 0),
                      .parent = rows.Int4(row, 1),
                      .kind = static_cast<SpaceKind>(rows.Int2(row, 2)),
                      .name = std::string(rows.Text(row, 3)),
                      .revision = rows.Int4(row, 4),
                      .code_replacements = rows.Int4(row, 5),
                      .deleted_at = rows.IsNull(row, 6) ? std::nullopt : std::optional(rows.Time(row, 6))});
  }
  return spaces;
}

absl::StatusOr<Venue> Lock(Connection& transaction, VenueId id) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLock, Params().Int8(id.number())));
  if (rows.empty()) return VenueUnknown();
  ASSIGN_OR_RETURN(Venue venue, ReadVenue(rows, 0));
  if (venue.deleted_at) return VenueUnknown();
  return venue;
}

absl::StatusOr<SpaceTree> TreeOf(Connection& transaction, VenueId id) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kAll, Params().Int8(id.number())));
  return SpaceTree(ReadSpaces(rows));
}

absl::StatusOr<std::vector<Space>> Some(Connection& transaction, VenueId id, const std::vector<int32_t>& numbers) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kSome, Params().Int8(id.number()).Int4Array(numbers)));
  return ReadSpaces(rows);
}

// Audit entry and changes, the last things of a transaction that changed spaces.
absl::Status Record(Connection& transaction, const Venue& venue, const SpaceDeed& deed, const char* action,
                    const std::vector<int32_t>& numbers) {
  RETURN_IF_ERROR(platform::postgres::AppendAudit(
      transaction, {.time = deed.now,
                    .actor = deed.actor,
                    .action = action,
                    .object_type = "venue",
                    .object_id = venue.id.ToString(),
                    .area = venue.details.area.ToString(),
                    .reason = "",
                    .payload = fmt::format(R"({{"first_space": {}, "spaces": {}}})", numbers.front(), numbers.size()),
                    .trace_id = deed.trace_id}));
  for (size_t at = 0; at < numbers.size(); at += kSpacesOfAChange) {
    const auto begin = numbers.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(kSpacesOfAChange, numbers.size() - at));
    RETURN_IF_ERROR(platform::postgres::AppendChange(transaction, deed.now, kVenueTopic, venue.id.ToString(),
                                                     fmt::format("{}", fmt::join(begin, end, ","))));
  }
  return absl::OkStatus();
}

std::vector<int32_t> Run(int32_t first, int32_t count) {
  std::vector<int32_t> numbers;
  for (int32_t i = 0; i < count; ++i) numbers.push_back(first + i);
  return numbers;
}

absl::Status Insert(Connection& transaction, const SpaceCreation& creation, const std::vector<Space>& spaces) {
  std::vector<int32_t> numbers;
  std::vector<int32_t> parents;
  std::vector<int16_t> kinds;
  std::vector<std::string> names;
  for (const Space& space : spaces) {
    numbers.push_back(space.number);
    parents.push_back(space.parent);
    kinds.push_back(static_cast<int16_t>(space.kind));
    names.push_back(space.name);
  }
  const int64_t venue = creation.deed.venue.number();
  RETURN_IF_ERROR(transaction
                      .Run(kCreate, Params()
                                        .Int8(venue)
                                        .Int4Array(numbers)
                                        .Int4Array(parents)
                                        .Int2Array(kinds)
                                        .TextArray(names)
                                        .Time(creation.deed.now))
                      .status());
  return transaction
      .Run(kKeepCreation, Params()
                              .Int8(venue)
                              .Uuid(creation.request.uuid())
                              .Bytes(creation.fingerprint)
                              .Int4(numbers.front())
                              .Int4(static_cast<int32_t>(numbers.size())))
      .status();
}

}  // namespace

std::vector<int32_t> ReadChangedSpaces(std::string_view payload) {
  std::vector<int32_t> numbers;
  while (!payload.empty()) {
    const std::string_view item = payload.substr(0, payload.find(','));
    int32_t number = 0;
    std::from_chars(item.data(), item.data() + item.size(), number);
    if (number > 0) numbers.push_back(number);
    payload.remove_prefix(std::min(item.size() + 1, payload.size()));
  }
  return numbers;
}

absl::StatusOr<std::vector<Space>> PostgresVenueStore::CreateSpaces(absl::Time deadline,
                                                                    const SpaceCreation& creation) {
  std::vector<Space> spaces;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const VenueId id = creation.deed.venue;
    ASSIGN_OR_RETURN(const Venue venue, Lock(transaction, id));
    ASSIGN_OR_RETURN(const Rows made,
                     transaction.Run(kMade, Params().Int8(id.number()).Uuid(creation.request.uuid())));
    if (!made.empty()) {
      if (made.Bytes(0, 0) != creation.fingerprint) {
        return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                                 "request_id was used before for other spaces", "request_id");
      }
      ASSIGN_OR_RETURN(spaces, Some(transaction, id, Run(made.Int4(0, 1), made.Int4(0, 2))));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const SpaceTree tree, TreeOf(transaction, id));
    ASSIGN_OR_RETURN(const Rows next, transaction.Run(kNext, Params().Int8(id.number())));
    ASSIGN_OR_RETURN(spaces, tree.Plan(creation.forms, next.Int4(0, 0)));
    RETURN_IF_ERROR(Insert(transaction, creation, spaces));
    return Record(transaction, venue, creation.deed, "venue.CreateSpaces",
                  Run(spaces.front().number, static_cast<int32_t>(spaces.size())));
  }));
  return spaces;
}

absl::StatusOr<Space> PostgresVenueStore::ChangeSpace(absl::Time deadline, const SpaceChange& change) {
  Space space;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const VenueId id = change.deed.venue;
    ASSIGN_OR_RETURN(const Venue venue, Lock(transaction, id));
    ASSIGN_OR_RETURN(const SpaceTree tree, TreeOf(transaction, id));
    ASSIGN_OR_RETURN(const std::optional<Space> after, tree.Change(change.space, change.revision, change.form));
    if (after) {
      RETURN_IF_ERROR(transaction
                          .Run(kChange, Params()
                                            .Int8(id.number())
                                            .Int4(after->number)
                                            .Int4(after->parent)
                                            .Int2(static_cast<int16_t>(after->kind))
                                            .Text(after->name)
                                            .Int4(after->revision))
                          .status());
      RETURN_IF_ERROR(Record(transaction, venue, change.deed, "venue.UpdateSpace", {after->number}));
    }
    ASSIGN_OR_RETURN(const std::vector<Space> now, Some(transaction, id, {change.space}));
    space = now.front();
    return absl::OkStatus();
  }));
  return space;
}

absl::StatusOr<Space> PostgresVenueStore::DeleteSpace(absl::Time deadline, const SpaceDeletion& deletion) {
  Space space;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const VenueId id = deletion.deed.venue;
    ASSIGN_OR_RETURN(const Venue venue, Lock(transaction, id));
    ASSIGN_OR_RETURN(const SpaceTree tree, TreeOf(transaction, id));
    ASSIGN_OR_RETURN(const std::vector<int32_t> numbers, tree.Deletion(deletion.space, deletion.revision));
    if (!numbers.empty()) {
      RETURN_IF_ERROR(
          transaction.Run(kDelete, Params().Int8(id.number()).Int4Array(numbers).Time(deletion.deed.now)).status());
      RETURN_IF_ERROR(Record(transaction, venue, deletion.deed, "venue.DeleteSpace", numbers));
    }
    ASSIGN_OR_RETURN(const std::vector<Space> now, Some(transaction, id, {deletion.space}));
    space = now.front();
    return absl::OkStatus();
  }));
  return space;
}

absl::StatusOr<Space> PostgresVenueStore::ReplaceSpaceCode(absl::Time deadline,
                                                           const SpaceCodeReplacement& replacement) {
  Space space;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const VenueId id = replacement.deed.venue;
    ASSIGN_OR_RETURN(const Venue venue, Lock(transaction, id));
    ASSIGN_OR_RETURN(const Rows replaced,
                     transaction.Run(kReplaced, Params().Int8(id.number()).Uuid(replacement.request.uuid())));
    if (!replaced.empty() && replaced.Int4(0, 0) != replacement.space) {
      return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                               "request_id was used before for another space", "request_id");
    }
    if (replaced.empty()) {
      ASSIGN_OR_RETURN(const Rows now, transaction.Run(kReplace, Params().Int8(id.number()).Int4(replacement.space)));
      if (now.affected() == 0) return SpaceUnknown();
      RETURN_IF_ERROR(transaction
                          .Run(kKeepReplacement, Params()
                                                     .Int8(id.number())
                                                     .Uuid(replacement.request.uuid())
                                                     .Int4(replacement.space)
                                                     .Time(replacement.deed.now))
                          .status());
      RETURN_IF_ERROR(Record(transaction, venue, replacement.deed, "venue.ReplaceSpaceCode", {replacement.space}));
    }
    ASSIGN_OR_RETURN(const std::vector<Space> now, Some(transaction, id, {replacement.space}));
    space = now.front();
    return absl::OkStatus();
  }));
  return space;
}

absl::StatusOr<std::vector<Space>> PostgresVenueStore::ListSpaces(absl::Time deadline, VenueId venue, int32_t after,
                                                                  int limit) {
  ASSIGN_OR_RETURN(const Rows rows,
                   pool_.Run(deadline, kPage, Params().Int8(venue.number()).Int4(after).Int8(limit)));
  return ReadSpaces(rows);
}

absl::StatusOr<std::vector<Space>> PostgresVenueStore::PathToSpace(absl::Time deadline, VenueId venue, int32_t space) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kPath, Params().Int8(venue.number()).Int4(space)));
  std::vector<Space> path = ReadSpaces(rows);
  const bool gone = std::ranges::any_of(path, [](const Space& step) { return step.deleted_at.has_value(); });
  if (path.empty() || gone) return SpaceUnknown();
  return path;
}

absl::StatusOr<std::vector<Space>> PostgresVenueStore::SpacesIn(absl::Time deadline, VenueId venue,
                                                                const std::vector<int32_t>& numbers) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kSome, Params().Int8(venue.number()).Int4Array(numbers)));
  return ReadSpaces(rows);
}

std::vector<Statement> PostgresVenueStore::SpaceStatements() {
  return {kLock, kAll, kPage, kSome, kPath, kMade, kNext, kKeepCreation, kCreate, kChange, kDelete,
          kReplaced, kReplace, kKeepReplacement};
}

}  // namespace mimamori::venue
