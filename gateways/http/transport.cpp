// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/transport.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace mimamori::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Both kinds; `Stream` is a Socket or an ssl::stream over one.
template <class Stream>
class StreamTransport : public Transport {
 public:
  template <class... Arguments>
  explicit StreamTransport(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {
    Code ignored;
    Plain().set_option(tcp::no_delay(true), ignored);
  }

  Awaitable<Code> Read(asio::mutable_buffer into, size_t& count) override {
    const auto [error, read] = co_await stream_.async_read_some(into, kAwaitTuple);
    count = read;
    co_return error;
  }
  Awaitable<Code> Write(std::array<asio::const_buffer, 2> bytes) override {
    const auto [error, written] = co_await asio::async_write(stream_, bytes, kAwaitTuple);
    co_return error;
  }
  void Cancel() override {
    Code ignored;
    Plain().cancel(ignored);
  }
  void Close() override {
    Code ignored;
    Plain().close(ignored);
  }

 protected:
  Socket& Plain() {
    if constexpr (std::is_same_v<Stream, Socket>) {
      return stream_;
    } else {
      return stream_.next_layer();
    }
  }
  Stream stream_;
};

class PlainTransport final : public StreamTransport<Socket> {
 public:
  using StreamTransport::StreamTransport;
  Awaitable<Code> Handshake() override { co_return Code(); }
  Awaitable<void> FinishWriting() override {
    Code ignored;
    stream_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }
};

class TlsTransport final : public StreamTransport<asio::ssl::stream<Socket>> {
 public:
  using StreamTransport::StreamTransport;
  Awaitable<Code> Handshake() override {
    const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kAwaitTuple);
    co_return error;
  }
  Awaitable<void> FinishWriting() override {
    // Sends close_notify and waits for the peer's; the connection's deadline cuts that short.
    co_await stream_.async_shutdown(kAwaitTuple);
    Code ignored;
    Plain().shutdown(tcp::socket::shutdown_send, ignored);
  }
};

}  // namespace

std::unique_ptr<Transport> MakePlainTransport(Socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

std::unique_ptr<Transport> MakeTlsTransport(Socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsTransport>(std::move(socket), context);
}

absl::StatusOr<std::unique_ptr<asio::ssl::context>> MakeTlsContext(const std::string& cert, const std::string& key) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION);
  Transport::Code error;
  context->use_certificate_chain_file(cert, error);
  if (error) {
    return absl::InvalidArgumentError(fmt::format("the certificate can't be read: {}", error.message()));
  }
  context->use_private_key_file(key, asio::ssl::context::pem, error);
  if (error) {
    return absl::InvalidArgumentError(fmt::format("the key can't be read or does not fit: {}", error.message()));
  }
  return context;
}

}  // namespace mimamori::http
