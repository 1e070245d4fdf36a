// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/exposure/domain/exposure.hpp"

namespace mimamori::exposure {

// How well the end of a stay is known, weakest last; as visit.v1.Confidence.
enum class Confidence { kCheckedOut = 1, kAutomatic = 2, kAssumed = 3 };

// One person's overlap within one service day, and who she is within this event.
struct MatchedOverlap {
  std::string contact_mac;  // 16 bytes, event-scoped; empty: the contact can't be opened any more
  std::string sealed_contact;
  std::string contact_subject = {};  // what it was sealed for
  std::string service_day = {};      // "2026-11-21"
  int minutes = 0;
  Confidence confidence = Confidence::kCheckedOut;
  bool verified = false;
  bool marked = false;
  absl::Time stay_start;  // her own first stay
  absl::Time stay_end;
  int stays = 0;  // that were found, also those that do not count
  int stays_out_of_hours = 0;
  int stays_set_apart = 0;
  int stays_offline = 0;
  int stays_guest = 0;
  int stays_present = 0;
  int people = 1;  // who came together with her, herself included
};

// One person who may be told, over all days of the event. Where some of her days are verified, only those count, as
// within a day.
struct Recipient {
  std::string contact_mac;
  std::string sealed_contact;  // of the latest stay
  std::string contact_subject = {};
  std::set<std::string> service_days = {};  // that she is told of
  int minutes = 0;
  Confidence confidence = Confidence::kCheckedOut;
  bool verified = false;
  bool marked = false;
  absl::Time stay_start;  // of the earliest
  absl::Time stay_end;
  absl::Time latest_start;  // of the stay that sealed_contact comes from
  int people = 1;           // of her largest company
};

// Gathers overlaps into people, in whatever order they come. Preview and dispatch both count by this, so that they can't
// disagree. Patients, known by their own contacts' MACs, are nobody's contacts; a person's minutes add up over days;
// each person counts once. A day of which she was told before, at this venue, counts for nothing.
class Gathering {
 public:
  // Service days of this venue that a person was told of, by her MAC within this event.
  using Told = std::map<std::string, std::set<std::string>>;

  // `patient_macs`: one for each patient, empty when her contact is not known.
  Gathering(std::vector<std::string> patient_macs, bool mail_unverified, Told told = {})
      : patient_macs_(std::move(patient_macs)), mail_unverified_(mail_unverified), told_(std::move(told)) {}

  void Add(const MatchedOverlap& overlap);

  struct Result {
    std::vector<Recipient> recipients;  // by MAC: an order that says nothing
    int unverified = 0;                 // people left out because nobody confirmed their address
    int unreadable = 0;                 // overlaps whose contact is gone
    bool patient_excluded = false;      // every patient's contact is known, whether or not she checked in
    int stays = 0;                      // found of anybody but her, verified or not
    int stays_out_of_hours = 0;
    int stays_set_apart = 0;
    int stays_offline = 0;
    int stays_guest = 0;
    int stays_present = 0;
    int told_before = 0;             // people left out since they know all of it
    std::vector<ExposureId> heeded;  // the earlier exposures that told them
  };
  Result Finish() const;

 private:
  const std::vector<std::string> patient_macs_;
  const bool mail_unverified_;
  const Told told_;
  std::map<std::string, Recipient> people_;
  std::set<std::string> left_out_;
  int unreadable_ = 0;
  int stays_ = 0;
  int stays_out_of_hours_ = 0;
  int stays_set_apart_ = 0;
  int stays_offline_ = 0;
  int stays_guest_ = 0;
  int stays_present_ = 0;
};

// Recipients by overlap minutes: [from, to), the last without an end (to = 0).
struct MinutesBucket {
  int from = 0;
  int to = 0;
  int recipients = 0;
};
std::vector<MinutesBucket> Histogram(const std::vector<Recipient>& recipients);

}  // namespace mimamori::exposure
