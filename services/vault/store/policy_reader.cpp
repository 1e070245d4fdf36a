// SPDX-License-Identifier: Apache-2.0
#include "services/vault/store/policy_reader.hpp"

#include <nlohmann/json.hpp>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::vault {
namespace {

using Json = nlohmann::json;

constexpr int kLeastDays = 4;
constexpr int kMostDays = 3650;

absl::Status Malformed(std::string_view name) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("a policy value is missing or out of range: {}", name));
}

Json Parse(const std::string& json) { return Json::parse(json, nullptr, /*allow_exceptions=*/false); }

absl::StatusOr<int> Days(const Json& body, const char* name) {
  const auto it = body.find(name);
  if (it == body.end() || !it->is_number_integer()) return Malformed(name);
  const auto days = it->get<int64_t>();
  if (days < kLeastDays || days > kMostDays) return Malformed(name);
  return static_cast<int>(days);
}

absl::StatusOr<std::string> Name(const Json& body, const char* name) {
  const auto it = body.find(name);
  if (it == body.end() || !it->is_string() || it->get_ref<const std::string&>().empty()) return Malformed(name);
  return it->get<std::string>();
}

absl::Status AddRules(const Json& row, std::vector<PermitPolicy::Rule>& rules) {
  ASSIGN_OR_RETURN(const std::string issuer, Name(row, "issuer"));
  ASSIGN_OR_RETURN(const std::string ring_name, Name(row, "ring"));
  const auto ring = ParseRing(ring_name);
  if (!ring.ok()) return Malformed("ring");
  const auto templates = row.find("templates");
  if (templates == row.end() || !templates->is_array()) return Malformed("templates");
  for (const Json& entry : *templates) {
    if (!entry.is_string()) return Malformed("templates");
    rules.push_back({.issuer = issuer, .ring = *ring, .template_name = entry.get<std::string>()});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Retention> ReadRetention(const std::string& json) {
  const Json body = Parse(json);
  Retention retention;
  ASSIGN_OR_RETURN(const std::string zone, Name(body, "zone"));
  if (!absl::LoadTimeZone(zone, &retention.zone)) return Malformed("zone");
  ASSIGN_OR_RETURN(retention.pseudonym_days, Days(body, "pseudonym_days"));
  ASSIGN_OR_RETURN(retention.seal_visit_days, Days(body, "seal_visit_days"));
  ASSIGN_OR_RETURN(retention.seal_patient_days, Days(body, "seal_patient_days"));
  ASSIGN_OR_RETURN(retention.seal_operator_days, Days(body, "seal_operator_days"));
  ASSIGN_OR_RETURN(retention.seal_staff_days, Days(body, "seal_staff_days"));
  ASSIGN_OR_RETURN(retention.event_days, Days(body, "event_days"));
  return retention;
}

absl::StatusOr<PermitPolicy> ReadPermitPolicy(const std::string& json) {
  const Json body = Parse(json);
  PermitPolicy policy;
  ASSIGN_OR_RETURN(const int longest, Days(body, "longest_days"));
  policy.longest = longest * absl::Hours(24);
  const auto rules = body.find("rules");
  if (rules == body.end() || !rules->is_array()) return Malformed("rules");
  for (const Json& row : *rules) RETURN_IF_ERROR(AddRules(row, policy.rules));
  return policy;
}

}  // namespace mimamori::vault
