// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/observation/domain/memory.hpp"
#include "services/observation/domain/triage.hpp"

namespace mimamori::observation {

// What is kept as bytes because nobody queries inside it. The first byte names the layout; of another one, and of bytes that
// are not whole, nothing is read: nullopt. A memory is then made anew from the reports.
std::string PackMemory(const Memory& memory);
std::optional<Memory> UnpackMemory(std::string_view bytes);

std::string PackJudgement(const Judgement& judgement);
std::optional<Judgement> UnpackJudgement(std::string_view bytes);

}  // namespace mimamori::observation
