// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/spdlog.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace mimamori::platform::observe {

// One JSON object a line on stderr: time, level, process, message and fields. Fields are opaque ids, counts, route
// templates and reasons: never a path, a query, an address or a text a person wrote.
void StartLog(const std::string& process, const std::string& level);

// observe::Log(spdlog::level::info, "migrated", {{"version", "3"}});
struct Field {
  std::string_view name;
  std::string value;
};
void Log(spdlog::level::level_enum level, std::string_view message, std::initializer_list<Field> fields = {},
         std::string_view trace_id = {});

// code, reason and internal message of a failure: for our log only.
Field Of(const absl::Status& status);

}  // namespace mimamori::platform::observe
