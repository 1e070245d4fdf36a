// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <mutex>
#include <utility>
#include <vector>

#include "gateways/http/after_ready.hpp"

namespace mimamori::http {

// What other threads leave for an event loop's thread. Answers come in batches: the loop is woken once for those that come
// before it looks, instead of once for each.
class Inbox {
 public:
  explicit Inbox(boost::asio::io_context& loop) : loop_(loop) {}
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  // Runs `work` on the loop's thread, in the order of the calls of one thread. From any thread.
  void Put(Work work);

 private:
  void TakeAll();

  boost::asio::io_context& loop_;
  std::mutex mutex_;
  std::vector<Work> waiting_;
  std::vector<Work> taken_;  // on the loop's thread alone; keeps its memory
};

}  // namespace mimamori::http
