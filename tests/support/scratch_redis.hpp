// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "tests/support/child_process.hpp"

namespace mimamori::tests {

// A private Redis on a unix socket that keeps nothing on disk. Can be stopped and started again at the same address.
class ScratchRedis {
 public:
  ScratchRedis() { Start(); }
  ~ScratchRedis() { Stop(); }

  std::string Address() const { return folder_.File("s"); }
  void Start();  // returns when it answers
  void Stop();   // SIGKILL

 private:
  TempFolder folder_;
  std::unique_ptr<ChildProcess> server_;
};

}  // namespace mimamori::tests
