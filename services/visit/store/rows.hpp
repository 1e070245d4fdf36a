// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/platform/postgres/connection.hpp"
#include "services/visit/domain/stay.hpp"

namespace mimamori::visit {

// The column list that every statement returning stays uses, and how to read it. `first`: index of the first column.
#define MIMAMORI_STAY_COLUMNS                                                                                     \
  "s.service_day, s.stay_id, s.venue_id, s.space, s.arrived_at, s.matched_until, s.ending, s.pseudonym, "        \
  "s.browser_tag, s.sealed_contact, s.verified, s.marks, s.event, s.people"
Stay ReadStay(const platform::postgres::Rows& rows, int row, int first = 0);

}  // namespace mimamori::visit
