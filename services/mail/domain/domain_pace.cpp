// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/domain_pace.hpp"

#include <algorithm>

namespace mimamori::mail {
namespace {

constexpr absl::Duration kBurst = absl::Seconds(1);

}  // namespace

DomainPace PaceOf(const DomainPacePolicy& policy, std::string_view domain) {
  for (const DomainPacePolicy::Named& named : policy.named) {
    if (named.domain == domain) return named.pace;
  }
  return policy.usual;
}

Place TakePlace(DomainState& state, const DomainPace& pace, const DomainPacePolicy& policy, absl::Time now) {
  const absl::Duration gap = pace.mails_per_minute > 0 ? absl::Minutes(1) / pace.mails_per_minute : absl::ZeroDuration();
  absl::Time open = state.pauses > 0 ? std::max(state.paused_until, state.probed_until) : now;
  if (gap > absl::ZeroDuration() && state.paid_until > now + kBurst) open = std::max(open, state.paid_until - kBurst);
  if (open > now) {
    const absl::Time place = std::max(open, state.planned_until);
    state.planned_until = place + gap;
    return {.time = place, .probe = false};
  }
  if (gap > absl::ZeroDuration()) state.paid_until = std::max(state.paid_until, now) + gap;
  if (state.pauses == 0) return {.time = now, .probe = false};
  state.probed_until = now + policy.first_pause;
  return {.time = now, .probe = true};
}

void Pause(DomainState& state, const DomainPacePolicy& policy, absl::Time now) {
  if (state.paused_until > now) return;
  absl::Duration pause = policy.first_pause;
  for (int i = 0; i < state.pauses && pause < policy.longest_pause; ++i) pause *= 2;
  state.paused_until = now + std::min(pause, policy.longest_pause);
  ++state.pauses;
}

void EndPause(DomainState& state) {
  state.pauses = 0;
  state.paused_until = absl::UnixEpoch();
  state.probed_until = absl::UnixEpoch();
}

bool IsForgettable(const DomainState& state, absl::Time now) {
  constexpr absl::Duration kRemembered = absl::Hours(1);  // a domain that paused is tried with one mail for so long
  return state.paid_until <= now && state.planned_until <= now && state.paused_until + kRemembered <= now;
}

}  // namespace mimamori::mail
