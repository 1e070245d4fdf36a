// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/venue/domain/public_address.hpp"
#include "services/venue/domain/venue.hpp"
#include "services/venue/poster/label.hpp"

namespace mimamori::venue {

// One or two languages without repetition; none asked for: Japanese and English. INVALID_ARGUMENT: UNKNOWN_LANGUAGE,
// TOO_MANY_LANGUAGES.
absl::StatusOr<std::vector<const PrintText*>> ParseLanguages(
    const google::protobuf::RepeatedPtrField<std::string>& languages);

// What a venue's prints have in common; made on the day as the people of the venue count it.
Imprint ImprintOf(const Venue& venue, const PublicAddress& address, std::vector<const PrintText*> languages,
                  absl::Time now);

}  // namespace mimamori::venue
