// SPDX-License-Identifier: Apache-2.0
#include "services/vault/store/policy_reader.hpp"

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::vault {
namespace {

using platform::postgres::PolicyBody;

constexpr int kLeastDays = 4;
constexpr int kMostDays = 3650;
constexpr size_t kLongestName = 100;

absl::Status Malformed(std::string_view name) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("a policy names something that is not known: {}", name), name);
}

absl::StatusOr<int> Days(const PolicyBody& body, const std::string& field) {
  return body.Int(field, kLeastDays, kMostDays);
}

absl::StatusOr<std::string> Name(const PolicyBody& body, const std::string& field) {
  ASSIGN_OR_RETURN(std::string name, body.Text(field, kLongestName));
  if (name.empty()) return Malformed(field);
  return name;
}

enum class UnknownRings { kRefused, kLeftOut };

absl::Status AddRules(const PolicyBody& row, UnknownRings unknown, std::vector<PermitPolicy::Rule>& rules) {
  ASSIGN_OR_RETURN(const std::string issuer, Name(row, "issuer"));
  ASSIGN_OR_RETURN(const std::string ring_name, Name(row, "ring"));
  const auto ring = ParseRing(ring_name);
  if (!ring.ok() && unknown == UnknownRings::kRefused) return Malformed("ring");
  ASSIGN_OR_RETURN(const std::vector<std::string> templates, row.Texts("templates", kLongestName));
  if (!ring.ok()) return absl::OkStatus();
  for (const std::string& name : templates) rules.push_back({.issuer = issuer, .ring = *ring, .template_name = name});
  return absl::OkStatus();
}

absl::StatusOr<PermitPolicy> ReadPermits(const std::string& json, UnknownRings unknown) {
  const PolicyBody body(json);
  PermitPolicy policy;
  ASSIGN_OR_RETURN(const int longest, Days(body, "longest_days"));
  policy.longest = longest * absl::Hours(24);
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> rules, body.Objects("rules"));
  for (const PolicyBody& row : rules) RETURN_IF_ERROR(AddRules(row, unknown, policy.rules));
  return policy;
}

}  // namespace

absl::StatusOr<Retention> ReadRetention(const std::string& json) {
  const PolicyBody body(json);
  Retention retention;
  ASSIGN_OR_RETURN(const std::string zone, Name(body, "zone"));
  if (!absl::LoadTimeZone(zone, &retention.zone)) return Malformed("zone");
  ASSIGN_OR_RETURN(retention.pseudonym_days, Days(body, "pseudonym_days"));
  ASSIGN_OR_RETURN(retention.seal_visit_days, Days(body, "seal_visit_days"));
  ASSIGN_OR_RETURN(retention.seal_patient_days, Days(body, "seal_patient_days"));
  ASSIGN_OR_RETURN(retention.seal_operator_days, Days(body, "seal_operator_days"));
  ASSIGN_OR_RETURN(retention.seal_staff_days, Days(body, "seal_staff_days"));
  ASSIGN_OR_RETURN(retention.seal_desk_days, Days(body, "seal_desk_days"));
  ASSIGN_OR_RETURN(retention.event_days, Days(body, "event_days"));
  return retention;
}

absl::StatusOr<RecordLimits> ReadRecordLimits(const std::string& json) {
  const platform::postgres::PolicyBody body(json);
  RecordLimits limits;
  ASSIGN_OR_RETURN(limits.uses_per_link, body.Int("uses_per_link", 1, 1'000'000));
  ASSIGN_OR_RETURN(limits.links_per_hour, body.Int("links_per_hour", 1, 1'000'000));
  return limits;
}

absl::StatusOr<PermitPolicy> ReadPermitPolicy(const std::string& json) {
  return ReadPermits(json, UnknownRings::kRefused);
}

absl::StatusOr<PermitPolicy> ReadPermitPolicyInForce(const std::string& json) {
  return ReadPermits(json, UnknownRings::kLeftOut);
}

}  // namespace mimamori::vault
