// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/platform/core/area_code.hpp"

namespace mimamori::exposure {

// Policy "exposure.contacts": whom the people told by an area's authority turn to.
struct AreaContact {
  platform::AreaCode area;  // a prefecture's stands for each of its municipalities that has none of its own
  std::string text;         // in the languages that the authority chose
  std::string link;         // where a test is booked; empty: nowhere
};

// The host of an https address of printable ASCII without user, port or anything that a reader could mistake for another
// host; empty: it is no such address.
std::string_view HostOfLink(std::string_view link);

// What an alert says of whom to turn to: the words of the exposure's own area, else of its prefecture, else `otherwise`. The
// link stands below when its host is one of `hosts`, those that the installation names as the authority's own.
std::string ContactTextFor(const platform::AreaCode& area, const std::vector<AreaContact>& contacts,
                           const std::string& otherwise, const std::set<std::string, std::less<>>& hosts);

}  // namespace mimamori::exposure
