// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "gateways/http/board.hpp"
#include "services/platform/core/clock.hpp"

namespace mimamori::http {

// The boards that are watched at this door, each by all who ask for the same with the same rights. Changes that come within 20 ms
// are told together. A board that nobody watches any more is kept for a minute: whoever comes back goes on where she was.
class Boards {
 public:
  Boards(const Upstream& upstream, const platform::Clock& clock);
  ~Boards();

  // Who may see what `caller` may, and asks for the same but for the resume token, gets the same board. The caller has entered it.
  // UNAVAILABLE: SERVICE_NOT_CONNECTED; BUSY, when there are as many as there may be.
  absl::StatusOr<std::shared_ptr<Board>> Enter(const Route& route, const google::protobuf::Message& request,
                                               Board::CallerPtr caller);
  int open() const;
  int watchers() const;

 private:
  void Run();
  std::vector<std::shared_ptr<Board>> TakeIdle(absl::Time now);
  std::shared_ptr<Board> Make(const Route& route, std::shared_ptr<const google::protobuf::Message> request);

  const Upstream& upstream_;
  const platform::Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false;
  bool stopping_ = false;
  std::map<std::string, std::shared_ptr<Board>> boards_;
  std::vector<std::shared_ptr<Board>> replaced_;  // which are over: their watchers are to be told
  std::thread thread_;  // the last: it uses the others
};

}  // namespace mimamori::http
