// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "gateways/http/board.hpp"
#include "gateways/http/message.hpp"

namespace mimamori::http {

// A board for one browser, as RpcEvents tells a stream of its own; besides
//   event: reconnecting    the service is away: what was told may be old
//   event: live            it is back, and what was missed is told
// Nothing waits here for a slow browser: it reads on from its place, and from the beginning where that is gone.
class BoardEvents final : public EventSource, public BoardWatcher, public std::enable_shared_from_this<BoardEvents> {
 public:
  // A board that was entered for this watcher.
  using Found = std::function<void(absl::StatusOr<std::shared_ptr<Board>>)>;
  // Finds out anew who is watching, and what she may see by now.
  using Finder = std::function<void(const Found& found)>;

  BoardEvents(std::shared_ptr<Board> board, const std::string& resume_token, Finder find, std::string trace_id);
  ~BoardEvents() override;

  void Next(std::function<void(std::optional<std::string>)> ready) override;
  void Wake() override;
  // Nothing is told until it is known what she may see. With other rights she sees another board, from its beginning; refused,
  // she is told so, and that's it.
  void Reauthorise() override;
  void Close() override;

 private:
  void OnFound(absl::StatusOr<std::shared_ptr<Board>> found);

  const Finder find_;
  const std::string trace_id_;

  std::mutex mutex_;  // before the board's
  std::shared_ptr<Board> board_;  // entered; null: closed
  BoardLog::Place place_;
  bool told_lost_ = false;
  bool asking_ = false;
  std::function<void(std::optional<std::string>)> ready_;
  std::optional<absl::Status> over_;
  bool told_ = false;  // that it is over
};

}  // namespace mimamori::http
