// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "services/admission/domain/course.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::admission {

// Policy bodies as the shipped versions show them (migrations). FAILED_PRECONDITION (POLICY_MALFORMED), with the field; also for
// what the domain's checks refuse.
absl::StatusOr<PriorityRules> ReadPriorityRules(const std::string& json);
absl::StatusOr<RecommendRules> ReadRecommendRules(const std::string& json);
absl::StatusOr<OfferRules> ReadOfferRules(const std::string& json);

// Policy `admission.pools`: beds of a class that an area may fill by itself: {"quotas": [{"area_code": "271004",
// "bed_class": "severe", "beds": 3}]}. Whoever isn't in it fills any number.
struct Quotas {
  std::map<std::pair<std::string, std::string>, int> beds = {};  // by area and class
  std::optional<int> Of(const platform::AreaCode& area, const std::string& bed_class) const;
};
absl::StatusOr<Quotas> ReadQuotas(const std::string& json);

// Policy `admission.retention`: days that an admission is kept after its end.
absl::StatusOr<absl::Duration> ReadRetention(const std::string& json);

// In force at `at`, with its version. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
template <class Rules>
struct InForce {
  Rules rules;
  int version = 0;
};
absl::StatusOr<InForce<PriorityRules>> PriorityRulesAt(platform::postgres::Pool& pool, absl::Time deadline, absl::Time at);
absl::StatusOr<InForce<RecommendRules>> RecommendRulesAt(platform::postgres::Pool& pool, absl::Time deadline, absl::Time at);
absl::StatusOr<InForce<OfferRules>> OfferRulesAt(platform::postgres::Pool& pool, absl::Time deadline, absl::Time at);
absl::StatusOr<InForce<Quotas>> QuotasAt(platform::postgres::Pool& pool, absl::Time deadline, absl::Time at);
absl::StatusOr<InForce<absl::Duration>> RetentionAt(platform::postgres::Pool& pool, absl::Time deadline, absl::Time at);
// By its version, as a decision names it. FAILED_PRECONDITION: POLICY_MISSING, POLICY_MALFORMED.
absl::StatusOr<RecommendRules> RecommendRulesOf(platform::postgres::Pool& pool, absl::Time deadline, int version);

}  // namespace mimamori::admission
