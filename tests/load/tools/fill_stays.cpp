// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "mimamori/vault/v1/vault_service.pb.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/postgres/pool.hpp"
#include "services/visit/domain/service_day.hpp"
#include "services/visit/jobs/days.hpp"
#include "services/visit/store/postgres_visit_store.hpp"
#include "tests/load/tools/caller.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

constexpr int kBatch = 500;

// Makes stays as visit does, with the vault's keys of their days.
class Filler {
 public:
  Filler(visit::DayKeys::Fetch fetch, visit::PostgresVisitStore& store, visit::VenueId venue)
      : fetch_(std::move(fetch)), store_(store), venue_(venue) {
    if (auto zone = visit::LoadZone("Asia/Tokyo"); zone.ok()) zone_ = *zone;
  }

  visit::CheckInWrite Make(int number, absl::Time arrived_at, absl::Time now) {
    const absl::CivilDay day = visit::ServiceDayOf(arrived_at, zone_, 5);
    visit::DayKey& key = KeyOf(day);
    // Many domains, so that no per-domain quota or rate is what is measured.
    const auto address = platform::EmailAddress::Parse(fmt::format("load{}@d{}.example.jp", number, number % 500));
    if (!address.ok()) Die("an address is malformed");
    vault::v1::Contact contact;
    contact.set_email_address(address->Reveal());
    contact.set_language(number % 2 == 0 ? "ja" : "en");
    const auto id = store_.NextStayId();
    if (!id.ok()) Die("no stay id");
    auto sealed = key.contacts.Seal(fmt::format("{}", *id), contact.SerializeAsString(), now);
    if (!sealed.ok()) Die("a contact can't be sealed");
    return {.stay = {.key = {.service_day = day, .stay_id = *id},
                     .venue = venue_,
                     .space = 0,
                     .arrived_at = arrived_at,
                     .matched_until = arrived_at + absl::Minutes(90),
                     .ending = visit::Ending::kOpen,
                     .pseudonym = key.PseudonymOf(*address),
                     .browser = {platform::crypto::RandomBytes(16)},
                     .sealed_contact = *std::move(sealed),
                     .verified = true},
            .request = visit::RequestId::Random(),
            .earlier = {},
            .verification = {}};
  }

 private:
  visit::DayKey& KeyOf(absl::CivilDay day) {
    auto& key = keys_[day];
    if (!key) {
      auto fetched = fetch_(day, absl::Now() + absl::Seconds(10));
      if (!fetched.ok()) Die("the vault gives no key: " + std::string(fetched.status().message()));
      key = *std::move(fetched);
    }
    return *key;
  }

  const visit::DayKeys::Fetch fetch_;
  visit::PostgresVisitStore& store_;
  const visit::VenueId venue_;
  absl::TimeZone zone_ = absl::UTCTimeZone();
  std::map<absl::CivilDay, std::shared_ptr<visit::DayKey>> keys_;
};

}  // namespace

int FillStays(const Arguments& arguments) {
  const auto venue = visit::VenueId::Parse(arguments.Get("venue"));
  if (!venue.ok()) Die("--venue is no venue id");
  const Colleague self("visit", arguments.Get("keys"));
  platform::postgres::Pool pool(arguments.Get("database"), 2);
  visit::PostgresVisitStore store(pool);
  Filler filler(visit::FetchFrom(self.Channel("vault", arguments.Get("vault"))), store, *venue);

  const absl::Time now = absl::UnixEpoch() + absl::Floor(absl::Now() - absl::UnixEpoch(), absl::Minutes(1));
  const int count = arguments.Int("count", 10000), minutes = arguments.Int("minutes", 60);
  for (int done = 0; done < count;) {
    std::vector<visit::CheckInWrite> batch;
    for (int end = std::min(count, done + kBatch); done < end; ++done) {
      batch.push_back(filler.Make(done, now - absl::Minutes(5 + done % minutes), absl::Now()));
    }
    const auto kept = store.KeepCheckIns(absl::Now() + absl::Seconds(30), now, batch);
    if (!kept.ok()) Die("not kept: " + std::string(kept.status().message()));
    for (const auto& one : *kept) {
      if (!one.ok()) Die("not kept: " + std::string(one.status().message()));
    }
  }
  fmt::print("stays={}\n", count);
  return 0;
}

}  // namespace mimamori::load
