// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/area_code.hpp"

namespace mimamori::observation {

// Policy `observation.certificates`.
struct CertificatePolicy {
  struct Issuer {
    platform::AreaCode area = {};
    std::string name = {};
    std::string name_en = {};

    friend bool operator==(const Issuer&, const Issuer&) = default;
  };
  int kept_days = 0;
  std::vector<Issuer> issuers = {};

  // The area's own, else its prefecture's; null: there is none.
  const Issuer* IssuerOf(const platform::AreaCode& area) const;
  friend bool operator==(const CertificatePolicy&, const CertificatePolicy&) = default;
};

// FAILED_PRECONDITION: POLICY_MALFORMED, with the path as the field; also for an area that stands there twice.
absl::StatusOr<CertificatePolicy> ReadCertificatePolicy(const std::string& json);

}  // namespace mimamori::observation
