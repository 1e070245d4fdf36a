// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "gateways/http/asio.hpp"
#include "gateways/http/inbox.hpp"
#include "gateways/http/server.hpp"
#include "gateways/http/transport.hpp"

namespace mimamori::http {

// One client's connection, from handshake to close. Lives on one event loop's thread; only a Responder or a Feed
// comes from elsewhere, and posts back to it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  // `ended` is called once, on the loop's thread. Options, handler, inbox and loop outlive the connection. `owed` counts answers
  // that other threads have yet to post or are posting just now: the loop must not go before it is 0.
  Connection(boost::asio::io_context& loop, std::shared_ptr<Transport> transport, std::string peer,
             const ServerOptions& options, Handler& handler, Inbox& inbox, std::atomic<int>& owed,
             std::function<void()> ended);
  ~Connection();

  void Start();
  // Called about four times a second: gives up what took too long.
  void Sweep(SteadyTime now);
  // No further request; closes at once when idle or streaming events. A file that is being sent goes on.
  void Drain();
  void Abort();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Code = boost::system::error_code;
  enum class Phase { kIdle, kReading, kHandling, kWriting, kFeeding, kClosing };
  enum class Next { kAgain, kClose };

  Awaitable<void> Run();
  Awaitable<Next> ServeOne();
  Awaitable<Code> ReadRequest();
  Awaitable<Code> Fill();
  bool TakeRequest();
  Awaitable<Response> Ask();
  Awaitable<Code> WriteAnswer(const Response& response, bool close);
  Awaitable<void> Refuse(Code error);
  Awaitable<void> Linger();
  Awaitable<void> SendFeed(const Response& response);
  Awaitable<void> PassEventsOn(std::shared_ptr<EventSource> events);
  Awaitable<void> PassFileOn(std::shared_ptr<FileSource> file);
  Awaitable<void> WaitForPiece(SteadyTime until, bool despite_drain);
  Awaitable<void> WatchPeer();

  void AskForPiece(Feed& feed);
  void ComposeHead(const Response& response, size_t length, bool close);
  void Enter(Phase phase, absl::Duration time);
  void Report(const Response& response);

  boost::asio::io_context& loop_;
  const std::shared_ptr<Transport> transport_;
  const std::string peer_;  // its address
  const bool proxied_;      // the peer is a trusted proxy: each request says who sent it
  std::string network_;     // of whoever sent the request in hand, truncated
  const ServerOptions& options_;
  Handler& handler_;
  Inbox& inbox_;
  std::atomic<int>& owed_;
  std::function<void()> ended_;

  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Request request_;
  std::string head_;
  SteadyTime started_{};
  Phase phase_ = Phase::kIdle;
  SteadyTime deadline_ = SteadyTime::max();
  bool expired_ = false;   // the deadline passed
  bool draining_ = false;
  bool gone_ = false;      // a feed's peer hung up

  SteadyTimer wake_;
  std::optional<std::optional<std::string>> arrived_;  // what Feed::Next called back with
};

}  // namespace mimamori::http
