// SPDX-License-Identifier: Apache-2.0
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {

VisitHouse::VisitHouse() {
  EXPECT_TRUE(policies_.Refresh(Soon(), clock_.Now()).ok());
  AddVenue(kCafe, "喫茶みまもり");
  AddVenue(kBar, "酒場ひかり");
  EXPECT_TRUE(RefreshDays(keys_, venues_, policies_, store_, clock_.Now()).ok());
}

VisitHouse::~VisitHouse() = default;

}  // namespace mimamori::visit
