// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/registry/store/case_store.hpp"

namespace mimamori::registry {

// Hourly: forgets contacts and cases past policy "registry.retention".
absl::Status ForgetOldCases(CaseStore& store, absl::Time now);

}  // namespace mimamori::registry
