// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/http_endpoint.hpp"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform::rpc {
namespace {

constexpr unsigned kConnections = 16;
constexpr unsigned kSeconds = 5;           // an idle connection may stay
constexpr size_t kConnectionBytes = 8192;  // headers and all

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
  std::string socket_path;  // of a unix socket
};

absl::Status BadAddress(const std::string& address) {
  return Failure(absl::StatusCode::kInvalidArgument, "BAD_ADDRESS",
                 address + " is no address; give unix:/path, 127.0.0.1:9001 or [::1]:9001");
}

std::optional<Address> ParseUnix(const std::string& path) {
  Address out;
  auto& un = reinterpret_cast<sockaddr_un&>(out.bytes);
  if (path.empty() || path.size() >= sizeof un.sun_path) return std::nullopt;
  un.sun_family = AF_UNIX;
  std::memcpy(un.sun_path, path.data(), path.size());
  out.size = sizeof un;
  out.socket_path = path;
  return out;
}

std::optional<Address> ParseTcp(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string host(address.substr(0, colon));
  const std::string_view digits = address.substr(colon + 1);
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  Address out;
  if (host.starts_with('[') && host.ends_with(']')) {
    auto& in6 = reinterpret_cast<sockaddr_in6&>(out.bytes);
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    out.size = sizeof in6;
    return inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &in6.sin6_addr) == 1 ? std::optional(out)
                                                                                             : std::nullopt;
  }
  auto& in = reinterpret_cast<sockaddr_in&>(out.bytes);
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  out.size = sizeof in;
  return inet_pton(AF_INET, host.c_str(), &in.sin_addr) == 1 ? std::optional(out) : std::nullopt;
}

absl::StatusOr<int> Listen(const Address& address, const std::string& text) {
  if (!address.socket_path.empty()) {
    if (SomebodyListens(address.socket_path)) {
      return Failure(absl::StatusCode::kFailedPrecondition, "ADDRESS_IN_USE", "somebody listens on " + text);
    }
    unlink(address.socket_path.c_str());
  }
  const int listener = socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  if (address.socket_path.empty()) setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address.bytes), address.size) == 0 &&
      listen(listener, kConnections) == 0) {
    return listener;
  }
  const int error = errno;
  if (listener >= 0) close(listener);
  if (error == EADDRINUSE) {
    return Failure(absl::StatusCode::kFailedPrecondition, "ADDRESS_IN_USE", "somebody listens on " + text);
  }
  return absl::InternalError("cannot listen on " + text + ": " + std::strerror(error));
}

int PortOf(int listener) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  if (bound.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(bound).sin_port);
  if (bound.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(bound).sin6_port);
  return 0;
}

MHD_Result Respond(MHD_Connection* connection, const HttpEndpoint::Answer& answer) {
  MHD_Response* const response = MHD_create_response_from_buffer(
      answer.content.size(), const_cast<char*>(answer.content.data()), MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, "Content-Type", answer.content_type.c_str());
  MHD_add_response_header(response, "Cache-Control", "no-store");
  const MHD_Result queued = MHD_queue_response(connection, static_cast<unsigned>(answer.status), response);
  MHD_destroy_response(response);
  return queued;
}

MHD_Result Handle(void* handler, MHD_Connection* connection, const char* path, const char* method, const char*,
                  const char*, size_t* upload_size, void** seen) {
  static int once;
  if (*seen == nullptr) {  // the headers are in; MHD asks again when a body, if any, is
    *seen = &once;
    return MHD_YES;
  }
  if (*upload_size != 0) {
    *upload_size = 0;
    return MHD_YES;
  }
  const std::string_view verb(method);
  if (verb != "GET" && verb != "HEAD") return Respond(connection, {405, "text/plain", "GET only\n"});
  return Respond(connection, (*static_cast<const HttpEndpoint::Handler*>(handler))(path));
}

}  // namespace

bool SomebodyListens(const std::string& socket_path) {
  const auto address = ParseUnix(socket_path);
  if (!address) return false;
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool answered = connect(probe, reinterpret_cast<const sockaddr*>(&address->bytes), address->size) == 0;
  close(probe);
  return answered;
}

struct HttpEndpoint::Daemon {
  explicit Daemon(MHD_Daemon* running) : daemon(running) {}
  ~Daemon() { MHD_stop_daemon(daemon); }  // closes the listening socket
  MHD_Daemon* const daemon;
};

HttpEndpoint::HttpEndpoint(Handler handler, std::string socket_path, int port)
    : handler_(std::move(handler)), socket_path_(std::move(socket_path)), port_(port) {}

HttpEndpoint::~HttpEndpoint() {
  if (daemon_ && !socket_path_.empty()) unlink(socket_path_.c_str());
}

absl::StatusOr<std::unique_ptr<HttpEndpoint>> HttpEndpoint::Start(const std::string& address, Handler handler) {
  const auto parsed = address.starts_with("unix:") ? ParseUnix(address.substr(5)) : ParseTcp(address);
  if (!parsed) return BadAddress(address);
  ASSIGN_OR_RETURN(const int listener, Listen(*parsed, address));
  std::unique_ptr<HttpEndpoint> endpoint(new HttpEndpoint(std::move(handler), parsed->socket_path, PortOf(listener)));
  MHD_Daemon* const daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, &Handle, const_cast<Handler*>(&endpoint->handler_),
      MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, kConnections, MHD_OPTION_CONNECTION_TIMEOUT,
      kSeconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionBytes, MHD_OPTION_END);
  if (daemon == nullptr) {
    close(listener);
    return absl::InternalError("cannot start the metrics endpoint");
  }
  endpoint->daemon_ = std::make_unique<Daemon>(daemon);
  return endpoint;
}

}  // namespace mimamori::platform::rpc
