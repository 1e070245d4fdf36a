// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/message.hpp"

#include <algorithm>

#include "services/platform/core/ascii.hpp"

namespace mimamori::http {
namespace {


std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view TakeItem(std::string_view& list, char separator) {
  const size_t end = std::min(list.find(separator), list.size());
  const std::string_view item = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return Trimmed(item);
}

std::string_view Request::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (platform::EqualsIgnoringCase(key, name)) return value;
  }
  return {};
}

std::string_view Request::Cookie(std::string_view name) const {
  std::string_view found;
  int count = 0;
  for (const auto& [key, value] : headers) {
    if (!platform::EqualsIgnoringCase(key, "cookie")) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::string_view pair = TakeItem(rest, ';');
      const size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      found = pair.substr(equals + 1);
      ++count;
    }
  }
  return count == 1 ? found : std::string_view();
}

std::string_view Response::HeaderOf(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (platform::EqualsIgnoringCase(key, name)) return value;
  }
  return {};
}

}  // namespace mimamori::http
