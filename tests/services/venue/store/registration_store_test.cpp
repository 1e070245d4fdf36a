// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "services/platform/core/error.hpp"
#include "tests/services/venue/store/venue_store_fixture.hpp"

namespace mimamori::venue {
namespace {

using platform::ReasonOf;
using platform::RequestId;

using RegistrationStoreTest = VenueStoreTest;

TEST_F(RegistrationStoreTest, PreparesEveryStatement) {
  const auto connection = platform::postgres::Connection::Open(database_.ServiceConninfo());
  ASSERT_TRUE(connection.ok());
  for (const auto& statement : PostgresVenueStore::Statements()) {
    EXPECT_TRUE((*connection)->Prepare(statement).ok()) << statement.name << (*connection)->Prepare(statement);
  }
}

TEST_F(RegistrationStoreTest, AnswersARetryWithTheFirstAndMailsOnce) {
  const PendingRegistration first = ARegistration();
  PendingRegistration again = ARegistration();
  again.request = first.request;
  again.expires_at += absl::Hours(1);
  EXPECT_EQ(*store_.AddRegistration(Soon(), first), first.expires_at);
  EXPECT_EQ(*store_.AddRegistration(Soon(), again), first.expires_at);
  const auto mails = store_.ClaimMails(Soon(), kNow, kNow + absl::Minutes(1), 10);
  ASSERT_EQ(mails->size(), 1u);
  EXPECT_EQ(mails->front().registration, first.id);
  EXPECT_EQ(mails->front().sealed_contact, "sealed");
}

TEST_F(RegistrationStoreTest, RefusesARequestIdForAnotherRegistration) {
  const PendingRegistration first = ARegistration();
  PendingRegistration other = ARegistration();
  other.request = first.request;
  other.fingerprint = std::string(16, 'g');
  ASSERT_TRUE(store_.AddRegistration(Soon(), first).ok());
  const absl::Status status = store_.AddRegistration(Soon(), other).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(status), "REQUEST_ID_REUSED");
  other.caller = "somebody else";  // whose request ids are their own
  EXPECT_TRUE(store_.AddRegistration(Soon(), other).ok());
}

TEST_F(RegistrationStoreTest, ClaimsAMailUntilTheClaimIsOver) {
  ASSERT_TRUE(store_.AddRegistration(Soon(), ARegistration()).ok());
  EXPECT_EQ(store_.ClaimMails(Soon(), kNow - absl::Seconds(1), kNow, 10)->size(), 0u) << "not due yet";
  const absl::Time until = kNow + absl::Minutes(1);
  EXPECT_EQ(store_.ClaimMails(Soon(), kNow, until, 10)->front().attempts, 0);
  EXPECT_EQ(store_.ClaimMails(Soon(), until - absl::Seconds(1), until, 10)->size(), 0u) << "claimed";
  EXPECT_EQ(store_.ClaimMails(Soon(), until, until + absl::Minutes(1), 10)->front().attempts, 1) << "the relay died";
}

TEST_F(RegistrationStoreTest, GivesEachMailToOneRelayOnly) {
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(store_.AddRegistration(Soon(), ARegistration()).ok());
  std::vector<std::vector<DueMail>> claimed(4);
  std::vector<std::thread> relays;
  for (auto& mine : claimed) {
    relays.emplace_back([&] {
      while (true) {
        auto some = store_.ClaimMails(Soon(), kNow, kNow + absl::Minutes(1), 3);
        if (!some.ok() || some->empty()) return;
        mine.insert(mine.end(), some->begin(), some->end());
      }
    });
  }
  for (std::thread& relay : relays) relay.join();
  std::set<RegistrationId> seen;
  size_t all = 0;
  for (const auto& mine : claimed) {
    for (const DueMail& mail : mine) seen.insert(mail.registration);
    all += mine.size();
  }
  EXPECT_EQ(seen.size(), all);
  EXPECT_EQ(all, 40u);
}

TEST_F(RegistrationStoreTest, PostponesAndFinishesMails) {
  const PendingRegistration registration = ARegistration();
  ASSERT_TRUE(store_.AddRegistration(Soon(), registration).ok());
  ASSERT_TRUE(store_.PostponeMail(Soon(), registration.id, kNow + absl::Hours(1)).ok());
  EXPECT_TRUE(store_.ClaimMails(Soon(), kNow + absl::Minutes(59), kNow, 10)->empty());
  EXPECT_EQ(store_.ClaimMails(Soon(), kNow + absl::Hours(1), kNow, 10)->size(), 1u);
  ASSERT_TRUE(store_.FinishMail(Soon(), registration.id).ok());
  EXPECT_TRUE(store_.FinishMail(Soon(), registration.id).ok());
  EXPECT_TRUE(store_.ClaimMails(Soon(), kNow + absl::Hours(9), kNow, 10)->empty());
}

TEST_F(RegistrationStoreTest, ConfirmsOnceAndAnswersItsRetry) {
  const PendingRegistration registration = ARegistration();
  ASSERT_TRUE(store_.AddRegistration(Soon(), registration).ok());
  const Confirmation confirmation = ConfirmationOf(registration);
  const auto venue = store_.Confirm(Soon(), confirmation);
  ASSERT_TRUE(venue.ok()) << venue.status();
  EXPECT_EQ(venue->id, confirmation.venue);
  EXPECT_EQ(venue->details, registration.details);
  EXPECT_EQ(venue->typed_code, confirmation.typed_code);
  EXPECT_EQ(venue->code_epoch, 1);
  EXPECT_EQ(venue->created_at, confirmation.now);

  Confirmation again = ConfirmationOf(registration);
  EXPECT_EQ(ReasonOf(store_.Confirm(Soon(), again).status()), "LINK_USED");
  again.request = confirmation.request;
  EXPECT_EQ(*store_.Confirm(Soon(), again), *venue);
  EXPECT_TRUE(store_.ClaimMails(Soon(), kNow + absl::Hours(9), kNow, 10)->empty()) << "nobody needs the link any more";
  EXPECT_EQ(store_.NewsAfter(Soon(), 0, 10)->size(), 1u) << "one venue, one change";
}

TEST_F(RegistrationStoreTest, ConfirmsNothingLateOrUnknown) {
  const PendingRegistration registration = ARegistration();
  EXPECT_EQ(ReasonOf(store_.Confirm(Soon(), ConfirmationOf(registration)).status()), "LINK_UNKNOWN");
  ASSERT_TRUE(store_.AddRegistration(Soon(), registration).ok());
  Confirmation late = ConfirmationOf(registration);
  late.now = registration.expires_at;
  EXPECT_EQ(ReasonOf(store_.Confirm(Soon(), late).status()), "LINK_EXPIRED");
}

TEST_F(RegistrationStoreTest, SaysWhenANumberIsTaken) {
  const Venue venue = AddVenue(SomeDetails());
  const PendingRegistration registration = ARegistration();
  ASSERT_TRUE(store_.AddRegistration(Soon(), registration).ok());
  Confirmation same_number = ConfirmationOf(registration);
  same_number.venue = venue.id;
  EXPECT_EQ(ReasonOf(store_.Confirm(Soon(), same_number).status()), "NUMBER_TAKEN");
  Confirmation same_code = ConfirmationOf(registration);
  same_code.typed_code = venue.typed_code;
  EXPECT_EQ(ReasonOf(store_.Confirm(Soon(), same_code).status()), "NUMBER_TAKEN");
  EXPECT_TRUE(store_.Confirm(Soon(), ConfirmationOf(registration)).ok()) << "nothing of the failures was kept";
}

TEST_F(RegistrationStoreTest, ForgetsRegistrationsButNoVenue) {
  const PendingRegistration registration = ARegistration();
  ASSERT_TRUE(store_.AddRegistration(Soon(), registration).ok());
  const Venue venue = AddVenue(SomeDetails());
  EXPECT_EQ(*store_.ForgetRegistrations(Soon(), registration.expires_at), 0);
  EXPECT_EQ(*store_.ForgetRegistrations(Soon(), registration.expires_at + absl::Seconds(1)), 2);
  EXPECT_TRUE(store_.ClaimMails(Soon(), kNow + absl::Hours(999), kNow, 10)->empty());
  EXPECT_TRUE(store_.Get(Soon(), {.everywhere = true, .areas = {}}, venue.id).ok());
}

}  // namespace
}  // namespace mimamori::venue
