// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace mimamori::mail {

// How mails leave for one receiving domain. 0: as fast as the server takes them.
struct DomainPace {
  double mails_per_minute = 0;
  int connections = 0;  // at a time, of one process
  friend bool operator==(const DomainPace&, const DomainPace&) = default;
};

// Policy "mail.domain_pace".
struct DomainPacePolicy {
  struct Named {
    std::string domain;  // lower case; its subdomains are domains of their own
    DomainPace pace;
  };
  DomainPace usual;
  std::vector<Named> named;
  absl::Duration first_pause = absl::Seconds(1);    // of a domain that says "not now"
  absl::Duration longest_pause = absl::Minutes(15);
};

DomainPace PaceOf(const DomainPacePolicy& policy, std::string_view domain);

// What is known of one domain. Shared by all processes.
struct DomainState {
  absl::Time paid_until = absl::UnixEpoch();     // by mails that left
  absl::Time planned_until = absl::UnixEpoch();  // by mails that were turned away
  absl::Time paused_until = absl::UnixEpoch();   // it said "not now"
  absl::Time probed_until = absl::UnixEpoch();   // one mail is trying whether it takes mails again
  int pauses = 0;                                // in a row
  friend bool operator==(const DomainState&, const DomainState&) = default;
};

struct Place {
  absl::Time time;     // now: the mail may leave, and is counted; later: when to come back, a place of its own by the rate
  bool probe = false;  // it is the one by which we learn whether the domain takes mails again
};

// Rate: generic cell rate algorithm (ITU-T I.371) with a second's worth of burst. A domain that paused is first tried with
// one mail; the others wait for its answer.
Place TakePlace(DomainState& state, const DomainPace& pace, const DomainPacePolicy& policy, absl::Time now);

// The domain said "not now": it is left alone for the first pause, doubled with each time in a row. What it says while it is
// paused anyway (to mails that were on their way) does not count.
void Pause(DomainState& state, const DomainPacePolicy& policy, absl::Time now);

// It took the mail that tried.
void EndPause(DomainState& state);

// Nothing of it matters any more.
bool IsForgettable(const DomainState& state, absl::Time now);

}  // namespace mimamori::mail
