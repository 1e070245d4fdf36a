// SPDX-License-Identifier: Apache-2.0
#include "services/vault/service/contact_opener.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/vault/domain/period.hpp"

namespace mimamori::vault {
namespace {

OpenedContact Unreadable(const char* reason) { return {.text = {}, .subject = {}, .failure_reason = reason}; }

bool NamesPeriodOf(Ring ring, const std::string& period) {
  return ring == Ring::kVisit ? ReadDay(period).has_value() : ReadMonth(period).has_value();
}

}  // namespace

absl::StatusOr<platform::crypto::Opener*> ContactOpener::OpenerOf(const KeyName& name, Ring ring) {
  auto it = openers_.find(name);
  if (it == openers_.end()) {
    const auto key = rings_.Read(KeyKindOf(ring), name.period, now_);
    if (!key.ok() && !absl::IsNotFound(key.status())) return key.status();
    it = openers_.emplace(name, std::nullopt).first;
    if (key.ok()) it->second.emplace((*key)->Reveal());
  }
  return it->second ? &*it->second : nullptr;
}

absl::StatusOr<OpenedContact> ContactOpener::Open(std::string_view sealed, std::optional<Ring> only) {
  const auto name = platform::crypto::KeyNameOf(sealed);
  if (!name.ok()) return Unreadable("NOT_AUTHENTIC");
  const auto ring = ParseRing(name->ring);
  if (!ring.ok() || !NamesPeriodOf(*ring, name->period)) return Unreadable("NOT_AUTHENTIC");
  if (only && *ring != *only) return Unreadable("WRONG_RING");
  ASSIGN_OR_RETURN(platform::crypto::Opener* const opener, OpenerOf(*name, *ring));
  if (opener == nullptr) return Unreadable("KEY_DESTROYED");
  auto opened = opener->Open(sealed);
  if (!opened.ok()) return Unreadable("NOT_AUTHENTIC");
  return OpenedContact{.text = std::move(opened->text),
                       .subject = std::move(opened->context.subject),
                       .failure_reason = {}};
}

}  // namespace mimamori::vault
