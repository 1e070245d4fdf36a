// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/venue/domain/venue_edit.hpp"

namespace mimamori::venue {

// The numbers are the proto's and the tables'.
enum class SpaceKind : int16_t { kFloor = 1, kRoom = 2, kTable = 3, kSeat = 4 };

// A part of a venue with a code of its own.
struct Space {
  int32_t number = 0;  // 1 to 2^24 − 1, never given twice in a venue
  int32_t parent = 0;  // 0: the venue itself
  SpaceKind kind = SpaceKind::kTable;
  std::string name;      // 1–60 characters
  int32_t revision = 1;  // each change adds one
  int32_t code_replacements = 0;  // of its own code, apart from the venue's
  std::optional<absl::Time> deleted_at = std::nullopt;
  friend bool operator==(const Space&, const Space&) = default;
};

constexpr int32_t kLastSpace = (1 << 24) - 1;
constexpr size_t kMostSpaces = 10'000;          // of a venue, deleted ones apart
constexpr size_t kMostSpacesOfARequest = 2'000;
constexpr int kMostLevels = 8;                  // below the venue

// A new space as it was typed.
struct SpaceForm {
  int32_t parent = 0;        // a space that there is; 0: the venue
  int32_t parent_entry = 0;  // or an earlier one of this request, counted from 1; 0: none
  int kind = 0;
  std::string_view name;
};

// The spaces of one venue, deleted ones among them.
class SpaceTree {
 public:
  explicit SpaceTree(std::vector<Space> spaces);

  // The new spaces, numbered from `first`. INVALID_ARGUMENT about "spaces" (MISSING_FIELD: none; TOO_MANY_SPACES: over
  // 2,000 at once, over 10,000 in all, or no numbers left) or a part of one ("spaces[3].display_name"): MISSING_FIELD,
  // TEXT_TOO_LONG, TEXT_NOT_PLAIN, UNKNOWN_SPACE_KIND, PARENT_UNKNOWN, SPACE_TOO_DEEP (over eight levels).
  absl::StatusOr<std::vector<Space>> Plan(const std::vector<SpaceForm>& forms, int32_t first) const;

  // What the space becomes: renamed, moved with everything beneath it, or both; `revision` is the one that the change began
  // with. nullopt: it is so already, by the first try of the same change. NOT_FOUND: SPACE_UNKNOWN (or deleted).
  // ABORTED: SPACE_CHANGED. INVALID_ARGUMENT: as above, and SPACE_CYCLE (into itself; field parent_space).
  absl::StatusOr<std::optional<Space>> Change(int32_t number, int32_t revision, const SpaceForm& form) const;

  // The space and all that is beneath it and not deleted yet; empty when it is deleted already. NOT_FOUND: SPACE_UNKNOWN.
  // ABORTED: SPACE_CHANGED.
  absl::StatusOr<std::vector<int32_t>> Deletion(int32_t number, int32_t revision) const;

  // Those that are not deleted, each before what is beneath it, siblings in the order of their numbers. `root` 0: all.
  std::vector<const Space*> InOrder(int32_t root = 0) const;

 private:
  const Space* Find(int32_t number) const;  // null when unknown or deleted
  int LevelOf(int32_t number) const;        // 0: the venue
  int HeightOf(int32_t number) const;       // levels beneath it
  bool IsWithin(int32_t number, int32_t ancestor) const;
  void AddInOrder(int32_t root, std::vector<const Space*>& spaces) const;

  std::map<int32_t, Space> spaces_;
  std::multimap<int32_t, int32_t> children_;  // by parent, in the order of their numbers
  size_t living_ = 0;
};

}  // namespace mimamori::venue
