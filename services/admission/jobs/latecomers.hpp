// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "services/admission/store/admission_store.hpp"

namespace mimamori::admission {

// Offers that nobody answered in time, and beds whose time was over before anybody set out: their admissions go on looking. For
// whoever is on the way to a bed whose time is soon over, more is asked. True: steps follow from it.
absl::StatusOr<bool> EndWhatIsLate(AdmissionStore& admissions, const OfferRules& rules, absl::Time now);

}  // namespace mimamori::admission
