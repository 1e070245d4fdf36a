// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/time/time.h"

namespace mimamori::mail {

// Policy "mail.pace": how fast mails leave. 0: as fast as the server takes them.
struct Pace {
  double total_per_second = 0;
  double domain_per_second = 0;
};

// Spreads mails over time, over all and per receiving domain (generic cell rate algorithm, ITU-T I.371, with a second's
// worth of burst). Keeps domains in memory only, and only while their pace binds. Not thread-safe.
class Pacer {
 public:
  void SetPace(const Pace& pace) { pace_ = pace; }
  // `now` when the mail may leave now, which counts it. Otherwise the time at which to come back: each mail that is
  // turned away gets a place of its own, so that they do not all come back at once.
  absl::Time PlaceFor(std::string_view domain, absl::Time now);

 private:
  struct Bucket {
    absl::Time paid_until = absl::InfinitePast();     // by mails that left
    absl::Time planned_until = absl::InfinitePast();  // by mails that were turned away
  };
  static absl::Time Probe(const Bucket& bucket, double per_second, absl::Time now);
  static absl::Time Plan(Bucket& bucket, double per_second, absl::Time now);
  void Forget(absl::Time now);

  Pace pace_;
  Bucket total_;
  std::unordered_map<std::string, Bucket> domains_;
};

}  // namespace mimamori::mail
