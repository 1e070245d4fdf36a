// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace mimamori::admission {

// Many who wait, and the beds there are: who goes where so that the sum of costs is least.
struct Batch {
  struct Choice {
    size_t place = 0;  // of `places`
    int cost = 0;      // of this patient there, without what filling it costs; may be below 0
  };
  struct Patient {
    std::vector<Choice> choices = {};  // each place once at most
    int64_t left = 0;                  // what it costs to leave her without a place
    std::optional<size_t> group = std::nullopt;  // of `groups`, whose number she counts in
  };
  struct Beds {
    std::vector<int> costs = {};  // of the first bed, the second, …; they never fall
  };
  std::vector<Patient> patients = {};
  std::vector<Beds> places = {};
  std::vector<int> groups = {};  // how many of each may be placed: what is left of an area's quota; not negative
};

struct Assignment {
  std::vector<std::optional<size_t>> places = {};  // of each patient; none: she is left
  int64_t cost = 0;
  int placed = 0;
};

// The least sum that there is: a flow of least cost, through her group, each patient and her choices to the beds (those of one
// place each dearer than the one before), or past them all for who is left. The same batch gives the same answer.
Assignment AssignBest(const Batch& batch);

// One after the other, in the order of the batch, each to what is the cheapest for her at that moment (of equal ones, what
// comes first among her choices): what a desk does that answers calls.
Assignment AssignInTurn(const Batch& batch);

}  // namespace mimamori::admission
