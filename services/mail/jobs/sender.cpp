// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/sender.hpp"

#include <algorithm>
#include <map>
#include <random>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::mail {
namespace {

constexpr absl::Duration kDatabaseLimit = absl::Seconds(10);
constexpr absl::Duration kVaultLimit = absl::Seconds(10);
constexpr absl::Duration kLook = absl::Milliseconds(100);

int64_t RandomWorker() {
  std::random_device random;
  return static_cast<int64_t>((static_cast<uint64_t>(random()) << 32 | random()) >> 1);
}

double Chance() {
  std::random_device random;
  return static_cast<double>(random()) / (static_cast<double>(std::random_device::max()) + 1);
}

bool IsForGood(const absl::Status& status) {
  return status.code() == absl::StatusCode::kPermissionDenied || status.code() == absl::StatusCode::kInvalidArgument;
}

}  // namespace

Sender::Sender(MailStore& store, ContactOpener& contacts, Policies policies, SendingHall::Equipment equipment,
               Options options)
    : store_(store),
      contacts_(contacts),
      paces_(equipment.paces),
      policies_(std::move(policies)),
      clock_(equipment.clock),
      options_(options),
      worker_(RandomWorker()),
      results_(store, equipment.clock, equipment.metrics, worker_),
      hall_(std::move(equipment), results_) {}

absl::Status Sender::Run(const std::function<bool()>& stopping) {
  const absl::Time now = clock_.Now();
  if (now < paused_until_) return absl::OkStatus();
  if (hall_.server_down() && !hall_.ServerAnswers()) {
    LeaveAlone(now);
    return absl::OkStatus();
  }
  const absl::Status status = SendDue(stopping);
  while (!hall_.WaitForFewerThan(1, kLook)) {  // each send ends within its limit
    if (stopping()) hall_.HandBackWaiting();
  }
  while (!results_.WaitUntilKept(kLook) && !stopping()) continue;
  if (hall_.server_down() || !status.ok()) {
    LeaveAlone(clock_.Now());
  } else {
    pauses_ = 0;
  }
  return status;
}

void Sender::TellOfUnreadable(const TextPolicies& texts) {
  if (texts.unreadable == told_of_) return;
  told_of_ = texts.unreadable;
  for (const auto& [name, status] : texts.unreadable) {
    platform::observe::Log(spdlog::level::err, "an area's text can't be used, the shipped one is sent",
                           {{"template", name}, platform::observe::Of(status)});
  }
}

absl::Status Sender::SendDue(const std::function<bool()>& stopping) {
  while (!stopping() && !hall_.server_down()) {
    // The next letters are fetched while half of the last ones are still leaving.
    if (!hall_.WaitForFewerThan(static_cast<size_t>(options_.batch) / 2, kLook)) continue;
    const absl::Time now = clock_.Now();
    const absl::Time deadline = absl::Now() + kDatabaseLimit;
    Round round{.now = now, .lease_end = now + options_.lease, .retries = {}, .statistics = {}, .paces = nullptr,
                .texts = nullptr};
    ASSIGN_OR_RETURN(round.retries, policies_.retries(deadline, now));
    ASSIGN_OR_RETURN(DomainPacePolicy paces, policies_.domain_paces(deadline, now));
    round.paces = std::make_shared<const DomainPacePolicy>(std::move(paces));
    ASSIGN_OR_RETURN(round.texts, policies_.texts(deadline, now));
    TellOfUnreadable(*round.texts);
    ASSIGN_OR_RETURN(round.statistics, policies_.statistics(deadline, now));
    ASSIGN_OR_RETURN(const Pace pace, policies_.pace(deadline, now));
    pacer_.SetPace(pace);
    ASSIGN_OR_RETURN(std::vector<Claimed> claimed,
                     store_.Claim(deadline, now, round.lease_end, worker_, options_.batch));
    // With letters still leaving, new ones may come in; looking again costs less than making them wait.
    if (claimed.empty() && hall_.WaitForFewerThan(1, kLook)) return absl::OkStatus();
    RETURN_IF_ERROR(Bring(std::move(claimed), round));
  }
  return absl::OkStatus();
}

absl::Status Sender::Bring(std::vector<Claimed> claimed, const Round& round) {
  std::map<Envelope, std::vector<Claimed>> by_envelope;
  for (Claimed& message : claimed) {
    if (message.cancelled) {
      Settle(message, MessageState::kCancelled, "");
    } else if (message.expire_time <= round.now) {
      Settle(message, MessageState::kFailed, "EXPIRED");
    } else {
      by_envelope[{message.permit, message.permit_signature, message.template_name}].push_back(std::move(message));
    }
  }
  absl::Status first_failure;
  for (auto& [envelope, messages] : by_envelope) {
    first_failure.Update(OpenAndBring(envelope, std::move(messages), round));
  }
  return first_failure;
}

absl::Status Sender::OpenAndBring(const Envelope& envelope, std::vector<Claimed> messages, const Round& round) {
  std::vector<std::string> sealed;
  sealed.reserve(messages.size());
  for (const Claimed& message : messages) sealed.push_back(message.sealed_contact);
  auto contacts = contacts_.Open(absl::Now() + kVaultLimit, envelope, sealed);
  const absl::Time now = clock_.Now();
  if (!contacts.ok()) {
    const bool refused = IsForGood(contacts.status());
    for (const Claimed& message : messages) {
      refused ? Settle(message, MessageState::kFailed, "PERMIT_REFUSED") : HandBack(message, now);
    }
    if (!refused) return contacts.status();
    platform::observe::Log(spdlog::level::err, "the vault refused a permit",
                           {{"messages", std::to_string(messages.size())}, platform::observe::Of(contacts.status())});
    return absl::OkStatus();
  }
  std::vector<bool> settled(messages.size(), false);
  if (const absl::Status looked = LeaveOutStopped(envelope, messages, *contacts, settled); !looked.ok()) {
    for (const Claimed& message : messages) HandBack(message, now);  // rather late than against her wish
    return looked;
  }
  std::vector<Letter> letters;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (settled[i]) continue;
    std::optional<Contact>& contact = (*contacts)[i];
    if (!contact) {
      Settle(messages[i], MessageState::kFailed, "CONTACT_UNREADABLE");
      continue;
    }
    const std::string domain(contact->address.Domain());
    letters.push_back({.message = std::move(messages[i]),
                       .contact = *std::move(contact),
                       .lease_end = round.lease_end,
                       .retries = round.retries,
                       .domain_kind = KindOf(round.statistics.kinds, domain),
                       .paces = round.paces,
                       .texts = round.texts,
                       .connections = PaceOf(*round.paces, domain).connections});
  }
  return BringInTurn(std::move(letters), round);
}

absl::Status Sender::BringInTurn(std::vector<Letter> letters, const Round& round) {
  const absl::Time now = clock_.Now();
  // What waits for a domain's few connections must not stand in the way of the others.
  constexpr size_t kWaitingForAConnection = 10;
  std::map<std::string, size_t> room;
  std::erase_if(letters, [&](const Letter& letter) {
    if (letter.connections == 0) return false;
    const std::string domain(letter.contact.address.Domain());
    const auto [left, fresh] = room.emplace(domain, 0);
    if (fresh) {
      const size_t most = kWaitingForAConnection * static_cast<size_t>(letter.connections);
      left->second = most - std::min(most, hall_.WaitingFor(domain));
    }
    if (left->second > 0) {
      --left->second;
      return false;
    }
    HandBack(letter.message, std::min(now + absl::Seconds(1), letter.message.expire_time));
    return true;
  });
  if (letters.empty()) return absl::OkStatus();
  std::vector<std::string> domains;
  for (const Letter& letter : letters) domains.emplace_back(letter.contact.address.Domain());
  const auto places = paces_.TakePlaces(absl::Now() + kDatabaseLimit, now, *round.paces, domains);
  for (size_t i = 0; i < letters.size(); ++i) {
    Place place = places.ok() ? (*places)[i] : Place{.time = now, .probe = false};
    if (places.ok() && place.time <= now) place.time = pacer_.PlaceFor(now);
    if (!places.ok() || place.time > now) {
      HandBack(letters[i].message, std::min(place.time, letters[i].message.expire_time));
      continue;
    }
    letters[i].probe = place.probe;
    hall_.Bring(std::move(letters[i]));
  }
  return places.status();
}

absl::Status Sender::LeaveOutStopped(const Envelope& envelope, const std::vector<Claimed>& messages,
                                     std::vector<std::optional<Contact>>& contacts, std::vector<bool>& settled) {
  const auto& all = Templates();
  const auto mail = std::find_if(all.begin(), all.end(),
                                 [&](const Template& each) { return each.name == envelope.template_name; });
  if (mail == all.end() || !mail->stoppable) return absl::OkStatus();
  std::vector<size_t> places;
  std::vector<const platform::EmailAddress*> addresses;
  for (size_t i = 0; i < contacts.size(); ++i) {
    if (!contacts[i]) continue;
    places.push_back(i);
    addresses.push_back(&contacts[i]->address);
  }
  ASSIGN_OR_RETURN(const std::vector<bool> stopped, policies_.stopped(absl::Now() + kDatabaseLimit, addresses));
  for (size_t i = 0; i < places.size(); ++i) {
    if (!stopped[i]) continue;
    settled[places[i]] = true;
    Settle(messages[places[i]], MessageState::kCancelled, "");
  }
  if (!IsBulk(*mail) || !policies_.suppressed) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<bool> suppressed,
                   policies_.suppressed(absl::Now() + kDatabaseLimit, clock_.Now(), addresses));
  for (size_t i = 0; i < places.size(); ++i) {
    if (!suppressed[i] || settled[places[i]]) continue;
    settled[places[i]] = true;
    Settle(messages[places[i]], MessageState::kFailed, "SUPPRESSED");
  }
  return absl::OkStatus();
}

void Sender::HandBack(const Claimed& message, absl::Time next_time) {
  results_.Keep({message.number, HandedBack({message.attempts, message.expire_time}, next_time)});
}

void Sender::Settle(const Claimed& message, MessageState state, std::string_view reason) {
  results_.Keep({message.number, {state, message.attempts, clock_.Now(), reason}});
}

void Sender::LeaveAlone(absl::Time now) { paused_until_ = now + ServerPause(++pauses_, Chance()); }

}  // namespace mimamori::mail
