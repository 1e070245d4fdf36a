// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/inbox.hpp"

#include <boost/asio/post.hpp>

namespace mimamori::http {

void Inbox::Put(Work work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    if (waiting_.size() > 1) return;  // the loop has been told already
  }
  boost::asio::post(loop_, [this] { TakeAll(); });
}

void Inbox::TakeAll() {
  {
    const std::lock_guard lock(mutex_);
    taken_.swap(waiting_);
  }
  for (Work& work : taken_) std::exchange(work, nullptr)();
  taken_.clear();
}

}  // namespace mimamori::http
