// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace mimamori::platform::rpc {

// GET on a few fixed paths for monitoring, on a thread of its own. libmicrohttpd rather than Beast, whose templates
// take a minute to compile, and rather than prometheus-cpp's civetweb, which Debian builds without unix sockets.
class HttpEndpoint {
 public:
  struct Answer {
    int status = 200;
    std::string content_type;
    std::string content;
  };
  // By path, without its query; anything unknown is 404 by the handler.
  using Handler = std::function<Answer(const std::string& path)>;

  // `address`: "unix:/path" (an old socket there is replaced, unless somebody answers on it), "127.0.0.1:9001",
  // "[::1]:9001"; port 0 takes a free one. INVALID_ARGUMENT (BAD_ADDRESS), FAILED_PRECONDITION (ADDRESS_IN_USE),
  // INTERNAL.
  static absl::StatusOr<std::unique_ptr<HttpEndpoint>> Start(const std::string& address, Handler handler);
  ~HttpEndpoint();

  int port() const { return port_; }  // 0 for a unix socket

 private:
  struct Daemon;
  HttpEndpoint(Handler handler, std::string socket_path, int port);
  const Handler handler_;
  const std::string socket_path_;
  const int port_;
  std::unique_ptr<Daemon> daemon_;
};

// Is there a process that takes connections on this unix socket?
bool SomebodyListens(const std::string& socket_path);

}  // namespace mimamori::platform::rpc
