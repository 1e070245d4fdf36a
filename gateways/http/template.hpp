// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace mimamori::http {

// Mustache (https://mustache.github.io/mustache.5.html), HTML-escaped by default. An empty text counts as false, so that
// {{#name}} shows a part only when there is a name. Beside a time "2026-11-21T00:00:00Z" named x stands xLocal,
// "2026-11-21 09:00" in the installation's zone.
// `partials`: name → template, for {{> name}}. They share names with the context: a partial hides a field of its name.
std::string RenderTemplate(const std::string& text, const nlohmann::json& context,
                           const std::map<std::string, std::string>& partials, const absl::TimeZone& zone);

// INVALID_ARGUMENT: a section that does not end, and the like.
absl::Status CheckTemplate(const std::string& text);

}  // namespace mimamori::http
