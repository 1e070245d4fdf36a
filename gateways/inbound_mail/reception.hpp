// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateways/inbound_mail/lmtp_dialogue.hpp"
#include "gateways/inbound_mail/visitor_mail.hpp"
#include "mimamori/mail/v1/bounce_service.pb.h"
#include "mimamori/visit/v1/inbound_mail_service.pb.h"

namespace mimamori::inbound_mail {

// How one mail for one recipient ended, for log and metrics: no address, no code.
struct Outcome {
  std::string_view result;  // "kept", "bounced", "later", "refused" (its sender is told), "dropped" (nobody is)
  std::string reason;       // empty when kept
};

// What happens to mails: decides for whom there are any, and hands check-ins on, and what is reported of our own mails.
//
// Our mail system tells a mail's sender when we refuse it for good, and anybody may be forged as one. So only a mail that is
// verified and whose envelope names the address in From is refused with 550; any other is taken with 250 and dropped
// (privacy.md 10: a mail nobody vouches for is not answered), and 451 alone says that a service is away.
class Reception {
 public:
  // The services that mails are for.
  struct Services {
    std::function<absl::Status(const visit::v1::CheckInByMailRequest&)> check_in;
    std::function<absl::Status(const mail::v1::RecordBounceRequest&)> record_bounce;
  };
  Reception(Trust trust, Services services, std::function<void(const Outcome&)> ended)
      : trust_(std::move(trust)), services_(std::move(services)), ended_(std::move(ended)) {}

  // 250 for <code>@<own domain>, where the code has the 28 characters of a scanned or the 10 of a typed one, and for
  // bounce-<token>@<own domain>, where mails of ours come back; else 550.
  Reply Judge(std::string_view recipient) const;
  // One answer for each recipient, once what it says is durable. May block as long as check_in does.
  std::vector<Reply> Deliver(const Delivery& delivery) const;

 private:
  absl::StatusOr<VisitorMail> ReadAsVisitorMail(const Delivery& delivery) const;
  Reply CheckInAt(std::string_view recipient, const VisitorMail& mail, bool told) const;
  Reply RecordReport(std::string_view token, std::string_view mail) const;
  Reply Later(std::string_view reason) const;
  Reply Drop(std::string_view reason) const;

  const Trust trust_;
  const Services services_;
  const std::function<void(const Outcome&)> ended_;
};

}  // namespace mimamori::inbound_mail
