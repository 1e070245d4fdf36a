// SPDX-License-Identifier: Apache-2.0
// Answers that come bit by bit: events, and files that are made while they are sent.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "gateways/http/connection.hpp"

namespace mimamori::http {
namespace {

namespace asio = boost::asio;
using asio::buffer;

}  // namespace

void Connection::AskForPiece(Feed& feed) {
  owed_.fetch_add(1);
  // SendFeed does not end before this was called, so that `this` lives; whoever calls may keep the function longer.
  feed.Next([this, &owed = owed_](std::optional<std::string> piece) {
    inbox_.Put([this, piece = std::move(piece)]() mutable {
      arrived_ = std::move(piece);
      wake_.cancel();
    });
    owed.fetch_sub(1);
  });
}

// Until something happens (a piece, the peer's leaving, a drain) or it gets late.
Awaitable<void> Connection::WaitForPiece(SteadyTime until, bool despite_drain) {
  while (!arrived_ && !gone_ && (despite_drain || !draining_) && std::chrono::steady_clock::now() < until) {
    wake_.expires_at(until);
    co_await wake_.async_wait(kAwaitTuple);
  }
}

Awaitable<void> Connection::SendFeed(const Response& response) {
  Feed& feed = response.file ? static_cast<Feed&>(*response.file) : *response.events;
  asio::co_spawn(
      loop_, [self = shared_from_this()]() -> Awaitable<void> { co_await self->WatchPeer(); }, asio::detached);
  if (co_await transport_->Write({buffer(head_), {}})) {
    feed.Close();
    co_return;
  }
  AskForPiece(feed);
  if (response.file) {
    co_await PassFileOn(response.file);
  } else {
    co_await PassEventsOn(response.events);
  }
  feed.Close();
  Enter(Phase::kClosing, absl::InfiniteDuration());
  // The feed may still owe a piece, and would post it to a loop that may be gone by then.
  while (!arrived_) {
    wake_.expires_at(SteadyTime::max());
    co_await wake_.async_wait(kAwaitTuple);
  }
}

Awaitable<void> Connection::PassEventsOn(std::shared_ptr<EventSource> events) {
  using std::chrono::steady_clock;
  const auto heartbeat = absl::ToChronoNanoseconds(options_.heartbeat);
  const auto reauthorise = absl::ToChronoNanoseconds(options_.reauthorise);
  SteadyTime beat = steady_clock::now() + heartbeat, ask_again = steady_clock::now() + reauthorise;
  while (true) {
    Enter(Phase::kFeeding, absl::InfiniteDuration());
    co_await WaitForPiece(std::min(beat, ask_again), /*despite_drain=*/false);
    if (gone_ || draining_ || (arrived_ && !*arrived_)) co_return;
    if (steady_clock::now() >= ask_again) {
      events->Reauthorise();
      ask_again = steady_clock::now() + reauthorise;
    }
    std::string piece;
    if (arrived_) {
      piece = **std::exchange(arrived_, std::nullopt);
      AskForPiece(*events);
    } else if (steady_clock::now() >= beat) {
      piece = ":\n\n";  // a comment: keeps proxies from closing a silent stream
    }
    if (piece.empty()) continue;
    Enter(Phase::kWriting, options_.write_time);
    if (co_await transport_->Write({buffer(piece), {}})) co_return;
    beat = steady_clock::now() + heartbeat;
  }
}

// In chunks, so that a browser knows a whole file from one that broke off. The next part is made while one is written.
Awaitable<void> Connection::PassFileOn(std::shared_ptr<FileSource> file) {
  const bool chunked = parser_->get().version() == 11;
  while (true) {
    Enter(Phase::kFeeding, absl::InfiniteDuration());  // the call below has a deadline
    co_await WaitForPiece(SteadyTime::max(), /*despite_drain=*/true);
    if (gone_) co_return;
    if (!*arrived_) break;
    std::string part = **std::exchange(arrived_, std::nullopt);
    AskForPiece(*file);
    if (part.empty()) continue;
    if (chunked) part = fmt::format("{:x}\r\n{}\r\n", part.size(), part);
    Enter(Phase::kWriting, options_.write_time);
    if (co_await transport_->Write({buffer(part), {}})) co_return;
  }
  if (!chunked || !file->Whole()) co_return;
  static constexpr std::string_view kEnd = "0\r\n\r\n";
  Enter(Phase::kWriting, options_.write_time);
  co_await transport_->Write({buffer(kEnd), {}});
}

// A browser that is being fed sends nothing more; its end of stream tells that it left.
Awaitable<void> Connection::WatchPeer() {
  std::array<char, 512> scratch;
  size_t count = 0;
  while (!co_await transport_->Read(buffer(scratch), count)) {
  }
  gone_ = true;
  wake_.cancel();
}

}  // namespace mimamori::http
