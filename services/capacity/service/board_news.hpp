// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "services/capacity/store/board_store.hpp"
#include "services/platform/postgres/connection.hpp"
#include "services/platform/rpc/call.hpp"

namespace mimamori::capacity {

// What changes on boards, read once for all streams, as soon as it is committed: a session of its own listens. While that can't be
// had it is looked for twice a second.
class BoardNews {
 public:
  BoardNews(BoardStore& board, std::string conninfo);
  ~BoardNews();

  // As BoardStore::NewsAfter; what came lately without asking the database.
  absl::StatusOr<BoardStore::News> After(absl::Time deadline, int64_t sequence);
  // Lets a stream wait: until there is something behind the sequence, or for `pause`. False when the stream is over: its client is
  // gone, the process drains, or its time is up.
  bool Wait(const platform::rpc::Call& call, int64_t sequence, absl::Duration pause);

 private:
  void Run();
  absl::Status ReadOn();
  void Listen();
  bool stopping();

  BoardStore& board_;
  const std::string conninfo_;
  std::unique_ptr<platform::postgres::Connection> listener_;  // of the thread alone; null: to be opened
  std::mutex mutex_;
  std::condition_variable news_;
  bool stopping_ = false;
  // All changes behind `from_` up to `through_`; none were read while both are -1.
  std::deque<BoardChange> changes_;
  int64_t from_ = -1, through_ = -1;
  std::thread thread_;  // the last: it uses the others
};

}  // namespace mimamori::capacity
