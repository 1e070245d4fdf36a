// SPDX-License-Identifier: Apache-2.0
#include "services/admission/store/policy_reader.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policies.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::admission {
namespace {

using platform::postgres::PolicyBody;
using Database = platform::postgres::Pool;  // a Pool is something else here

// Wide: what is allowed is for the domain's checks.
constexpr int kMost = 1'000'000;
constexpr int kMostBeds = 100'000;
constexpr char kRecommendation[] = "admission.recommendation";

template <class Rules>
absl::StatusOr<InForce<Rules>> At(Database& pool, absl::Time deadline, absl::Time at, const char* name,
                                  absl::StatusOr<Rules> (*read)(const std::string&)) {
  ASSIGN_OR_RETURN(const platform::postgres::Policy policy, platform::postgres::PolicyAt(pool, deadline, name, at));
  ASSIGN_OR_RETURN(Rules rules, read(policy.body));
  return InForce<Rules>{.rules = std::move(rules), .version = policy.version};
}

}  // namespace

absl::StatusOr<PriorityRules> ReadPriorityRules(const std::string& json) {
  const PolicyBody body(json);
  PriorityRules rules;
  ASSIGN_OR_RETURN(const PolicyBody urgency, body.Object("urgency"));
  ASSIGN_OR_RETURN(const PolicyBody tiers, body.Object("tiers"));
  constexpr std::array<const char*, 3> kUrgencyFields{"planned", "urgent", "emergency"};
  constexpr std::array<const char*, kTiers> kTierFields{"green", "yellow", "orange", "red"};
  for (size_t i = 0; i < kUrgencyFields.size(); ++i) {
    ASSIGN_OR_RETURN(rules.urgency[i], urgency.Int(kUrgencyFields[i], -kMost, kMost));
  }
  for (size_t i = 0; i < kTierFields.size(); ++i) {
    ASSIGN_OR_RETURN(rules.tiers[i], tiers.Int(kTierFields[i], -kMost, kMost));
  }
  ASSIGN_OR_RETURN(rules.admission_point, body.Int("admission_point", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.most_of_score, body.Int("most_of_score", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.transfer, body.Int("transfer", -kMost, kMost));
  RETURN_IF_ERROR(CheckPriorityRules(rules));
  return rules;
}

absl::StatusOr<RecommendRules> ReadRecommendRules(const std::string& json) {
  const PolicyBody body(json);
  RecommendRules rules;
  ASSIGN_OR_RETURN(rules.travel.kmh, body.Int("kmh", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.travel.detour_percent, body.Int("detour_percent", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.travel.fixed_minutes, body.Int("fixed_minutes", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.most_minutes, body.Int("most_minutes", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.unknown_minutes, body.Int("unknown_minutes", -kMost, kMost));
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> steps, body.Objects("occupancy"));
  rules.occupancy.clear();
  for (const PolicyBody& step : steps) {
    RecommendRules::OccupancyStep read;
    ASSIGN_OR_RETURN(read.over_permille, step.Int("over_permille", -kMost, kMost));
    ASSIGN_OR_RETURN(read.points, step.Int("points", -kMost, kMost));
    rules.occupancy.push_back(read);
  }
  ASSIGN_OR_RETURN(rules.recent_points, body.Int("recent_points", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.recent_hours, body.Int("recent_hours", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.continuity_points, body.Int("continuity_points", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.overdue_points, body.Int("overdue_points", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.overdue_taken, body.Bool("overdue_taken"));
  RETURN_IF_ERROR(CheckRecommendRules(rules));
  return rules;
}

absl::StatusOr<OfferRules> ReadOfferRules(const std::string& json) {
  const PolicyBody body(json);
  OfferRules rules;
  ASSIGN_OR_RETURN(const PolicyBody minutes, body.Object("minutes"));
  ASSIGN_OR_RETURN(rules.minutes[0], minutes.Int("planned", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.minutes[1], minutes.Int("urgent", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.minutes[2], minutes.Int("emergency", -kMost, kMost));
  ASSIGN_OR_RETURN(rules.extend_before, body.Int("extend_before", -kMost, kMost));
  RETURN_IF_ERROR(CheckOfferRules(rules));
  return rules;
}

std::optional<int> Quotas::Of(const platform::AreaCode& area, const std::string& bed_class) const {
  const auto found = beds.find({area.ToString(), bed_class});
  if (found == beds.end()) return std::nullopt;
  return found->second;
}

absl::StatusOr<Quotas> ReadQuotas(const std::string& json) {
  Quotas quotas;
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> told, PolicyBody(json).Objects("quotas"));
  for (const PolicyBody& one : told) {
    ASSIGN_OR_RETURN(const std::string area, one.Text("area_code", 6));
    ASSIGN_OR_RETURN(const std::string bed_class, one.Text("bed_class", 32));
    ASSIGN_OR_RETURN(const int beds, one.Int("beds", 0, kMostBeds));
    if (!platform::AreaCode::Parse(area).ok() || !quotas.beds.emplace(std::pair(area, bed_class), beds).second) {
      return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                               "a quota is of an area that there is, once for each class of beds", "quotas.area_code");
    }
  }
  return quotas;
}

absl::StatusOr<absl::Duration> ReadRetention(const std::string& json) {
  ASSIGN_OR_RETURN(const int days, PolicyBody(json).Int("admission_days", 29, 3653));
  return days * absl::Hours(24);
}

absl::StatusOr<InForce<PriorityRules>> PriorityRulesAt(Database& pool, absl::Time deadline, absl::Time at) {
  return At(pool, deadline, at, "admission.priority", &ReadPriorityRules);
}
absl::StatusOr<InForce<RecommendRules>> RecommendRulesAt(Database& pool, absl::Time deadline, absl::Time at) {
  return At(pool, deadline, at, kRecommendation, &ReadRecommendRules);
}
absl::StatusOr<InForce<OfferRules>> OfferRulesAt(Database& pool, absl::Time deadline, absl::Time at) {
  return At(pool, deadline, at, "admission.offers", &ReadOfferRules);
}
absl::StatusOr<InForce<Quotas>> QuotasAt(Database& pool, absl::Time deadline, absl::Time at) {
  return At(pool, deadline, at, "admission.pools", &ReadQuotas);
}
absl::StatusOr<InForce<absl::Duration>> RetentionAt(Database& pool, absl::Time deadline, absl::Time at) {
  return At(pool, deadline, at, "admission.retention", &ReadRetention);
}

absl::StatusOr<RecommendRules> RecommendRulesOf(Database& pool, absl::Time deadline, int version) {
  ASSIGN_OR_RETURN(const auto versions, platform::postgres::ListPolicies(pool, deadline, kRecommendation));
  for (const platform::postgres::Policy& policy : versions) {
    if (policy.version == version) return ReadRecommendRules(policy.body);
  }
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MISSING", "that version of the rules is not there");
}

}  // namespace mimamori::admission
