// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::vault {

// A purpose with sealing keys of its own: a contact sealed for one is never opened for another.
enum class Ring {
  kVisit,     // visitors' contacts in stays: one key a service day
  kPatient,   // patients: one key a month
  kOperator,  // venue operators: one key a month
  kStaff,     // staff who are invited: one key a month
  kDesk,      // desks of facilities, as long as these are there: one key a month
};
inline constexpr Ring kRings[] = {Ring::kVisit, Ring::kPatient, Ring::kOperator, Ring::kStaff, Ring::kDesk};

// The name inside a sealed text and in the permit policy: "visit", "patient", "operator", "staff", "desk".
std::string NameOf(Ring ring);
// INVALID_ARGUMENT (UNKNOWN_RING).
absl::StatusOr<Ring> ParseRing(std::string_view name);

// A folder of keys: the sealing rings, and the two that seal nothing.
enum class KeyKind {
  kPseudonym,     // a random key a service day
  kSealVisit,     // an X25519 private key a service day
  kSealPatient,   // … a month
  kSealOperator,  // … a month
  kSealStaff,     // … a month
  kSealDesk,      // … a month
  kEvent,         // a random key an exposure event
};
inline constexpr KeyKind kKeyKinds[] = {KeyKind::kPseudonym, KeyKind::kSealVisit, KeyKind::kSealPatient,
                                        KeyKind::kSealOperator, KeyKind::kSealStaff, KeyKind::kSealDesk, KeyKind::kEvent};

// "pseudonym", "seal-visit", "seal-patient", "seal-operator", "seal-staff", "seal-desk", "event".
std::string FolderOf(KeyKind kind);
KeyKind KeyKindOf(Ring ring);

}  // namespace mimamori::vault
