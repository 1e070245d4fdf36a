// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/postgres/pool.hpp"
#include "services/venue/domain/registration.hpp"
#include "services/venue/domain/venue.hpp"

namespace mimamori::venue {

// A venue of a table, as it is kept: nothing in it names a person.
struct ImportedVenue {
  platform::VenueId id;
  std::string typed_code;  // canonical
  RegistrationId registration;  // what the contact is sealed for
  VenueDetails details;         // typical stay filled in
  std::string sealed_contact;
  std::string operator_key;  // 16 bytes: finds the venue when its operator logs in
};

struct VenueImport {
  std::string caller;
  platform::RequestId request;
  std::string fingerprint;  // 16 bytes: a MAC of the table
  std::vector<ImportedVenue> venues;
  absl::Time now;
  std::string trace_id;
};

// Tables of venues. Thread-safe.
class ImportStore {
 public:
  explicit ImportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // How many the first try of this request made; 0: there was none. ALREADY_EXISTS: REQUEST_ID_REUSED (another table).
  absl::StatusOr<int> MadeBefore(absl::Time deadline, const std::string& caller, const platform::RequestId& request,
                                 const std::string& fingerprint);
  // All venues, their changes and one audit entry, or none. A known request makes nothing more: the number it made.
  // ALREADY_EXISTS: REQUEST_ID_REUSED, NUMBER_TAKEN (try other numbers and codes).
  absl::StatusOr<int> Import(absl::Time deadline, const VenueImport& import);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::venue
