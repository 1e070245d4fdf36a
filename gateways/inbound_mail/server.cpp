// SPDX-License-Identifier: Apache-2.0
#include "gateways/inbound_mail/server.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <set>
#include <thread>

namespace mimamori::inbound_mail {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using unix_socket = asio::local::stream_protocol;
using Replies = std::vector<Reply>;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr auto kSweep = std::chrono::milliseconds(500);
constexpr std::string_view kFull = "421 4.3.2 too many connections\r\n";

using SteadyTime = std::chrono::steady_clock::time_point;

SteadyTime In(absl::Duration time) { return std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(time); }

}  // namespace

struct Server::State {
  // One connection. All of it happens on the loop's thread, deliveries excepted.
  struct Session : std::enable_shared_from_this<Session> {
    Session(State& server, unix_socket::socket taken)
        : state(server), socket(std::move(taken)), dialogue(server.options.host, server.options.limits, server.judge) {}

    State& state;
    unix_socket::socket socket;
    LmtpDialogue dialogue;
    SteadyTime idle_until{}, mail_until = SteadyTime::max();
    bool delivering = false;
    std::array<char, 16 * 1024> buffer;

    awaitable<void> Run();
    awaitable<bool> Answer(std::string& out);
    awaitable<Replies> Deliver();
    void Close() {
      boost::system::error_code ignored;
      socket.close(ignored);
    }
  };

  ServerOptions options;
  LmtpDialogue::Judge judge;
  Deliver deliver;
  std::string path;
  asio::io_context loop{1};
  std::unique_ptr<unix_socket::acceptor> acceptor;
  std::unique_ptr<asio::thread_pool> workers;
  std::set<std::shared_ptr<Session>> sessions;
  std::atomic<int> connections = 0;
  bool draining = false;  // on the loop's thread
  std::thread thread;

  absl::Status Listen();
  awaitable<void> Accept();
  awaitable<void> Sweep();
};

awaitable<void> Server::State::Session::Run() {
  std::string out = dialogue.Greeting();
  while (co_await Answer(out)) {
    if (state.draining) break;
    idle_until = In(state.options.idle_time);
    const auto [error, count] = co_await socket.async_read_some(asio::buffer(buffer), kTuple);
    if (error) break;
    std::string_view bytes(buffer.data(), count);
    auto next = LmtpDialogue::Next::kMore;
    while (!bytes.empty() && next != LmtpDialogue::Next::kClose) {
      next = dialogue.Take(bytes, out);
      if (next != LmtpDialogue::Next::kDeliver) continue;
      mail_until = SteadyTime::max();
      dialogue.Delivered(co_await Deliver(), out);
    }
    if (!dialogue.in_mail()) {
      mail_until = SteadyTime::max();
    } else if (mail_until == SteadyTime::max()) {
      mail_until = In(state.options.mail_time);
    }
    if (next != LmtpDialogue::Next::kClose) continue;
    co_await Answer(out);
    break;
  }
  Close();
  --state.connections;
  state.sessions.erase(shared_from_this());
}

awaitable<bool> Server::State::Session::Answer(std::string& out) {
  if (out.empty()) co_return true;
  idle_until = In(state.options.idle_time);
  const auto [error, count] = co_await asio::async_write(socket, asio::buffer(out), kTuple);
  out.clear();
  co_return !error;
}

// Sleeps until a worker has delivered.
awaitable<Replies> Server::State::Session::Deliver() {
  delivering = true;
  Replies replies = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Replies)>(
      [this](auto handler) {
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        asio::post(*state.workers, [this, kept] {
          asio::post(state.loop, [kept, replies = state.deliver(dialogue.delivery())]() mutable {
            std::move(*kept)(std::move(replies));
          });
        });
      },
      asio::use_awaitable);
  delivering = false;
  co_return replies;
}

absl::Status Server::State::Listen() {
  constexpr std::string_view kUnix = "unix:";
  if (!options.listen.starts_with(kUnix)) return absl::InvalidArgumentError("LMTP listens on unix:PATH only");
  path = options.listen.substr(kUnix.size());
  if (path.empty() || path.size() > 107) return absl::InvalidArgumentError("a path of a unix socket has 1 to 107 bytes");
  ::unlink(path.c_str());
  acceptor = std::make_unique<unix_socket::acceptor>(loop);
  boost::system::error_code error;
  acceptor->open(unix_socket(), error);
  if (!error) acceptor->bind(unix_socket::endpoint(path), error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) return absl::UnavailableError(fmt::format("can't listen on {}: {}", options.listen, error.message()));
  ::chmod(path.c_str(), 0666);  // the mail system is another user; the folder says who may enter
  return absl::OkStatus();
}

awaitable<void> Server::State::Accept() {
  while (acceptor->is_open()) {
    auto [error, socket] = co_await acceptor->async_accept(kTuple);
    if (!acceptor->is_open()) co_return;
    if (error) {  // out of descriptors: let others finish first
      asio::steady_timer pause(loop, kSweep);
      co_await pause.async_wait(kTuple);
      continue;
    }
    if (connections >= options.connections) {
      socket.non_blocking(true, error);
      socket.write_some(asio::buffer(kFull), error);
      continue;
    }
    ++connections;
    const auto session = std::make_shared<Session>(*this, std::move(socket));
    session->idle_until = In(options.idle_time);
    sessions.insert(session);
    asio::co_spawn(loop, [session]() -> awaitable<void> { co_await session->Run(); }, asio::detached);
  }
}

// Closes what is silent or slow. Ends, once draining, with the last session.
awaitable<void> Server::State::Sweep() {
  asio::steady_timer timer(loop);
  while (!draining || !sessions.empty()) {
    const auto now = std::chrono::steady_clock::now();
    for (const auto& session : sessions) {
      const bool late = now >= session->idle_until || now >= session->mail_until;
      if (!session->delivering && (late || draining)) session->Close();
    }
    timer.expires_after(draining ? std::chrono::milliseconds(20) : kSweep);
    co_await timer.async_wait(kTuple);
  }
}

Server::Server() : state_(std::make_unique<State>()) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options, LmtpDialogue::Judge judge, Deliver deliver) {
  std::unique_ptr<Server> server(new Server);
  State& state = *server->state_;
  state.options = std::move(options);
  state.judge = std::move(judge);
  state.deliver = std::move(deliver);
  if (absl::Status listening = state.Listen(); !listening.ok()) return listening;
  state.workers = std::make_unique<asio::thread_pool>(static_cast<size_t>(state.options.threads));
  asio::co_spawn(state.loop, state.Accept(), asio::detached);
  asio::co_spawn(state.loop, state.Sweep(), asio::detached);
  state.thread = std::thread([&state] { state.loop.run(); });
  return server;
}

Server::~Server() { Drain(); }

int Server::open_connections() const { return state_->connections; }

void Server::Drain() {
  if (!state_->thread.joinable()) return;
  asio::post(state_->loop, [this] {
    state_->draining = true;
    boost::system::error_code ignored;
    state_->acceptor->close(ignored);
  });
  state_->thread.join();
  state_->workers->join();
  ::unlink(state_->path.c_str());
}

}  // namespace mimamori::inbound_mail
