// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/board_events.hpp"

#include <utility>

#include "gateways/http/events.hpp"

namespace mimamori::http {

BoardEvents::BoardEvents(std::shared_ptr<Board> board, const std::string& resume_token, Finder find, std::string trace_id)
    : find_(std::move(find)), trace_id_(std::move(trace_id)), board_(std::move(board)), place_(board_->Join(resume_token)) {}

BoardEvents::~BoardEvents() {
  if (board_) board_->Leave();
}

void BoardEvents::Next(std::function<void(std::optional<std::string>)> ready) {
  {
    const std::lock_guard lock(mutex_);
    ready_ = std::move(ready);
  }
  Wake();
}

// Does the next thing that can be done for whoever waits: tell what is new, or the end.
void BoardEvents::Wake() {
  std::function<void(std::optional<std::string>)> ready;
  std::optional<std::string> piece;
  {
    const std::lock_guard lock(mutex_);
    if (!ready_ || (asking_ && board_)) return;
    if (!over_) {
      Board::News news = board_->Read(place_, told_lost_, weak_from_this());
      if (news.piece.empty() && !news.over) return;
      over_ = std::move(news.over);
      if (!over_) piece = std::move(news.piece);
    }
    if (over_ && !std::exchange(told_, true)) piece = EncodeEnd(*over_, trace_id_);
    ready = std::exchange(ready_, nullptr);
  }
  ready(std::move(piece));
}

void BoardEvents::Reauthorise() {
  {
    const std::lock_guard lock(mutex_);
    if (over_ || asking_) return;
    asking_ = true;
  }
  find_([self = shared_from_this()](auto found) { self->OnFound(std::move(found)); });
}

void BoardEvents::OnFound(absl::StatusOr<std::shared_ptr<Board>> found) {
  {
    const std::lock_guard lock(mutex_);
    asking_ = false;
    if (!found.ok()) {
      if (!over_) over_ = found.status();
    } else if (!board_ || *found == board_) {
      (*found)->Leave();  // was entered twice, or for somebody who left
    } else {
      std::exchange(board_, *found)->Leave();
      place_ = {};
    }
  }
  Wake();
}

void BoardEvents::Close() {
  {
    const std::lock_guard lock(mutex_);
    if (!board_) return;
    std::exchange(board_, nullptr)->Leave();
    if (!over_) over_ = absl::CancelledError();
  }
  Wake();
}

}  // namespace mimamori::http
