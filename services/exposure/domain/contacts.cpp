// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/contacts.hpp"

#include <algorithm>

namespace mimamori::exposure {
namespace {

constexpr std::string_view kScheme = "https://";

bool IsHostLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

bool IsLinkLetter(char c) {
  return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

const AreaContact* ContactOf(const platform::AreaCode& area, const std::vector<AreaContact>& contacts) {
  const AreaContact* found = nullptr;
  for (const AreaContact& contact : contacts) {
    if (contact.area == area) return &contact;
    if (contact.area.Covers(area)) found = &contact;
  }
  return found;
}

}  // namespace

std::string_view HostOfLink(std::string_view link) {
  if (!link.starts_with(kScheme) || !std::ranges::all_of(link, IsLinkLetter)) return {};
  const std::string_view rest = link.substr(kScheme.size());
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  return std::ranges::all_of(host, IsHostLetter) ? host : std::string_view();
}

std::string ContactTextFor(const platform::AreaCode& area, const std::vector<AreaContact>& contacts,
                           const std::string& otherwise, const std::set<std::string, std::less<>>& hosts) {
  const AreaContact* const contact = ContactOf(area, contacts);
  if (contact == nullptr) return otherwise;
  if (contact->link.empty() || !hosts.contains(HostOfLink(contact->link))) return contact->text;
  return contact->text + "\n検査の予約 / Book a test: " + contact->link;
}

}  // namespace mimamori::exposure
