// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/policy_page.hpp"

#include <cmath>

#include "fmt/format.h"

namespace mimamori::observation {

absl::StatusOr<int> PolicyPage::Tenths(const std::string& field, double least, double most) const {
  ASSIGN_OR_RETURN(const double value, Placed(body_.Number(field, least, most)));
  const double tenths = std::round(value * 10);
  if (std::abs(tenths - value * 10) > 1e-6) return Malformed(field, "has more than one digit behind the point");
  return static_cast<int>(tenths);
}

absl::StatusOr<absl::CivilDay> PolicyPage::Day(const std::string& field) const {
  ASSIGN_OR_RETURN(const std::string text, Text(field, 10));
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day) || absl::FormatCivilTime(day) != text) {
    return Malformed(field, "is no day as 2022-09-07");
  }
  return day;
}

absl::StatusOr<std::vector<PolicyPage>> PolicyPage::Objects(const std::string& field) const {
  ASSIGN_OR_RETURN(std::vector<platform::postgres::PolicyBody> bodies, Placed(body_.Objects(field)));
  std::vector<PolicyPage> pages;
  for (platform::postgres::PolicyBody& body : bodies) {
    pages.push_back(PolicyPage(std::move(body), fmt::format("{}[{}]", PathTo(field), pages.size())));
  }
  return pages;
}

absl::Status PolicyPage::Malformed(const std::string& field, std::string_view sentence) const {
  const std::string path = PathTo(field);
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           fmt::format("{}: {}", path, sentence), path);
}

}  // namespace mimamori::observation
