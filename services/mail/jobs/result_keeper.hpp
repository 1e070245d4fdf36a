// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "services/mail/store/mail_store.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/observe/metrics.hpp"

namespace mimamori::mail {

// Writes results down, ninety or what comes in five milliseconds at a time. While they are being written as many again may
// wait; then Keep waits, and with it the sending, however slow the database is: a crash makes us repeat at most 180 mails
// and those on the wire. While the database is away it keeps them and tries again.
class ResultKeeper {
 public:
  ResultKeeper(MailStore& store, const platform::Clock& clock, platform::observe::Metrics& metrics, int64_t worker);
  // Writes what it has, for up to five seconds.
  ~ResultKeeper();

  // Waits for room. Never called by the writer's own thread.
  void Keep(Result result);
  // True when every result is written; false when it is not so within `limit`.
  bool WaitUntilKept(absl::Duration limit);

 private:
  void Work();
  bool Write(const std::vector<Result>& results);
  void Count(const Result& result);

  MailStore& store_;
  const platform::Clock& clock_;
  platform::observe::Metrics& metrics_;
  const int64_t worker_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Result> waiting_;
  bool writing_ = false;
  bool stopping_ = false;
  std::map<std::string, platform::observe::Metrics::Counter*> counters_;  // the writer thread's
  std::thread writer_;  // last: starts when everything above exists
};

}  // namespace mimamori::mail
