// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mimamori::visit {

// A floor, room, table or seat, as far as visit must know it.
struct SpaceTerms {
  int32_t number = 0;  // 1 to 2^24 − 1
  int32_t parent = 0;  // 0: the venue itself
  std::string display_name = {};
  int32_t code_replacements = 0;  // of its code alone: codes carry the venue's epoch plus this
  bool deleted = false;           // its code is void; stays that name it stay where they were
  friend bool operator==(const SpaceTerms&, const SpaceTerms&) = default;
};

// Which stays a question about one space is about (decision 0031).
struct SpaceScope {
  int32_t space = 0;
  std::vector<int32_t> within;  // ascending: the space and all that lies within it
  std::vector<int32_t> around;  // what it lies within, 0 (the venue as a whole) at last: she may have been in it
  bool Holds(int32_t number) const;  // in `within`
};

// The tree of one venue's spaces, deleted ones among them. It comes in parts that may be out of step with each other for
// a moment: what is missing is taken for the venue itself, and a circle ends after as many levels as a tree may have.
class VenueSpaces {
 public:
  VenueSpaces() = default;
  // With these in place of what there was under their numbers.
  VenueSpaces With(std::vector<SpaceTerms> changed) const;

  const SpaceTerms* Find(int32_t number) const;  // null when not known
  // From the outermost to the space itself; empty for 0 and for one that is not known.
  std::vector<std::string> NamesTo(int32_t number) const;
  SpaceScope ScopeOf(int32_t number) const;
  bool empty() const { return spaces_.empty(); }

 private:
  std::vector<const SpaceTerms*> PathTo(int32_t number) const;  // from the space itself outwards
  std::vector<SpaceTerms> spaces_;                              // by number
};

}  // namespace mimamori::visit
