// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "services/visit/domain/policy.hpp"

namespace mimamori::visit {

// A proof is a cookie that is not renewed any more for so long (privacy.md 5).
inline constexpr absl::Duration kProofLifetime = absl::Hours(90 * 24);
// How long a browser may collect the proof that was confirmed in another one (privacy.md 7).
inline constexpr absl::Duration kHandOverTime = absl::Minutes(15);

struct ProofAges {
  bool verified = false;
  absl::Time issued_at;
  absl::Time confirmed_at;
};

bool IsExpired(const ProofAges& proof, absl::Time now);
// Whether a check-in made at `at` renews the proof. A retry asks with the same `at`, so that it finds what it wrote.
bool IsDueForRenewal(const ProofAges& proof, absl::Time at, const ProofPolicy& policy);

// What a reader of the mail picks from.
struct HandOverNumbers {
  int number = 0;            // 10–99, on the waiting page
  std::vector<int> numbers;  // nine, ascending, `number` among them
};
// `random`: 32 bytes that only the service can make again for this browser and day.
HandOverNumbers NumbersFrom(std::string_view random);

}  // namespace mimamori::visit
