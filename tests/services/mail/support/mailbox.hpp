// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/support/child_process.hpp"

namespace mimamori::tests {

struct ReceivedMail {
  std::string from;  // of the envelope, as `to`
  std::string to;
  std::string message_id;
  std::string subject;
  std::string text;
  std::string html;
  std::string raw;
};

// infra/mailbox: a real SMTP server with an API, started for one test.
class Mailbox {
 public:
  explicit Mailbox(const std::string& smtp = "127.0.0.1:0");
  const std::string& smtp() const { return smtp_; }  // "127.0.0.1:34567"
  // Oldest first.
  std::vector<ReceivedMail> Mails() const;
  size_t Count() const;
  // False when they do not come within a minute.
  bool WaitFor(size_t count) const;
  // Message-IDs in the order of arrival, for many mails.
  std::vector<std::string> MessageIds() const;
  // How the next `times` mails are answered at stage "rcpt" or "data".
  void Answer(int reply, int times, const std::string& stage = "rcpt");
  void Stop() { node_.Signal(9), node_.Wait(); }

 private:
  std::string Get(const std::string& path) const;
  ChildProcess node_;
  std::string smtp_;
  std::string web_;
};

}  // namespace mimamori::tests
