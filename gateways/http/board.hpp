// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateways/http/board_log.hpp"
#include "gateways/http/upstream.hpp"

namespace mimamori::http {

// Somebody who looks at a board.
class BoardWatcher {
 public:
  virtual ~BoardWatcher() = default;
  // There is something to read. From the boards' thread; may be called once too often.
  virtual void Wake() = 0;
};

// One stream of a board, for all who ask for the same and may see the same. A stream that is lost is opened again, where it was,
// for as long as somebody watches; meanwhile everybody is told that it is. Watchers call from any thread.
class Board : public std::enable_shared_from_this<Board> {
 public:
  // Opens the stream in somebody's name, from behind a token.
  using Open = std::function<std::shared_ptr<ServerStream>(const platform::rpc::Caller&, const std::string& resume_token)>;
  using CallerPtr = std::shared_ptr<const platform::rpc::Caller>;
  // `call` wakes whoever calls Tick: something is due.
  Board(const Route& route, Open open, std::function<void()> call);

  // Counts a watcher, in whose name the stream may be opened from now on.
  void Enter(CallerPtr caller);
  void Leave();
  // What failed for good, and will again.
  std::optional<absl::Status> over() const;
  int watchers() const;

  BoardLog::Place Join(std::string_view resume_token) const;
  struct News {
    std::string piece = {};
    std::optional<absl::Status> over = std::nullopt;  // nothing follows
  };
  // Nothing new: the watcher is woken when there is. `told_lost`: what it was last told about that.
  News Read(BoardLog::Place& place, bool& told_lost, const std::weak_ptr<BoardWatcher>& watcher);

  // Does what is due: opens the stream, wakes watchers. Returns when something is due at the latest. By one thread.
  absl::Time Tick(absl::Time now);
  // Since when nobody watches.
  absl::Time idle_since() const;
  // Ends the stream and waits for it.
  void Stop();

 private:
  void ReadOn(const std::shared_ptr<ServerStream>& stream);
  void OnRead(const std::shared_ptr<ServerStream>& stream, bool ok, const absl::Status& status);
  void OnEnd(const absl::Status& status);

  const Route route_;  // a copy: a stream may outlive the door
  const Open open_;
  const std::function<void()> call_;
  const std::unique_ptr<google::protobuf::Message> event_;  // read into

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  BoardLog log_;
  CallerPtr caller_;
  std::shared_ptr<ServerStream> stream_;
  int reads_ = 0;  // under way
  absl::Time open_at_ = absl::InfinitePast();  // when there is no stream
  int failures_ = 0;                           // since everything was told
  bool lost_ = false;
  bool stopped_ = false;
  bool news_ = false;  // since watchers were woken
  std::optional<absl::Status> over_;
  std::vector<std::weak_ptr<BoardWatcher>> waiting_;
  int watchers_ = 0;
  absl::Time idle_since_;
};

}  // namespace mimamori::http
