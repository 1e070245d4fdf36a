// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/domain/staff.hpp"
#include "services/platform/core/area_code.hpp"

namespace mimamori::identity {

// As it is kept and as the contract numbers it.
enum class OrganisationKind { kHealthCentre = 1, kAuthority = 2, kHospital = 3, kTransport = 4 };

// What is told of an organisation.
struct OrganisationFacts {
  OrganisationKind kind = OrganisationKind::kHealthCentre;
  std::string display_name = {};      // 1–100 characters
  std::string english_name = {};      // 0–100 characters
  std::string corporate_number = {};  // thirteen digits, or empty
  absl::Time active_from = absl::InfinitePast();
  absl::Time active_to = absl::InfiniteFuture();  // excluded
  friend bool operator==(const OrganisationFacts&, const OrganisationFacts&) = default;
};

struct Organisation {
  OrganisationId id;
  platform::AreaCode area;
  OrganisationFacts facts;
  int revision = 1;
  friend bool operator==(const Organisation&, const Organisation&) = default;
};

// Japan's corporate number (法人番号): twelve digits with a check digit before them, 9 − (Σ of the digits, every second one
// from the right doubled, mod 9). Empty is none. MALFORMED_CORPORATE_NUMBER (field corporate_number).
absl::StatusOr<std::string> ParseCorporateNumber(std::string_view text);

// Trimmed and judged. `kind` as the contract numbers it. BadField: UNKNOWN_KIND, MISSING_FIELD and the reasons of
// platform::ParseText, MALFORMED_CORPORATE_NUMBER, BAD_PERIOD (active_to_time: not after active_from).
absl::StatusOr<OrganisationFacts> ParseFacts(int kind, OrganisationFacts facts);

// Whether an administrator of that scope may make an organisation there. NOT_FOUND: AREA_UNKNOWN (field area_code).
absl::Status CheckOrganisationArea(const AdministratorScope& scope, const platform::AreaCode& area);

// Whether somebody may be put into it at that moment. FAILED_PRECONDITION: ORGANISATION_NOT_ACTIVE (field organisation_id).
absl::Status CheckActive(const OrganisationFacts& facts, absl::Time now);

// Whether people with these roles may be in an organisation of that kind: a hospital's staff in a hospital, a transport firm's in
// such a firm. BadField (organisation_id): ORGANISATION_NOT_OF_ROLE.
absl::Status CheckKindFor(const std::vector<Role>& roles, OrganisationKind kind);

struct OrganisationRow {
  platform::AreaCode area;
  OrganisationFacts facts;
  int line = 0;    // of the table
  int column = 0;  // of its area
};

// The organisations of a table, as ImportOrganisations tells; INVALID_ARGUMENT (field content) with every problem by line
// and column. Whether an area is served is not known here.
absl::StatusOr<std::vector<OrganisationRow>> ReadOrganisationTable(std::string_view bytes);

absl::Status OrganisationUnknown(std::string_view field = "");

}  // namespace mimamori::identity
