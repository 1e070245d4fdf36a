// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "gateways/http/after_ready.hpp"
#include "gateways/http/connection.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kSweep = std::chrono::milliseconds(250);
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

// How many connections there are, in all and by network.
class Seats {
 public:
  bool Take(const std::string& network, int most, int most_per_network) {
    const std::lock_guard lock(mutex_);
    if (total_ >= most) return false;
    int& of_network = by_network_[network];
    if (of_network >= most_per_network) return false;
    ++of_network;
    ++total_;
    return true;
  }
  void Leave(const std::string& network) {
    const std::lock_guard lock(mutex_);
    const auto found = by_network_.find(network);
    if (--found->second == 0) by_network_.erase(found);
    --total_;
    left_.notify_all();
  }
  int total() const {
    const std::lock_guard lock(mutex_);
    return total_;
  }
  void WaitUntilEmpty(absl::Duration time) {
    std::unique_lock lock(mutex_);
    left_.wait_for(lock, absl::ToChronoNanoseconds(time), [this] { return total_ == 0; });
  }
  void WaitUntilEmpty() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return total_ == 0; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable left_;
  int total_ = 0;
  std::map<std::string, int> by_network_;
};

// One event loop, its thread, and the connections that live on it.
struct Worker {
  asio::io_context loop{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{loop.get_executor()};
  Inbox inbox{loop};
  SteadyTimer sweeper{loop};
  std::set<std::shared_ptr<Connection>> connections;
  std::thread thread;
  bool draining = false;  // these two on the loop's thread alone
  bool stopping = false;

  Awaitable<void> Sweep() {
    while (true) {
      sweeper.expires_after(kSweep);
      co_await sweeper.async_wait(kAwaitTuple);
      if (stopping) co_return;
      const auto now = std::chrono::steady_clock::now();
      for (const auto& connection : connections) connection->Sweep(now);
    }
  }
  void Start() {
    asio::co_spawn(loop, Sweep(), asio::detached);
    thread = std::thread([this] {
      SetEventLoop([this](Work piece) { asio::post(loop, std::move(piece)); });
      loop.run();
    });
  }
  void ForEach(void (Connection::*act)()) {
    asio::post(loop, [this, act] {
      draining = true;
      const auto all = connections;  // one that ends takes itself out of the set
      for (const auto& connection : all) (*connection.*act)();
    });
  }
  void Stop() {
    asio::post(loop, [this] {
      stopping = true;
      sweeper.cancel();
    });
    work.reset();
    if (thread.joinable()) thread.join();
  }
};

absl::StatusOr<tcp::endpoint> ParseListen(std::string_view text) {
  const size_t colon = text.rfind(':');
  int port = -1;
  if (colon != std::string_view::npos) {
    const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port > 65535) port = -1;
  }
  std::string host(text.substr(0, std::min(colon, text.size())));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error || port < 0) return absl::InvalidArgumentError(fmt::format("{} is not an address and a port", text));
  return tcp::endpoint(address, static_cast<uint16_t>(port));
}

}  // namespace

struct Server::State {
  ServerOptions options;
  Handler* handler = nullptr;
  std::unique_ptr<asio::ssl::context> tls;
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<Acceptor> acceptor;
  Seats seats;
  std::atomic<int> owed = 0;
  int port = 0;
  bool drained = false;

  absl::Status Listen();
  Awaitable<void> Accept();
  void Welcome(Worker& worker, Socket socket);
};

absl::Status Server::State::Listen() {
  auto parsed = ParseListen(options.listen);
  if (!parsed.ok()) return parsed.status();
  acceptor = std::make_unique<Acceptor>(workers[0]->loop);
  boost::system::error_code error;
  acceptor->open(parsed->protocol(), error);
  if (!error) acceptor->set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(*parsed, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) return absl::UnavailableError(fmt::format("can't listen on {}: {}", options.listen, error.message()));
  port = acceptor->local_endpoint().port();
  return absl::OkStatus();
}

Awaitable<void> Server::State::Accept() {
  size_t turn = 0;
  while (acceptor->is_open()) {
    Worker& worker = *workers[turn++ % workers.size()];
    auto [error, socket] = co_await acceptor->async_accept(worker.loop, kAwaitTuple);
    if (!acceptor->is_open()) co_return;
    if (error) {  // out of descriptors: let others finish first
      SteadyTimer pause(workers[0]->loop, kSweep);
      co_await pause.async_wait(kAwaitTuple);
      continue;
    }
    Welcome(worker, std::move(socket));
  }
}

void Server::State::Welcome(Worker& worker, Socket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;
  const std::string address = peer.address().to_string();
  const std::string network = TruncatedNetwork(address);
  const int of_one_network = options.proxies.Covers(address) ? options.connections : options.connections_per_network;
  if (!seats.Take(network, options.connections, of_one_network)) {
    socket.non_blocking(true, error);
    if (!tls) socket.write_some(asio::buffer(kFull), error);
    return;
  }
  auto transport = tls ? MakeTlsTransport(std::move(socket), *tls) : MakePlainTransport(std::move(socket));
  asio::post(worker.loop, [this, &worker, address, network, kept = std::shared_ptr<Transport>(std::move(transport))]() mutable {
    auto link = std::make_shared<std::shared_ptr<Connection>>();
    auto connection = std::make_shared<Connection>(worker.loop, std::move(kept), address, options, *handler, worker.inbox, owed,
                                                   [this, &worker, network, link] {
                                                     worker.connections.erase(std::exchange(*link, nullptr));
                                                     seats.Leave(network);
                                                   });
    *link = connection;
    worker.connections.insert(connection);
    if (worker.draining) connection->Drain();
    connection->Start();
  });
}

Server::Server() : state_(std::make_unique<State>()) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler& handler) {
  std::unique_ptr<Server> server(new Server);
  State& state = *server->state_;
  state.options = std::move(options);
  state.handler = &handler;
  if (!state.options.tls_cert.empty() || !state.options.tls_key.empty()) {
    ASSIGN_OR_RETURN(state.tls, MakeTlsContext(state.options.tls_cert, state.options.tls_key));
  }
  for (int i = 0; i < std::max(1, state.options.threads); ++i) state.workers.push_back(std::make_unique<Worker>());
  if (absl::Status listening = state.Listen(); !listening.ok()) {
    state.drained = true;
    return listening;
  }
  asio::co_spawn(state.workers[0]->loop, state.Accept(), asio::detached);
  for (const auto& worker : state.workers) worker->Start();
  return server;
}

Server::~Server() {
  if (!state_->drained && !state_->workers.empty()) Drain(absl::ZeroDuration());
}

int Server::port() const { return state_->port; }
int Server::open_connections() const { return state_->seats.total(); }

void Server::Drain(absl::Duration patience) {
  if (std::exchange(state_->drained, true)) return;
  asio::post(state_->workers[0]->loop, [this] {
    boost::system::error_code ignored;
    state_->acceptor->close(ignored);
  });
  for (const auto& worker : state_->workers) worker->ForEach(&Connection::Drain);
  state_->seats.WaitUntilEmpty(patience);
  for (const auto& worker : state_->workers) worker->ForEach(&Connection::Abort);
  state_->seats.WaitUntilEmpty();  // a request under way ends by its own deadline
  while (state_->owed.load() > 0) std::this_thread::yield();  // a thread is about to leave asio::post
  for (const auto& worker : state_->workers) worker->Stop();
}

}  // namespace mimamori::http
