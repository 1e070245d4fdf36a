// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/bounce.hpp"

#include <algorithm>

namespace mimamori::mail {
namespace {

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool SpeaksAgainstMailbox(const BouncePolicy& policy, std::string_view status) {
  return std::find(policy.statuses.begin(), policy.statuses.end(), status) != policy.statuses.end();
}

bool IsFailureStatus(std::string_view text) {
  if (!text.starts_with("4.") && !text.starts_with("5.")) return false;
  const size_t dot = text.find('.', 2);
  return dot != std::string_view::npos && IsNumber(text.substr(2, dot - 2)) && IsNumber(text.substr(dot + 1));
}

}  // namespace mimamori::mail
