// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "absl/status/statusor.h"
#include "services/identity/admin/local_socket.hpp"

namespace mimamori::identity {

// A unix socket (0600) on which the machine's administrator gives commands: a line of JSON in, a line of JSON out, then
// the connection is closed. The kernel says who is asking (SO_PEERCRED): only root and the service's own user are
// answered, whatever the socket's mode. One connection at a time, on a thread of its own; a silent peer is dropped after
// five seconds, a line is at most 64 KiB.
class AdminSocket {
 public:
  // Takes the line and the peer's user id.
  using Answer = std::function<std::string(std::string_view line, unsigned peer)>;

  // Replaces what a dead process left at `path`. FAILED_PRECONDITION (ADMIN_SOCKET_UNUSABLE) when something else is there,
  // the path is longer than 107 bytes, or it can't be bound.
  static absl::StatusOr<std::unique_ptr<AdminSocket>> Open(const std::string& path, Answer answer);
  // Stops and removes the socket.
  ~AdminSocket();

 private:
  AdminSocket(std::string path, FileDescriptor listener, FileDescriptor wake, Answer answer);
  void Listen();
  void Serve(int connection);

  const std::string path_;
  const FileDescriptor listener_;
  const FileDescriptor wake_;  // eventfd: written to stop
  const Answer answer_;
  std::thread thread_;  // last: starts when everything above exists
};

}  // namespace mimamori::identity
