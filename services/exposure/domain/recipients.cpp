// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/domain/recipients.hpp"

#include <algorithm>

namespace mimamori::exposure {
namespace {

Recipient FirstOf(const MatchedOverlap& overlap) {
  return {.contact_mac = overlap.contact_mac, .sealed_contact = overlap.sealed_contact,
          .contact_subject = overlap.contact_subject, .service_days = {overlap.service_day}, .minutes = overlap.minutes,
          .confidence = overlap.confidence, .verified = overlap.verified, .marked = overlap.marked,
          .stay_start = overlap.stay_start, .stay_end = overlap.stay_end, .latest_start = overlap.stay_start,
          .people = overlap.people};
}

void Join(Recipient& person, const MatchedOverlap& overlap) {
  if (overlap.stay_start < person.stay_start) {
    person.stay_start = overlap.stay_start;
    person.stay_end = overlap.stay_end;
  }
  if (overlap.stay_start > person.latest_start) {
    person.latest_start = overlap.stay_start;
    person.sealed_contact = overlap.sealed_contact;
    person.contact_subject = overlap.contact_subject;
  }
  person.service_days.insert(overlap.service_day);
  person.minutes += overlap.minutes;
  person.confidence = std::max(person.confidence, overlap.confidence);
  person.marked = person.marked && overlap.marked;
  person.people = std::max(person.people, overlap.people);
}

}  // namespace

void Gathering::Add(const MatchedOverlap& overlap) {
  const bool readable = !overlap.contact_mac.empty();
  if (readable && std::ranges::count(patient_macs_, overlap.contact_mac) > 0) return;
  stays_ += overlap.stays;
  stays_out_of_hours_ += overlap.stays_out_of_hours;
  stays_set_apart_ += overlap.stays_set_apart;
  stays_offline_ += overlap.stays_offline;
  stays_guest_ += overlap.stays_guest;
  stays_present_ += overlap.stays_present;
  if (!readable) {
    ++unreadable_;
    return;
  }
  const auto told = told_.find(overlap.contact_mac);
  if (told != told_.end() && told->second.contains(overlap.service_day)) {
    left_out_.insert(overlap.contact_mac);
    return;
  }
  const auto [it, fresh] = people_.try_emplace(overlap.contact_mac, FirstOf(overlap));
  if (fresh) return;
  Recipient& person = it->second;
  if (person.verified == overlap.verified) {
    Join(person, overlap);
  } else if (overlap.verified) {
    person = FirstOf(overlap);
  }
}

Gathering::Result Gathering::Finish() const {
  Result result;
  result.unreadable = unreadable_;
  result.patient_excluded = std::ranges::none_of(patient_macs_, &std::string::empty);
  result.told_before = static_cast<int>(
      std::ranges::count_if(left_out_, [&](const std::string& mac) { return !people_.contains(mac); }));
  result.stays = stays_;
  result.stays_out_of_hours = stays_out_of_hours_;
  result.stays_set_apart = stays_set_apart_;
  result.stays_offline = stays_offline_;
  result.stays_guest = stays_guest_;
  result.stays_present = stays_present_;
  for (const auto& [mac, person] : people_) {
    if (person.verified || mail_unverified_) {
      result.recipients.push_back(person);
    } else {
      ++result.unverified;
    }
  }
  return result;
}

std::vector<MinutesBucket> Histogram(const std::vector<Recipient>& recipients) {
  std::vector<MinutesBucket> buckets{{1, 15, 0}, {15, 30, 0}, {30, 60, 0}, {60, 120, 0}, {120, 0, 0}};
  for (const Recipient& recipient : recipients) {
    for (MinutesBucket& bucket : buckets) {
      if (recipient.minutes >= bucket.from && (bucket.to == 0 || recipient.minutes < bucket.to)) ++bucket.recipients;
    }
  }
  return buckets;
}

}  // namespace mimamori::exposure
