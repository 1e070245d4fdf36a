// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// Registrations in registrations.cpp, their mails in registration_mails.cpp, venues in venues.cpp, their
// edits in venue_edits.cpp, log-ins in log_ins.cpp, spaces in spaces.cpp. Thread-safe.
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
  absl::StatusOr<Venue> Edit(absl::Time deadline, const VenueEdit& edit) override;
  absl::StatusOr<Venue> Delete(absl::Time deadline, const VenueDeletion& deletion) override;
  absl::StatusOr<int64_t> ForgetDeleted(absl::Time deadline, absl::Time now) override;
  absl::StatusOr<std::vector<Space>> CreateSpaces(absl::Time deadline, const SpaceCreation& creation) override;
  absl::StatusOr<Space> ChangeSpace(absl::Time deadline, const SpaceChange& change) override;
  absl::StatusOr<Space> DeleteSpace(absl::Time deadline, const SpaceDeletion& deletion) override;
  absl::StatusOr<Space> ReplaceSpaceCode(absl::Time deadline, const SpaceCodeReplacement& replacement) override;
  absl::StatusOr<std::vector<Space>> ListSpaces(absl::Time deadline, platform::VenueId venue, int32_t after,
                                                int limit) override;
  absl::StatusOr<std::vector<Space>> PathToSpace(absl::Time deadline, platform::VenueId venue, int32_t space) override;
  absl::StatusOr<absl::Time> AddLogIn(absl::Time deadline, const PendingLogIn& log_in) override;
  absl::StatusOr<std::vector<DueLogInMail>> ClaimLogInMails(absl::Time deadline, absl::Time now,
                                                            absl::Time claimed_until, int limit) override;
  absl::Status FinishLogInMail(absl::Time deadline, LogInId log_in) override;
  absl::Status PostponeLogInMail(absl::Time deadline, LogInId log_in, absl::Time until) override;
  absl::StatusOr<std::vector<Venue>> TakeVenue(absl::Time deadline, const LogInChoice& choice) override;
  absl::StatusOr<int64_t> ForgetLogIns(absl::Time deadline, absl::Time before) override;
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
  static std::vector<platform::postgres::Statement> EditStatements();
  static std::vector<platform::postgres::Statement> LogInStatements();
  static std::vector<platform::postgres::Statement> SpaceStatements();

  // The spaces with these numbers, deleted ones among them.
  absl::StatusOr<std::vector<Space>> SpacesIn(absl::Time deadline, platform::VenueId venue,
                                              const std::vector<int32_t>& numbers);

  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::venue
