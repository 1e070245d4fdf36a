// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/statistics.hpp"

#include <algorithm>
#include <tuple>

namespace mimamori::mail {
namespace {

bool IsWithin(std::string_view domain, std::string_view parent) {
  if (!domain.ends_with(parent)) return false;
  return domain.size() == parent.size() || domain[domain.size() - parent.size() - 1] == '.';
}

// Every mail was sent or failed in the end; deferrals alone are mails that still wait, what bounced may have left the day before.
int64_t SizeOf(const Tally& tally) { return std::max({tally.sent + tally.failed, tally.deferrals, tally.bounced}); }

void Add(Tally& to, const Tally& tally) {
  to.sent += tally.sent;
  to.deferrals += tally.deferrals;
  to.failed += tally.failed;
  to.bounced += tally.bounced;
}

// One day and template: what is shown of it.
void Fold(std::vector<Tally> kinds, int smallest, std::vector<Tally>& out) {
  Tally other{.day = kinds.front().day, .template_name = kinds.front().template_name,
              .domain_kind = std::string(kOtherKind)};
  bool folded = false;
  const auto fold = [&](const Tally& tally) {
    Add(other, tally);
    folded = true;
  };
  std::erase_if(kinds, [&](const Tally& tally) {
    if (tally.domain_kind != kOtherKind && SizeOf(tally) >= smallest) return false;
    fold(tally);
    return true;
  });
  while (folded && SizeOf(other) < smallest && !kinds.empty()) {
    const auto least = std::min_element(kinds.begin(), kinds.end(), [](const Tally& a, const Tally& b) {
      return SizeOf(a) < SizeOf(b);
    });
    fold(*least);
    kinds.erase(least);
  }
  std::sort(kinds.begin(), kinds.end(), [](const Tally& a, const Tally& b) { return a.domain_kind < b.domain_kind; });
  out.insert(out.end(), kinds.begin(), kinds.end());
  if (folded) out.push_back(std::move(other));
}

}  // namespace

std::string KindOf(const std::vector<DomainKind>& kinds, std::string_view domain) {
  for (const DomainKind& kind : kinds) {
    for (const std::string& each : kind.domains) {
      if (IsWithin(domain, each)) return kind.name;
    }
  }
  return std::string(kOtherKind);
}

std::vector<Tally> FoldSmallKinds(std::vector<Tally> tallies, int smallest) {
  std::sort(tallies.begin(), tallies.end(), [](const Tally& a, const Tally& b) {
    return std::tie(a.day, a.template_name) < std::tie(b.day, b.template_name);
  });
  std::vector<Tally> out;
  for (auto first = tallies.begin(); first != tallies.end();) {
    const auto last = std::find_if(first, tallies.end(), [&](const Tally& tally) {
      return tally.day != first->day || tally.template_name != first->template_name;
    });
    Fold({first, last}, smallest, out);
    first = last;
  }
  return out;
}

}  // namespace mimamori::mail
