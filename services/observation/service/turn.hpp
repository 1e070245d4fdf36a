// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace mimamori::observation {

// One of the few long readings that may run at a time.
class Turn {
 public:
  Turn(std::atomic<int>& count, int most) : count_(count), mine_(count.fetch_add(1) < most) {}
  ~Turn() { count_.fetch_sub(1); }
  Turn(const Turn&) = delete;
  bool mine() const { return mine_; }

 private:
  std::atomic<int>& count_;
  const bool mine_;
};

}  // namespace mimamori::observation
