// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/visit/service/check_in_desk.hpp"

namespace mimamori::visit {

// A mail that a visitor asks for herself, now: it is queued before she is answered.
struct VisitorMail {
  RequestId id;  // the same for a retry
  std::string template_name;
  const platform::EmailAddress& address;
  std::string language;
  std::map<std::string, std::string> parameters;
  absl::Time expires_at;
};

// What visit asks of mail in a visitor's name. Nothing of it is kept here.
class VisitorMails {
 public:
  VisitorMails(CheckInTools tools, platform::rpc::ServiceChannel mail, const platform::crypto::Signer& permits)
      : tools_(tools), channel_(std::move(mail)), mail_(mail::v1::MailService::NewStub(channel_.channel())),
        permits_(permits) {}

  // Sealed, permitted, queued. UNAVAILABLE: KEY_NOT_READY; else mail's own failures.
  absl::Status Send(const platform::rpc::Call& call, const VisitorMail& letter) const;
  // Whether mails that others decide on go there.
  absl::StatusOr<bool> IsStopped(const platform::rpc::Call& call, const platform::EmailAddress& address) const;
  absl::StatusOr<bool> SetStopped(const platform::rpc::Call& call, const platform::EmailAddress& address,
                                  bool stopped) const;

 private:
  const CheckInTools tools_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
};

}  // namespace mimamori::visit
