// SPDX-License-Identifier: Apache-2.0
#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {

ExposureHouse::ExposureHouse() {
  AddVenue(7, "喫茶みまもり", "271004");
  AddVenue(8, "東京の店", "131016");
  case_id_ = AddCase("271004", "");
}

ExposureHouse::~ExposureHouse() = default;

}  // namespace mimamori::exposure
