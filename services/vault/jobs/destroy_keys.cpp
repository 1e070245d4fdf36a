// SPDX-License-Identifier: Apache-2.0
#include "services/vault/jobs/destroy_keys.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::vault {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(1);

}  // namespace

absl::Status DestroyKeys::Run(absl::Time now) {
  const Access access{.now = now, .deadline = absl::Now() + kPatience, .actor = "vault", .trace_id = {}};
  ASSIGN_OR_RETURN(const Retention retention, store_.GetRetention(access));
  absl::Status first;
  for (const KeyKind kind : kKeyKinds) {
    const auto due = Due(kind, retention, access);
    first.Update(due.status());
    if (!due.ok()) continue;
    for (const std::string& period : *due) first.Update(Destroy(kind, period, access));
  }
  return first;
}

absl::StatusOr<std::vector<std::string>> DestroyKeys::Due(KeyKind kind, const Retention& retention,
                                                          const Access& access) {
  ASSIGN_OR_RETURN(const std::vector<std::string> periods, rings_.Periods(kind));
  if (kind == KeyKind::kEvent) return DueEvents(periods, retention, access);
  return ExpiredPeriods(kind, periods, retention, access.now);
}

absl::StatusOr<std::vector<std::string>> DestroyKeys::DueEvents(const std::vector<std::string>& periods,
                                                                const Retention& retention, const Access& access) {
  std::vector<EventId> events;
  for (const std::string& period : periods) {
    if (const auto event = EventId::Parse(period); event.ok()) events.push_back(*event);
  }
  std::vector<std::string> due;
  if (events.empty()) return due;
  ASSIGN_OR_RETURN(const std::vector<EventKey> keys, store_.ListEventKeys(access, events));
  for (const EventKey& key : keys) {
    if (key.ended || EventKeyExpired(key.first_used, retention, access.now)) due.push_back(key.event.ToString());
  }
  return due;
}

absl::Status DestroyKeys::Destroy(KeyKind kind, const std::string& period, const Access& access) {
  RETURN_IF_ERROR(store_.RecordDestruction(access, kind, period));
  RETURN_IF_ERROR(rings_.Destroy(kind, period));
  platform::observe::Log(spdlog::level::info, "key destroyed", {{"ring", FolderOf(kind)}, {"period", period}});
  return absl::OkStatus();
}

}  // namespace mimamori::vault
