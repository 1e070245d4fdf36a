// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/registry/store/case_store.hpp"
#include "services/registry/store/place_store.hpp"

namespace mimamori::registry {

// Hourly: forgets contacts and cases past policy "registry.retention", and places past "registry.places".
absl::Status ForgetOldCases(CaseStore& store, PlaceStore& places, absl::Time now);

}  // namespace mimamori::registry
