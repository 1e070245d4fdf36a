// SPDX-License-Identifier: Apache-2.0
#include "services/visit/jobs/days.hpp"

#include <set>

#include "mimamori/vault/v1/vault_service.grpc.pb.h"
#include "services/platform/core/status_macros.hpp"
#include "services/visit/domain/service_day.hpp"

namespace mimamori::visit {
namespace {

constexpr absl::Duration kJobTime = absl::Seconds(10);
constexpr absl::Duration kIndexTime = absl::Minutes(5);
constexpr int kReach = 2;  // days back that a check-in touches anywhere: the offline limit is a day at most
constexpr char kUsualZone[] = "Asia/Tokyo";  // before the first venue is known

std::vector<absl::TimeZone> ZonesOf(const VenueDirectory& venues) {
  std::vector<absl::TimeZone> zones;
  std::vector<std::string> names = venues.Zones();
  if (names.empty()) names.push_back(kUsualZone);
  for (const std::string& name : names) {
    if (const auto zone = LoadZone(name); zone.ok()) zones.push_back(*zone);
  }
  return zones;
}

}  // namespace

std::vector<absl::CivilDay> DaysInReach(absl::Time now, const std::vector<absl::TimeZone>& zones,
                                        const StayPolicy& policy) {
  std::set<absl::CivilDay> days;
  for (const absl::TimeZone& zone : zones) {
    const absl::CivilDay last = ServiceDayOf(now + absl::Hours(1), zone, policy.service_day_starts_hour);
    for (auto day = ServiceDayOf(now - policy.offline_limit, zone, policy.service_day_starts_hour); day <= last; ++day) {
      days.insert(day);
    }
  }
  return {days.begin(), days.end()};
}

DayKeys::Fetch FetchFrom(platform::rpc::ServiceChannel vault) {
  const std::shared_ptr<vault::v1::VaultService::Stub> stub = vault::v1::VaultService::NewStub(vault.channel());
  return [vault, stub](absl::CivilDay day, absl::Time deadline) -> absl::StatusOr<std::shared_ptr<DayKey>> {
    vault::v1::GetPseudonymKeyRequest ask_pseudonyms;
    ask_pseudonyms.set_service_day(FormatDay(day));
    vault::v1::PseudonymKey pseudonyms;
    const auto first = vault.Context(deadline);
    RETURN_IF_ERROR(platform::rpc::FromGrpc(stub->GetPseudonymKey(first.get(), ask_pseudonyms, &pseudonyms)));

    vault::v1::GetSealingKeyRequest ask_sealing;
    ask_sealing.set_ring(vault::v1::RING_VISIT);
    ask_sealing.set_period(FormatDay(day));
    vault::v1::SealingKey sealing;
    const auto second = vault.Context(deadline);
    RETURN_IF_ERROR(platform::rpc::FromGrpc(stub->GetSealingKey(second.get(), ask_sealing, &sealing)));

    return std::make_shared<DayKey>(platform::Secret(pseudonyms.key()), sealing.ring_name(), sealing.period(),
                                    sealing.public_key());
  };
}

absl::Status RefreshDays(DayKeys& keys, const VenueDirectory& venues, PolicyCache& policies, VisitStore& store,
                         absl::Time now) {
  // Keys go when their time is over, whether or not the database answers.
  keys.WipeEphemeral(now);
  absl::Status worst = policies.Refresh(absl::Now() + kJobTime, now);
  const auto days = DaysInReach(now, ZonesOf(venues), policies.Stays());
  worst.Update(store.CreateDays(absl::Now() + kJobTime, days));
  worst.Update(keys.Hold(days, absl::Now() + kJobTime));
  return worst;
}

absl::Status DropExpiredDays(VisitStore& store, absl::Time now) {
  ASSIGN_OR_RETURN(const RetentionPolicy policy, store.RetentionPolicyAt(absl::Now() + kJobTime, now));
  const absl::CivilDay first_kept = absl::ToCivilDay(now, absl::UTCTimeZone()) - policy.days;
  absl::Status worst = store.DropDaysBefore(absl::Now() + kJobTime, first_kept, now).status();
  worst.Update(store.IndexDaysBefore(absl::Now() + kIndexTime, absl::ToCivilDay(now, absl::UTCTimeZone()) - kReach));
  return worst;
}

}  // namespace mimamori::visit
