// SPDX-License-Identifier: Apache-2.0
#include "services/vault/domain/ring.hpp"

#include "services/platform/core/error.hpp"

namespace mimamori::vault {

std::string NameOf(Ring ring) {
  switch (ring) {
    case Ring::kVisit: return "visit";
    case Ring::kPatient: return "patient";
    case Ring::kOperator: return "operator";
    case Ring::kStaff: return "staff";
    case Ring::kDesk: return "desk";
  }
  return {};
}

absl::StatusOr<Ring> ParseRing(std::string_view name) {
  for (const Ring ring : kRings) {
    if (NameOf(ring) == name) return ring;
  }
  return platform::BadField("ring", "UNKNOWN_RING", "there is no ring of this name");
}

std::string FolderOf(KeyKind kind) {
  switch (kind) {
    case KeyKind::kPseudonym: return "pseudonym";
    case KeyKind::kSealVisit: return "seal-visit";
    case KeyKind::kSealPatient: return "seal-patient";
    case KeyKind::kSealOperator: return "seal-operator";
    case KeyKind::kSealStaff: return "seal-staff";
    case KeyKind::kSealDesk: return "seal-desk";
    case KeyKind::kEvent: return "event";
  }
  return {};
}

KeyKind KeyKindOf(Ring ring) {
  switch (ring) {
    case Ring::kVisit: return KeyKind::kSealVisit;
    case Ring::kPatient: return KeyKind::kSealPatient;
    case Ring::kOperator: return KeyKind::kSealOperator;
    case Ring::kStaff: return KeyKind::kSealStaff;
    case Ring::kDesk: return KeyKind::kSealDesk;
  }
  return KeyKind::kSealVisit;
}

}  // namespace mimamori::vault
