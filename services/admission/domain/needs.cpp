// SPDX-License-Identifier: Apache-2.0
#include "services/admission/domain/needs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/platform/core/error.hpp"

namespace mimamori::admission {
namespace {

using platform::BadField;

constexpr size_t kMostCapabilities = 16;
constexpr size_t kLongestCode = 32;

bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= kLongestCode && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace

absl::StatusOr<Needs> ParseNeeds(const NeedsDraft& draft) {
  if (draft.bed_class.empty()) return BadField("needs.bed_class", "MISSING_FIELD", "a class of beds is required");
  if (!IsCode(draft.bed_class)) return BadField("needs.bed_class", "MALFORMED_CODE", "this is no code of a class of beds");
  if (draft.urgency < 1 || draft.urgency > static_cast<int>(kUrgencies.size())) {
    return BadField("needs.urgency", "MISSING_FIELD", "the urgency is required");
  }
  if (draft.capabilities.size() > kMostCapabilities) {
    return BadField("needs.capabilities", "TOO_MANY_CAPABILITIES", "at most 16 capabilities are asked for");
  }
  Needs needs{.bed_class = draft.bed_class, .capabilities = {}, .urgency = static_cast<Urgency>(draft.urgency)};
  for (size_t i = 0; i < draft.capabilities.size(); ++i) {
    if (!IsCode(draft.capabilities[i])) {
      return BadField(fmt::format("needs.capabilities[{}]", i), "MALFORMED_CODE", "this is no code of a capability");
    }
    needs.capabilities.insert(draft.capabilities[i]);
  }
  return needs;
}

}  // namespace mimamori::admission
