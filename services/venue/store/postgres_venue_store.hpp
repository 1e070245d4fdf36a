// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// Registrations in registrations.cpp, their mails in registration_mails.cpp, venues in venues.cpp. Thread-safe.
class PostgresVenueStore final : public VenueStore {
 public:
  explicit PostgresVenueStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<absl::Time> AddRegistration(absl::Time deadline, const PendingRegistration& registration) override;
  absl::StatusOr<std::vector<DueMail>> ClaimMails(absl::Time deadline, absl::Time now, absl::Time claimed_until,
                                                  int limit) override;
  absl::Status FinishMail(absl::Time deadline, RegistrationId registration) override;
  absl::Status PostponeMail(absl::Time deadline, RegistrationId registration, absl::Time until) override;
  absl::StatusOr<Venue> Confirm(absl::Time deadline, const Confirmation& confirmation) override;
  absl::StatusOr<Venue> ReplaceCode(absl::Time deadline, const Replacement& replacement) override;
  absl::StatusOr<Venue> Get(absl::Time deadline, const Scope& scope, platform::VenueId id) override;
  absl::StatusOr<TypedCodeAnswer> FindTypedCode(absl::Time deadline, std::string_view canonical) override;
  absl::StatusOr<std::vector<Venue>> List(absl::Time deadline, const Scope& scope,
                                          const ListQuestion& question) override;
  absl::StatusOr<std::vector<VenueNews>> NewsAfter(absl::Time deadline, int64_t sequence, int limit) override;
  absl::StatusOr<TypicalStay> TypicalStayAt(absl::Time deadline, absl::Time at) override;
  absl::StatusOr<int64_t> ForgetRegistrations(absl::Time deadline, absl::Time before) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  static std::vector<platform::postgres::Statement> RegistrationStatements();
  static std::vector<platform::postgres::Statement> MailStatements();
  static std::vector<platform::postgres::Statement> VenueStatements();

  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::venue
