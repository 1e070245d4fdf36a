// SPDX-License-Identifier: Apache-2.0
#include "services/visit/store/rows.hpp"

namespace mimamori::visit {

Stay ReadStay(const platform::postgres::Rows& rows, int row, int first) {
  return Stay{.key = {.service_day = rows.Date(row, first), .stay_id = rows.Int8(row, first + 1)},
              .venue = VenueId(rows.Int8(row, first + 2)),
              .space = rows.Int4(row, first + 3),
              .arrived_at = rows.Time(row, first + 4),
              .matched_until = rows.Time(row, first + 5),
              .ending = static_cast<Ending>(rows.Int2(row, first + 6)),
              .pseudonym = {std::string(rows.Bytes(row, first + 7))},
              .browser = {std::string(rows.Bytes(row, first + 8))},
              .sealed_contact = std::string(rows.Bytes(row, first + 9)),
              .verified = rows.Bool(row, first + 10),
              .marks = rows.Int2(row, first + 11),
              .event = rows.Int4(row, first + 12),
              .people = rows.Int2(row, first + 13)};
}

}  // namespace mimamori::visit
