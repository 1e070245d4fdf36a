// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "services/mail/domain/message_builder.hpp"
#include "services/mail/jobs/contact_opener.hpp"
#include "services/mail/jobs/dkim_signer.hpp"
#include "services/mail/jobs/result_keeper.hpp"
#include "services/mail/jobs/smtp_connection.hpp"
#include "services/mail/store/domain_paces.hpp"
#include "services/mail/store/parameter_box.hpp"
#include "services/mail/store/policy_book.hpp"

namespace mimamori::mail {

// A claimed message and its reader, ready to be written and sent.
struct Letter {
  Claimed message;
  Contact contact;
  absl::Time lease_end;
  RetryPolicy retries;
  std::string domain_kind;  // for the statistics
  std::shared_ptr<const DomainPacePolicy> paces;
  std::shared_ptr<const TextPolicies> texts;  // of areas
  int connections = 0;  // at a time to its domain; 0: any number
  bool probe = false;   // whether its domain takes mails again is learnt from it
};

// The threads that write letters and hand them to the server, each over a connection of its own.
class SendingHall {
 public:
  struct Equipment {
    Mailbox from;
    const ParameterBox& parameters;
    const platform::Clock& clock;
    platform::observe::Metrics& metrics;
    DomainPaces& paces;
    std::function<std::unique_ptr<MailTransport>()> connect;
    int connections = 6;
    // Where a reader ends mails like this one; none: such mails carry no address for it.
    std::function<std::string(const platform::EmailAddress& reader)> unsubscribe_url = nullptr;
    // Where a letter comes back to when it can't be delivered; none: to `from`.
    std::function<std::string(int64_t number, const platform::EmailAddress& reader)> return_path = nullptr;
    const DkimSigner* signer = nullptr;  // none: a relay signs
    absl::Duration send_limit = absl::Seconds(20);  // a letter whose lease ends sooner is not started
  };

  SendingHall(Equipment equipment, ResultKeeper& results);
  // Finishes the letters that are being sent and hands the others back.
  ~SendingHall();

  void Bring(Letter letter);
  void HandBackWaiting();  // those that no thread has begun
  // Waits until fewer than `most` letters are waiting or being sent; false when it is not so within `limit`. One at a
  // time.
  bool WaitForFewerThan(size_t most, absl::Duration limit);

  // Letters to that domain that no thread has begun.
  size_t WaitingFor(const std::string& domain);

  // The server takes nothing: letters are handed back until it answers again.
  bool server_down() const { return server_down_; }
  bool ServerAnswers();  // asks it, over a connection of its own

 private:
  void Work();
  std::deque<Letter>::iterator NextLetter();  // the first whose domain has a connection free
  Outcome Deliver(Renderer& renderer, MailTransport& transport, const Letter& letter);
  // Until when the letter's domain is left alone; the past when it is not.
  absl::Time PausedUntil(const std::string& domain);
  absl::Time PauseDomain(const Letter& letter, absl::Time now);
  // What the answer says about the domain, and about the server when several domains answer so.
  void Learn(const Letter& letter, const SmtpReply& reply, Verdict verdict, absl::Time now);
  absl::StatusOr<std::string> Write(Renderer& renderer, const Letter& letter) const;

  const Equipment equipment_;
  ResultKeeper& results_;
  platform::observe::Metrics::Histogram& send_seconds_;
  std::atomic<bool> server_down_ = false;
  std::mutex mutex_;
  std::condition_variable brought_;
  std::condition_variable emptied_;
  std::deque<Letter> waiting_;
  size_t busy_ = 0;
  std::map<std::string, int> sending_to_;              // by domain, of those with a limit
  std::map<std::string, absl::Time> paused_until_;     // what this process heard; the table has all
  std::string busy_domain_;                            // the last one that closed a connection, until a mail is taken
  size_t awaited_ = 0;  // somebody waits for fewer letters than this
  bool stopping_ = false;
  std::vector<std::thread> threads_;  // last: they start when everything above exists
};

}  // namespace mimamori::mail
