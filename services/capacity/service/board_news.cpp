// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/service/board_news.hpp"

#include <algorithm>
#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/postgres/change_log.hpp"

namespace mimamori::capacity {
namespace {

constexpr absl::Duration kStep = absl::Seconds(5);
constexpr absl::Duration kGlance = absl::Milliseconds(500);  // a wake-up may be missed
constexpr size_t kMost = 10'000;
constexpr int kBatch = 500;

}  // namespace

BoardNews::BoardNews(BoardStore& board, std::string conninfo)
    : board_(board), conninfo_(std::move(conninfo)), thread_([this] { Run(); }) {}

BoardNews::~BoardNews() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  news_.notify_all();
  thread_.join();
}

bool BoardNews::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void BoardNews::Run() {
  while (!stopping()) {
    Listen();
    if (const absl::Status read = ReadOn(); !read.ok()) {
      platform::observe::Log(spdlog::level::warn, "the boards' news can't be read", {platform::observe::Of(read)});
    }
    if (listener_ && platform::postgres::WaitForChange(*listener_, absl::Now() + kGlance).ok()) continue;
    listener_ = nullptr;
    std::unique_lock lock(mutex_);
    news_.wait_for(lock, absl::ToChronoMilliseconds(kGlance), [this] { return stopping_; });
  }
}

void BoardNews::Listen() {
  if (listener_) return;
  auto opened = platform::postgres::Connection::Open(conninfo_, absl::Now() + kStep);
  if (opened.ok() && platform::postgres::ListenForChanges(**opened).ok()) listener_ = *std::move(opened);
}

absl::Status BoardNews::ReadOn() {
  if (through_ < 0) {
    ASSIGN_OR_RETURN(const int64_t last, board_.LastChange(absl::Now() + kStep));
    const std::lock_guard lock(mutex_);
    from_ = through_ = last;
  }
  while (true) {
    auto news = board_.NewsAfter(absl::Now() + kStep, through_, kBatch);
    const std::lock_guard lock(mutex_);
    if (platform::ReasonOf(news.status()) == "CHANGES_DROPPED") {
      changes_.clear();
      from_ = through_ = -1;  // streams find out by themselves
      news_.notify_all();
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(news.status());
    if (news->through == through_) return absl::OkStatus();
    changes_.insert(changes_.end(), news->changes.begin(), news->changes.end());
    through_ = news->through;
    while (changes_.size() > kMost) {
      from_ = changes_.front().sequence;
      changes_.pop_front();
    }
    news_.notify_all();
  }
}

absl::StatusOr<BoardStore::News> BoardNews::After(absl::Time deadline, int64_t sequence) {
  {
    const std::lock_guard lock(mutex_);
    if (from_ >= 0 && sequence >= from_) {
      BoardStore::News news{.changes = {}, .through = std::max(sequence, through_)};
      const auto first = std::ranges::upper_bound(changes_, sequence, {}, &BoardChange::sequence);
      news.changes.assign(first, changes_.end());
      return news;
    }
  }
  return board_.NewsAfter(deadline, sequence, kBatch);
}

bool BoardNews::Wait(const platform::rpc::Call& call, int64_t sequence, absl::Duration pause) {
  {
    std::unique_lock lock(mutex_);
    news_.wait_for(lock, absl::ToChronoMilliseconds(pause), [&] { return through_ > sequence || stopping_; });
  }
  return !call.cancelled() && absl::Now() < call.deadline;
}

}  // namespace mimamori::capacity
