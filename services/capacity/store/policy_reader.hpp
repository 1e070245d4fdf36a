// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/capacity/domain/catalogue.hpp"

namespace mimamori::capacity {

// Policy bodies as JSON objects, by the shapes that the shipped versions show (migrations). FAILED_PRECONDITION
// (POLICY_MALFORMED), with the path of what is wrong as the field.

// capacity.classes: classes and capabilities, 1–30 each, by a code of their own (a lower-case word of at most 20 letters,
// digits and _) and their names.
absl::StatusOr<NamedCatalogue> ReadCatalogue(const std::string& json);

}  // namespace mimamori::capacity
