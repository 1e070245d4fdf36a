// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/registry/v1/contact_service.grpc.pb.h"
#include "services/observation/store/reminder_store.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::observation {

// The same person, slot and rung always make the same id, whoever mails and however often: mail queues one. It is the
// recipient's, so that who reports for a household is reminded once for all of it.
std::string ReminderIdOf(const CaseId& recipient, const ReminderKey& key);

// Its template at mail.
const char* TemplateOf(Rung rung);

// Hands the reminders that wait to mail. The address is sealed in the registry, is asked for at this moment, and passes through
// as sealed as it is (decision 0053). Whoever told meanwhile, or isn't asked any more by what the registry says now, gets none.
class ReminderMailer {
 public:
  ReminderMailer(ReminderStore& reminders, platform::rpc::ServiceChannel registry, platform::rpc::ServiceChannel mail,
                 const platform::crypto::Signer& permits, std::string public_url);

  // All that wait; what can't go on now doesn't hold up the others. The first failure.
  absl::Status Run(absl::Time now);

 private:
  absl::Status Mail(const ReminderKey& key, absl::Time now);
  absl::Status MailSome(const ReminderKey& key, const std::vector<WaitingReminder>& waiting);
  absl::StatusOr<registry::v1::FindContactsResponse> Ask(const registry::v1::FindContactsRequest& request);
  // False: there is one among them that mail will never take.
  absl::StatusOr<bool> Enqueue(const mail::v1::EnqueueRequest& request);
  // Fails where it may succeed later.
  absl::Status Send(const mail::v1::EnqueueRequest& request);

  ReminderStore& reminders_;
  const platform::rpc::ServiceChannel registry_channel_;
  const platform::rpc::ServiceChannel mail_channel_;
  const std::unique_ptr<registry::v1::ContactService::Stub> registry_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
  const std::string public_url_;
};

}  // namespace mimamori::observation
