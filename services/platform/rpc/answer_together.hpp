// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace mimamori::platform::rpc {

// Runs `answers`; what they answer on this thread to calls that came over a lane (LaneService) goes in one message a lane
// afterwards, instead of one by one.
void AnswerTogether(const std::function<void()>& answers);

}  // namespace mimamori::platform::rpc
