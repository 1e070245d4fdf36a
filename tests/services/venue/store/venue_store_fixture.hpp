// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "embedded/venue_migrations.hpp"
#include "services/venue/domain/typed_code.hpp"
#include "services/venue/store/postgres_venue_store.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::venue {

inline const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);  // 21 November 2026, 14:20 in Osaka

inline platform::AreaCode Area(std::string_view code) { return *platform::AreaCode::Parse(code); }

inline VenueDetails SomeDetails(const std::string& name = "喫茶 こもれび", const std::string& area = "271004") {
  return {.display_name = name,
          .address = "大阪市北区梅田1-1",
          .area = Area(area),
          .kind = VenueKind::kFood,
          .time_zone = "Asia/Tokyo",
          .seat_count = 24,
          .floor_area_m2 = 80,
          .typical_stay_minutes = 90,
          .opening_hours = {{{.day = 4, .opens = 690, .closes = 840},
                             {.day = 4, .opens = 1080, .closes = 1740},
                             {.day = 6, .opens = 1439, .closes = 1800}}}};
}

inline PendingRegistration ARegistration() {
  return {.id = RegistrationId::Random(),
          .caller = "",
          .request = platform::RequestId::Random(),
          .fingerprint = std::string(16, 'f'),
          .details = SomeDetails(),
          .sealed_contact = "sealed",
          .created_at = kNow,
          .expires_at = kNow + kRegistrationLifetime,
          .mail_request = platform::RequestId::Random(),
          .quota_key = std::string(16, 'q'),
          .domain_quota_key = std::string(16, 'd'),
          .network_quota_key = std::string(16, 'n'),
          .operator_key = std::string(16, 'o')};
}

inline Confirmation ConfirmationOf(const PendingRegistration& registration) {
  return {.registration = registration.id,
          .request = platform::RequestId::Random(),
          .venue = platform::VenueId::Random(),
          .typed_code = NewTypedCode(),
          .now = kNow + absl::Hours(1),
          .trace_id = ""};
}

class VenueStoreTest : public testing::Test {
 protected:
  // The system's own time: the store's deadlines have nothing to do with the venue's clock.
  absl::Time Soon() const { return absl::Now() + absl::Seconds(30); }

  Venue AddVenue(const VenueDetails& details) {
    PendingRegistration registration = ARegistration();
    registration.details = details;
    EXPECT_TRUE(store_.AddRegistration(Soon(), registration).ok());
    const auto venue = store_.Confirm(Soon(), ConfirmationOf(registration));
    EXPECT_TRUE(venue.ok()) << venue.status();
    return *venue;
  }

  tests::ScratchDatabase database_{"venue", embedded::venue_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresVenueStore store_{pool_};
};

}  // namespace mimamori::venue
