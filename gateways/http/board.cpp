// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/board.hpp"

#include <algorithm>
#include <utility>

#include "services/platform/core/error.hpp"

namespace mimamori::http {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100), kLongestPause = absl::Seconds(5);
constexpr std::string_view kLost = "event: reconnecting\ndata: {}\n\n", kFound = "event: live\ndata: {}\n\n";

// Whether asking again may help: nobody asked for something wrong.
bool MayPass(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown: return true;
    default: return false;
  }
}

}  // namespace

Board::Board(const Route& route, Open open, std::function<void()> call)
    : route_(route), open_(std::move(open)), call_(std::move(call)), event_(route.response->New()), log_(route_),
      idle_since_(absl::Now()) {}

void Board::Enter(CallerPtr caller) {
  const std::lock_guard lock(mutex_);
  ++watchers_;
  caller_ = std::move(caller);
}

void Board::Leave() {
  const std::lock_guard lock(mutex_);
  if (--watchers_ == 0) idle_since_ = absl::Now();
}

std::optional<absl::Status> Board::over() const {
  const std::lock_guard lock(mutex_);
  return over_;
}

int Board::watchers() const {
  const std::lock_guard lock(mutex_);
  return watchers_;
}

absl::Time Board::idle_since() const {
  const std::lock_guard lock(mutex_);
  return watchers_ == 0 ? idle_since_ : absl::InfiniteFuture();
}

BoardLog::Place Board::Join(std::string_view resume_token) const {
  const std::lock_guard lock(mutex_);
  return log_.Join(resume_token);
}

Board::News Board::Read(BoardLog::Place& place, bool& told_lost, const std::weak_ptr<BoardWatcher>& watcher) {
  const std::lock_guard lock(mutex_);
  News news{.piece = log_.Read(place)};
  if (lost_ != told_lost) {
    told_lost = lost_;
    news.piece += lost_ ? kLost : kFound;
  }
  if (!news.piece.empty()) return news;
  news.over = over_;
  if (!over_) waiting_.push_back(watcher);
  return news;
}

absl::Time Board::Tick(absl::Time now) {
  std::vector<std::weak_ptr<BoardWatcher>> waiting;
  std::shared_ptr<ServerStream> opened;
  absl::Time due = absl::InfiniteFuture();
  {
    const std::lock_guard lock(mutex_);
    if (!stream_ && !stopped_ && !over_ && watchers_ > 0) {
      due = open_at_;
      if (open_at_ <= now) {
        opened = stream_ = open_(*caller_, log_.token());
        ++reads_;
        due = absl::InfiniteFuture();
      }
    }
    if (std::exchange(news_, false)) waiting.swap(waiting_);
  }
  if (opened) ReadOn(opened);
  for (const auto& one : waiting) {
    if (const auto watcher = one.lock()) watcher->Wake();
  }
  return due;
}

void Board::ReadOn(const std::shared_ptr<ServerStream>& stream) {
  stream->Read(*event_, [self = shared_from_this(), stream](bool ok, const absl::Status& status) {
    self->OnRead(stream, ok, status);
  });
}

void Board::OnRead(const std::shared_ptr<ServerStream>& stream, bool ok, const absl::Status& status) {
  if (!ok) {
    OnEnd(status);
    call_();
    const std::lock_guard lock(mutex_);
    --reads_;  // the last thing that is done here for whoever waits in Stop
    return ended_.notify_all();
  }
  {
    const std::lock_guard lock(mutex_);
    if (log_.Take(*event_)) {
      lost_ = false;
      failures_ = 0;
    }
    news_ = true;
  }
  call_();
  ReadOn(stream);
}

// A stream that ended well was open for as long as one may be: the next one follows at once, and nobody need know.
void Board::OnEnd(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  stream_ = nullptr;
  news_ = true;
  if (!MayPass(status)) {
    over_ = status;
    return;
  }
  lost_ = lost_ || !status.ok() || failures_ > 0;
  open_at_ = absl::Now();
  if (lost_) open_at_ += std::min(kFirstPause * (1 << std::min(failures_, 10)), kLongestPause);
  ++failures_;
}

void Board::Stop() {
  std::shared_ptr<ServerStream> stream;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    stream = stream_;
  }
  if (stream) stream->Cancel();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return reads_ == 0; });
}

}  // namespace mimamori::http
