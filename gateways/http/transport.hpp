// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "absl/status/statusor.h"
#include "gateways/http/asio.hpp"

namespace mimamori::http {

// A connection's bytes, plain or under TLS. Used on its event loop's thread alone; one read and one write may be under way
// at a time. Errors come back as codes, never as exceptions: a client that leaves is nothing exceptional.
class Transport {
 public:
  using Code = boost::system::error_code;
  virtual ~Transport() = default;
  virtual Awaitable<Code> Handshake() = 0;
  // `count` 0 with no error does not happen: the end of the stream is boost::asio::error::eof.
  virtual Awaitable<Code> Read(boost::asio::mutable_buffer into, size_t& count) = 0;
  virtual Awaitable<Code> Write(std::array<boost::asio::const_buffer, 2> bytes) = 0;
  // Tells the peer that nothing follows (close_notify, FIN).
  virtual Awaitable<void> FinishWriting() = 0;
  virtual void Cancel() = 0;  // reads and writes under way end with operation_aborted
  virtual void Close() = 0;
};

std::unique_ptr<Transport> MakePlainTransport(Socket socket);
std::unique_ptr<Transport> MakeTlsTransport(Socket socket, boost::asio::ssl::context& context);

// TLS 1.3 only. INVALID_ARGUMENT: a file is missing, or certificate and key don't fit.
absl::StatusOr<std::unique_ptr<boost::asio::ssl::context>> MakeTlsContext(const std::string& cert,
                                                                          const std::string& key);

}  // namespace mimamori::http
