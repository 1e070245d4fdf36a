// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/venue/v1/venue_service.pb.h"
#include "services/venue/domain/public_address.hpp"
#include "services/venue/domain/space_tree.hpp"
#include "services/venue/domain/venue.hpp"
#include "services/venue/domain/venue_code.hpp"

namespace mimamori::venue {

// What a request tells of the hours; refers to its texts.
OpeningHoursForm HoursFormOf(const v1::OpeningHours& hours);

// What everybody who may know the venue is told: without its codes.
v1::Venue ToProto(const Venue& venue);
// What its operator is told: codes too.
v1::Venue ToOperatorProto(const Venue& venue, const CodeBook& codes, const PublicAddress& address);

v1::Space ToProto(const Space& space);
// With its code.
v1::Space ToOperatorProto(const Space& space, const Venue& venue, const CodeBook& codes, const PublicAddress& address);

// The code of the venue as a whole, of its present epoch.
std::string CodeOf(const Venue& venue, const CodeBook& codes);
// Of one space of it.
std::string CodeOf(const Venue& venue, const Space& space, const CodeBook& codes);
// What the last eight bits of a space's code say: the venue's epoch and the replacements of its own code only grow.
int EpochOf(const Venue& venue, const Space& space);

}  // namespace mimamori::venue
