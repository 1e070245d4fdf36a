// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace mimamori::identity {

// What both ends of the administration socket need of unix sockets.

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  FileDescriptor& operator=(FileDescriptor&&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }
  bool valid() const { return number_ >= 0; }

 private:
  int number_;
};

// FAILED_PRECONDITION (ADMIN_SOCKET_UNUSABLE) unless the path has 1–107 bytes.
absl::StatusOr<sockaddr_un> LocalAddress(const std::string& path);

// Reads and writes on it give up after so long.
void SetPatience(int connection, int seconds);

// Without its newline; nullopt when the peer hangs up, is silent or sends more than 64 KiB.
std::optional<std::string> ReadLine(int connection);
void WriteLine(int connection, std::string line);

}  // namespace mimamori::identity
