// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace mimamori::mail {

// Policy "mail.bounces".
struct BouncePolicy {
  std::vector<std::string> statuses;  // that say that there is no such mailbox: "5.1.1" (RFC 3463)
  int reports = 1;                    // of so many mails, one within `within` of the other, until no alert goes there
  absl::Duration within;
  absl::Duration suppressed;          // and for how long then
};

// Whether a mail that came back with this status speaks against its mailbox. A mailbox that is full, a filter or a server that
// was away does not.
bool SpeaksAgainstMailbox(const BouncePolicy& policy, std::string_view status);

// "5.1.1": class 4 or 5, two numbers of one to three digits.
bool IsFailureStatus(std::string_view text);

}  // namespace mimamori::mail
