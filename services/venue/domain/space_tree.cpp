// SPDX-License-Identifier: Apache-2.0
#include "services/venue/domain/space_tree.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::venue {
namespace {

using platform::BadField;

constexpr size_t kLongestName = 60;

absl::Status Unknown() { return platform::NotFound("SPACE_UNKNOWN", "there is no such space"); }

absl::Status TooMany() {
  return BadField("spaces", "TOO_MANY_SPACES",
                  fmt::format("spaces are at most {} at once and {} in all", kMostSpacesOfARequest, kMostSpaces));
}

absl::Status TooDeep(const std::string& field) {
  return BadField(field, "SPACE_TOO_DEEP", fmt::format("{} leads to more than {} levels", field, kMostLevels));
}

absl::Status ParentUnknown(const std::string& field) {
  return BadField(field, "PARENT_UNKNOWN", field + " is no space of this venue");
}

absl::Status CheckRevision(const Space& space, int32_t revision) {
  if (revision <= 0) {
    return BadField("revision", "MISSING_FIELD", "revision is required: that of the space as you saw it");
  }
  if (space.revision == revision) return absl::OkStatus();
  return platform::Failure(absl::StatusCode::kAborted, "SPACE_CHANGED",
                           "the space was changed elsewhere in the meantime; look at it again", "revision");
}

// Kind and name; `at` is what stands before the fields' names.
absl::StatusOr<Space> ParseSpace(const std::string& at, const SpaceForm& form) {
  Space space;
  if (form.kind == 0) return BadField(at + "kind", "MISSING_FIELD", at + "kind is required");
  if (form.kind < 0 || form.kind > static_cast<int>(SpaceKind::kSeat)) {
    return BadField(at + "kind", "UNKNOWN_SPACE_KIND", at + "kind is not one of those that there are");
  }
  space.kind = static_cast<SpaceKind>(form.kind);
  ASSIGN_OR_RETURN(space.name, platform::ParseText(at + "display_name", form.name, 1, kLongestName));
  return space;
}

}  // namespace

SpaceTree::SpaceTree(std::vector<Space> spaces) {
  std::ranges::sort(spaces, {}, &Space::number);
  for (Space& space : spaces) {
    if (!space.deleted_at) {
      children_.emplace(space.parent, space.number);
      ++living_;
    }
    const int32_t number = space.number;
    spaces_.emplace(number, std::move(space));
  }
}

const Space* SpaceTree::Find(int32_t number) const {
  const auto it = spaces_.find(number);
  return it == spaces_.end() || it->second.deleted_at ? nullptr : &it->second;
}

int SpaceTree::LevelOf(int32_t number) const {
  int level = 0;
  for (const Space* space = Find(number); space != nullptr; space = Find(space->parent)) ++level;
  return level;
}

int SpaceTree::HeightOf(int32_t number) const {
  int height = 0;
  const auto [begin, end] = children_.equal_range(number);
  for (auto it = begin; it != end; ++it) height = std::max(height, 1 + HeightOf(it->second));
  return height;
}

bool SpaceTree::IsWithin(int32_t number, int32_t ancestor) const {
  for (const Space* space = Find(number); space != nullptr; space = Find(space->parent)) {
    if (space->number == ancestor) return true;
  }
  return false;
}

absl::StatusOr<std::vector<Space>> SpaceTree::Plan(const std::vector<SpaceForm>& forms, int32_t first) const {
  if (forms.empty()) return BadField("spaces", "MISSING_FIELD", "spaces is required");
  if (forms.size() > kMostSpacesOfARequest || living_ + forms.size() > kMostSpaces ||
      first + static_cast<int64_t>(forms.size()) - 1 > kLastSpace) {
    return TooMany();
  }
  std::vector<Space> planned;
  std::vector<int> levels;
  for (size_t i = 0; i < forms.size(); ++i) {
    const SpaceForm& form = forms[i];
    const std::string at = fmt::format("spaces[{}].", i);
    ASSIGN_OR_RETURN(Space space, ParseSpace(at, form));
    int level = 1;
    if (form.parent_entry != 0) {
      if (form.parent != 0 || form.parent_entry < 0 || static_cast<size_t>(form.parent_entry) > i) {
        return ParentUnknown(at + "parent_entry");
      }
      const auto entry = static_cast<size_t>(form.parent_entry - 1);
      space.parent = planned[entry].number;
      level += levels[entry];
    } else if (form.parent != 0) {
      if (Find(form.parent) == nullptr) return ParentUnknown(at + "parent_space");
      space.parent = form.parent;
      level += LevelOf(form.parent);
    }
    if (level > kMostLevels) return TooDeep(at + (form.parent_entry != 0 ? "parent_entry" : "parent_space"));
    space.number = first + static_cast<int32_t>(i);
    planned.push_back(std::move(space));
    levels.push_back(level);
  }
  return planned;
}

absl::StatusOr<std::optional<Space>> SpaceTree::Change(int32_t number, int32_t revision, const SpaceForm& form) const {
  const Space* const before = Find(number);
  if (before == nullptr) return Unknown();
  ASSIGN_OR_RETURN(Space after, ParseSpace("", form));
  after.number = number;
  after.parent = form.parent;
  after.revision = before->revision;
  after.code_replacements = before->code_replacements;
  if (revision > 0 && before->revision - 1 == revision && *before == after) return std::nullopt;
  RETURN_IF_ERROR(CheckRevision(*before, revision));
  if (form.parent != 0 && Find(form.parent) == nullptr) return ParentUnknown("parent_space");
  if (IsWithin(form.parent, number)) {
    return BadField("parent_space", "SPACE_CYCLE", "parent_space is the space itself or beneath it");
  }
  if (LevelOf(form.parent) + 1 + HeightOf(number) > kMostLevels) return TooDeep("parent_space");
  ++after.revision;
  return after;
}

absl::StatusOr<std::vector<int32_t>> SpaceTree::Deletion(int32_t number, int32_t revision) const {
  const auto it = spaces_.find(number);
  if (it == spaces_.end()) return Unknown();
  RETURN_IF_ERROR(CheckRevision(it->second, revision));
  std::vector<int32_t> numbers;
  if (it->second.deleted_at) return numbers;
  numbers.push_back(number);
  for (const Space* space : InOrder(number)) numbers.push_back(space->number);
  return numbers;
}

std::vector<const Space*> SpaceTree::InOrder(int32_t root) const {
  std::vector<const Space*> spaces;
  AddInOrder(root, spaces);
  return spaces;
}

void SpaceTree::AddInOrder(int32_t root, std::vector<const Space*>& spaces) const {
  const auto [begin, end] = children_.equal_range(root);
  for (auto it = begin; it != end; ++it) {
    spaces.push_back(Find(it->second));
    AddInOrder(it->second, spaces);
  }
}

}  // namespace mimamori::venue
