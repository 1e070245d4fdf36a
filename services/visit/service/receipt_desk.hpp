// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mimamori/visit/v1/receipt_service.pb.h"
#include "services/visit/service/visitor_mails.hpp"

namespace mimamori::visit {

// A receipt by mail, on request, with which a stay ends by one tap from any browser. Nothing is kept of it: its link carries
// the stay's name, encrypted, and ends a stay that is open, or makes one shorter; never longer.
class ReceiptDesk {
 public:
  ReceiptDesk(CheckInTools tools, VisitStore& store, const VisitorMails& mails, std::string public_url)
      : tools_(tools), store_(store), mails_(mails), public_url_(std::move(public_url)) {}

  using Call = platform::rpc::Call;
  absl::StatusOr<v1::ReceiptMailed> Mail(const Call& call, const v1::MailReceiptRequest& request);
  absl::StatusOr<v1::Receipt> Get(const Call& call, const v1::GetReceiptRequest& request);
  absl::StatusOr<v1::Receipt> Leave(const Call& call, const v1::LeaveByReceiptRequest& request);
  // Queues it, once a stay and address. NOT_FOUND: NO_STAY (its venue is unknown, or it is too long ago); else those of
  // VisitorMails::Send.
  absl::Status Send(const Call& call, const Stay& stay, const platform::EmailAddress& address,
                    const std::string& language) const;

 private:
  // NOT_FOUND: LINK_UNKNOWN; FAILED_PRECONDITION: LINK_EXPIRED.
  absl::StatusOr<StayTicket> TicketOf(const std::string& token, absl::Time now) const;
  v1::Receipt Encode(const std::string& token, const Stay& stay, absl::Time now) const;

  const CheckInTools tools_;
  VisitStore& store_;
  const VisitorMails& mails_;
  const std::string public_url_;  // without a trailing slash
};

}  // namespace mimamori::visit
