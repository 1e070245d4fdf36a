// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/venue/domain/public_address.hpp"
#include "services/venue/store/venue_store.hpp"

namespace mimamori::venue {

// Sends registrations and log-ins their link: makes a link, queues the mail, forgets the wish. It may die between any two
// steps and is then done again from the start. Each try makes a link of its own, and mail keeps the first message of a
// wish: so whichever mail leaves holds a link that works, there is never a second, and no token is kept here. Links of
// tries that died expire unused. A log-in with an address that no venue has ends here, unsaid.
class LinkRelay {
 public:
  struct Neighbours {
    platform::rpc::ServiceChannel identity;
    platform::rpc::ServiceChannel mail;
  };
  LinkRelay(VenueStore& store, const Neighbours& neighbours, const platform::crypto::Signer& permits,
            const PublicAddress& address);

  // All that are due. The first failure that a later try may mend, when there was one; the others are done all the
  // same.
  absl::Status Run(absl::Time now);

 private:
  // A wish for a mail, whatever its kind.
  struct Wish {
    std::string subject;  // of the sealed contact, and what the link carries
    identity::v1::LinkPurpose purpose;
    const char* mail_template;
    std::string (PublicAddress::*url)(std::string_view token) const;
    platform::RequestId mail_request;
    const std::string& sealed_contact;
    const std::string& quota_key;
    const std::string& domain_quota_key;
    const std::string& network_quota_key;
    int attempts;
    absl::Time expires_at;
    std::function<absl::Status()> finish;
    std::function<absl::Status(absl::Time until)> postpone;
  };
  absl::Status RunRegistrations(absl::Time now);
  absl::Status RunLogIns(absl::Time now);
  Wish WishOf(const DueMail& mail);
  Wish WishOf(const DueLogInMail& mail);
  absl::Status Relay(const Wish& wish, absl::Time now);
  absl::Status Send(const Wish& wish);
  absl::StatusOr<std::string> MakeLink(const Wish& wish);

  VenueStore& store_;
  const Neighbours neighbours_;
  const std::unique_ptr<identity::v1::IdentityService::Stub> identity_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
  const PublicAddress& address_;
};

}  // namespace mimamori::venue
