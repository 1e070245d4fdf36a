// SPDX-License-Identifier: Apache-2.0
#include "services/identity/admin/local_socket.hpp"

#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "services/platform/core/error.hpp"

namespace mimamori::identity {
namespace {

constexpr size_t kLongestLine = 64 * 1024;

}  // namespace

absl::StatusOr<sockaddr_un> LocalAddress(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "ADMIN_SOCKET_UNUSABLE",
                             "the path of --admin-socket has 1 to 107 bytes");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

void SetPatience(int connection, int seconds) {
  const timeval patience{.tv_sec = seconds, .tv_usec = 0};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

std::optional<std::string> ReadLine(int connection) {
  std::string line;
  std::array<char, 4096> part;
  while (line.size() <= kLongestLine) {
    const ssize_t count = recv(connection, part.data(), part.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    line.append(part.data(), static_cast<size_t>(count));
    if (const size_t end = line.find('\n'); end != std::string::npos) {
      line.resize(end);
      return line;
    }
  }
  return std::nullopt;
}

void WriteLine(int connection, std::string line) {
  line.push_back('\n');
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t count = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    rest.remove_prefix(static_cast<size_t>(count));
  }
}

}  // namespace mimamori::identity
