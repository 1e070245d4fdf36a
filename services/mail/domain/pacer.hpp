// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"

namespace mimamori::mail {

// Policy "mail.pace": how fast mails leave. 0: as fast as the server takes them.
struct Pace {
  double total_per_second = 0;
};

// Spreads a process's mails over time (generic cell rate algorithm, ITU-T I.371, with a second's worth of burst). Receiving
// domains have paces of their own (domain_pace.hpp). Not thread-safe.
class Pacer {
 public:
  void SetPace(const Pace& pace) { pace_ = pace; }
  // `now` when the mail may leave now, which counts it. Otherwise the time at which to come back: each mail that is
  // turned away gets a place of its own, so that they do not all come back at once.
  absl::Time PlaceFor(absl::Time now);

 private:
  Pace pace_;
  absl::Time paid_until_ = absl::InfinitePast();     // by mails that left
  absl::Time planned_until_ = absl::InfinitePast();  // by mails that were turned away
};

}  // namespace mimamori::mail
