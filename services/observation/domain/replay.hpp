// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "services/observation/domain/triage.hpp"

namespace mimamori::observation {

// Judges a person's reports, by time, each by the rules in force when it was so and with those before it as its history.
// Reports of before the first rules are left unjudged: nullopt. With RuleSets of one version: what if it had been that?
std::vector<std::optional<Judgement>> Replay(const RuleSets& rules, const Patient& patient,
                                             std::span<const Report> reports);

// Where two judgements of the same reports differ in what staff would have seen: tier, or causes. As positions.
std::vector<size_t> Differences(std::span<const std::optional<Judgement>> before,
                                std::span<const std::optional<Judgement>> after);

// Where a report belongs among those by time: behind all that are not later. A late one is judged with those before it, and
// those behind it are to be judged again.
size_t PlaceOf(std::span<const Report> reports, const Report& late);

}  // namespace mimamori::observation
