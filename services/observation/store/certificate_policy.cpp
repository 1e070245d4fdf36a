// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/certificate_policy.hpp"

#include "services/observation/store/policy_page.hpp"

namespace mimamori::observation {
namespace {

constexpr size_t kLongestName = 200;  // bytes

}  // namespace

const CertificatePolicy::Issuer* CertificatePolicy::IssuerOf(const platform::AreaCode& area) const {
  const Issuer* found = nullptr;
  for (const Issuer& issuer : issuers) {
    if (issuer.area == area) return &issuer;
    if (issuer.area.Covers(area)) found = &issuer;
  }
  return found;
}

absl::StatusOr<CertificatePolicy> ReadCertificatePolicy(const std::string& json) {
  const PolicyPage body(json);
  CertificatePolicy policy;
  ASSIGN_OR_RETURN(policy.kept_days, body.Int("kept_days", 365, 3653));
  ASSIGN_OR_RETURN(const std::vector<PolicyPage> told, body.Objects("issuers"));
  for (const PolicyPage& page : told) {
    CertificatePolicy::Issuer issuer;
    ASSIGN_OR_RETURN(const std::string code, page.Text("area", 6));
    const auto area = platform::AreaCode::Parse(code);
    if (!area.ok()) return page.Malformed("area", "is no area's code");
    issuer.area = *area;
    for (const auto& known : policy.issuers) {
      if (known.area == issuer.area) return page.Malformed("area", "stands there twice");
    }
    ASSIGN_OR_RETURN(issuer.name, page.Text("name", kLongestName));
    ASSIGN_OR_RETURN(issuer.name_en, page.Text("name_en", kLongestName));
    if (issuer.name.empty()) return page.Malformed("name", "is empty");
    if (issuer.name_en.empty()) return page.Malformed("name_en", "is empty");
    policy.issuers.push_back(std::move(issuer));
  }
  return policy;
}

}  // namespace mimamori::observation
