// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateways/http/message.hpp"
#include "gateways/http/proxies.hpp"

namespace mimamori::http {

// One answered request, for the access log and the metrics: the route template, never a path or a query.
struct Served {
  std::string_view method;
  std::string_view route;  // empty: nothing matched
  int status = 0;
  absl::Duration duration;
  std::string_view trace_id;
};

struct ServerOptions {
  std::string listen;    // "127.0.0.1:8080", "[::1]:8080"; port 0: any
  int threads = 1;       // each with its own event loop: no lock between connections
  std::string tls_cert;  // PEM chain; with tls_key: TLS 1.3 only. Both empty: plain HTTP
  std::string tls_key;
  size_t header_limit = 16 * 1024;  // 431
  size_t body_limit = 1024 * 1024;  // 413
  absl::Duration header_time = absl::Seconds(10);  // from the first byte to the end of the headers: 408
  absl::Duration body_time = absl::Seconds(20);    // for the whole body: 408
  absl::Duration idle_time = absl::Seconds(60);    // between two requests: closed without a word
  absl::Duration write_time = absl::Seconds(30);   // for a client to take an answer
  int connections = 4096;              // beyond: 503 and closed
  int connections_per_network = 1024;  // a /24 or /48; a carrier's customers share a few; a trusted proxy has no such limit
  TrustedProxies proxies;              // whose X-Forwarded-For is believed
  absl::Duration heartbeat = absl::Seconds(15);    // a comment in a silent event stream
  absl::Duration reauthorise = absl::Seconds(60);  // privacy.md, 18
  std::string every_answer;            // header lines of every answer, each ended by CRLF
  std::function<void(const Served&)> served = [](const Served&) {};
};

// HTTP/1.1 over TCP: keep-alive, pipelining with answers in order, limits, Server-Sent Events, graceful drain.
// What it can't parse it answers itself: 400 MALFORMED_REQUEST, 408 REQUEST_TOO_SLOW, 413 BODY_TOO_LARGE, 431
// HEADERS_TOO_LARGE; then it closes the connection.
class Server {
 public:
  // Listens and serves at once, on threads of its own; `handler` outlives the server.
  // INVALID_ARGUMENT: an address or certificate that can't be read; UNAVAILABLE: the port is taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options, Handler& handler);
  // Drains with no patience, if that was not done.
  ~Server();

  int port() const;
  int open_connections() const;
  // Stops listening, closes idle connections, ends event streams, lets requests under way finish for at most `patience`.
  void Drain(absl::Duration patience);

 private:
  Server();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mimamori::http
