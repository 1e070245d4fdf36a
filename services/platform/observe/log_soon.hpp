// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/platform/observe/log.hpp"

namespace mimamori::platform::observe {

// As Log, for lines that come by the thousand, as of every request: written together, within half a second or before the
// next line of Log, and lost when the process is killed before that.
void LogSoon(spdlog::level::level_enum level, std::string_view message, std::initializer_list<Field> fields = {},
             std::string_view trace_id = {});

}  // namespace mimamori::platform::observe
