// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "services/mail/domain/pacer.hpp"
#include "services/mail/jobs/contact_opener.hpp"
#include "services/mail/jobs/result_keeper.hpp"
#include "services/mail/jobs/sending_hall.hpp"

namespace mimamori::mail {

// Sends what is due: claims messages under a lease, has their contacts opened, brings the letters to the sending hall.
// A crash loses no mail and repeats at most those whose result was not written yet; any number of senders, in any
// number of processes, share one outbox and never send one message twice.
class Sender {
 public:
  struct Options {
    int batch = 500;                           // messages in a claim; the vault opens no more at a time
    absl::Duration lease = absl::Seconds(60);  // what a crashed sender held waits this long
  };
  struct Policies {
    std::function<absl::StatusOr<RetryPolicy>(absl::Time deadline, absl::Time now)> retries;
    std::function<absl::StatusOr<Pace>(absl::Time deadline, absl::Time now)> pace;
    std::function<absl::StatusOr<DomainPacePolicy>(absl::Time deadline, absl::Time now)> domain_paces;
    std::function<absl::StatusOr<StatisticsPolicy>(absl::Time deadline, absl::Time now)> statistics;
    std::function<absl::StatusOr<std::shared_ptr<const TextPolicies>>(absl::Time deadline, absl::Time now)> texts;
    // Which of these addresses' owners want no such mail.
    std::function<absl::StatusOr<std::vector<bool>>(absl::Time deadline,
                                                    const std::vector<const platform::EmailAddress*>& addresses)>
        stopped;
    // To which of them mails came back; none: nobody looks.
    std::function<absl::StatusOr<std::vector<bool>>(absl::Time deadline, absl::Time now,
                                                    const std::vector<const platform::EmailAddress*>& addresses)>
        suppressed = nullptr;
  };

  Sender(MailStore& store, ContactOpener& contacts, Policies policies, SendingHall::Equipment equipment,
         Options options);
  Sender(MailStore& store, ContactOpener& contacts, Policies policies, SendingHall::Equipment equipment)
      : Sender(store, contacts, std::move(policies), std::move(equipment), Options{}) {}

  // Returns when nothing is due, when the mail server or the vault takes nothing (which it then leaves alone for a
  // while), or soon after `stopping` becomes true; by then, what was sent is written down. One call at a time.
  // Failures: the database's, the policies', the vault's.
  absl::Status Run(const std::function<bool()>& stopping);

 private:
  absl::Status SendDue(const std::function<bool()>& stopping);
  // What holds for everything that was claimed together.
  struct Round {
    absl::Time now;
    absl::Time lease_end;
    RetryPolicy retries;
    StatisticsPolicy statistics;
    std::shared_ptr<const DomainPacePolicy> paces;
    std::shared_ptr<const TextPolicies> texts;
  };
  absl::Status Bring(std::vector<Claimed> claimed, const Round& round);
  absl::Status OpenAndBring(const Envelope& envelope, std::vector<Claimed> messages, const Round& round);
  // Brings letters whose turn it is, and hands the others back until theirs.
  absl::Status BringInTurn(std::vector<Letter> letters, const Round& round);
  // Settles what its readers want no more, and alerts to mailboxes that there are no more.
  absl::Status LeaveOutStopped(const Envelope& envelope, const std::vector<Claimed>& messages,
                               std::vector<std::optional<Contact>>& contacts, std::vector<bool>& settled);
  void HandBack(const Claimed& message, absl::Time next_time);
  void Settle(const Claimed& message, MessageState state, std::string_view reason);
  void LeaveAlone(absl::Time now);
  void TellOfUnreadable(const TextPolicies& texts);  // once

  MailStore& store_;
  ContactOpener& contacts_;
  DomainPaces& paces_;
  const Policies policies_;
  const platform::Clock& clock_;
  const Options options_;
  const int64_t worker_;  // random: leases of a worker that died are nobody's
  Pacer pacer_;
  int pauses_ = 0;
  absl::Time paused_until_ = absl::InfinitePast();
  std::map<std::string, absl::Status> told_of_;  // texts of areas that can't be used
  ResultKeeper results_;
  SendingHall hall_;
};

}  // namespace mimamori::mail
