// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "services/capacity/store/board_store.hpp"
#include "services/capacity/store/reminder_store.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::capacity {

// Reminds the desks of facilities whose report is late, or that never sent one since they were listed: of each deadline once, and not any more once they reported. A message's id is
// made of facility and deadline, so that mail takes it once however often it is handed over.
class DeskReminders {
 public:
  // `staff_url`: where staff log in.
  DeskReminders(ReminderStore& reminders, BoardStore& board, platform::rpc::ServiceChannel mail,
                const platform::crypto::Signer& permits, std::string staff_url);

  // Who is to be reminded by now; how many are new.
  absl::StatusOr<int64_t> Choose(absl::Time now);
  // Hands over what is chosen.
  absl::Status Mail(absl::Time now);

 private:
  absl::Status MailSome(const std::vector<OpenReminder>& open, const DutyRules& duties, absl::Time now);
  absl::Status Send(const std::vector<OpenReminder>& needed);
  absl::StatusOr<bool> Enqueue(const mail::v1::EnqueueRequest& request);

  ReminderStore& reminders_;
  BoardStore& board_;  // for the duties
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
  const std::string staff_url_;
};

}  // namespace mimamori::capacity
