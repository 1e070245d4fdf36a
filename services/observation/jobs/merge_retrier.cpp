// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/merge_retrier.hpp"

#include <algorithm>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kStepTime = absl::Seconds(20);
constexpr absl::Duration kLongestPause = absl::Hours(24);
constexpr int kMostDoublings = 10;

absl::Time Soon() { return absl::Now() + kStepTime; }

absl::Duration PauseAfter(int tries) {
  return std::min(kLongestPause, MergeStore::kFirstPause * (1 << std::min(tries, kMostDoublings)));
}

}  // namespace

bool MayPass(const absl::Status& failure) {
  return absl::IsUnavailable(failure) || absl::IsDeadlineExceeded(failure) || absl::IsAborted(failure) ||
         absl::IsResourceExhausted(failure) || absl::IsCancelled(failure);
}

MergeRetrier::MergeRetrier(MergeStore& merges, const RuleBook& rules, platform::observe::Metrics& metrics)
    : merges_(merges), rules_(rules) {
  metrics.GaugeOf("mimamori_observation_merges_set_aside",
                  "Merged cases of which something that was told can't be read.", {},
                  [this] { return static_cast<double>(set_aside_.load()); });
}

absl::Status MergeRetrier::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto rules, rules_.Current());
  ASSIGN_OR_RETURN(const auto due, merges_.Due(Soon(), now));
  for (const SetAsideMerge& merge : due) {
    const absl::Status merged = merges_.Retry(Soon(), merge, rules->triage, rules->work, now);
    if (merged.ok()) continue;
    if (MayPass(merged)) return merged;
    platform::observe::Log(spdlog::level::err, "a merge can't be made",
                           {{"case", merge.duplicate.ToString()}, platform::observe::Of(merged)});
    RETURN_IF_ERROR(merges_.Postpone(Soon(), merge, now + PauseAfter(merge.tries + 1)));
  }
  ASSIGN_OR_RETURN(set_aside_, merges_.CountSetAside(Soon()));
  return absl::OkStatus();
}

}  // namespace mimamori::observation
