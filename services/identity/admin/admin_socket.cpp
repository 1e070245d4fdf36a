// SPDX-License-Identifier: Apache-2.0
#include "services/identity/admin/admin_socket.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "services/identity/admin/administration.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::identity {
namespace {

constexpr int kPatienceSeconds = 5;

absl::Status Unusable(std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "ADMIN_SOCKET_UNUSABLE", sentence);
}

// A socket that nobody listens on is what a dead process left.
absl::Status ClearTheWay(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return absl::OkStatus();
  if (!S_ISSOCK(found.st_mode)) return Unusable("what is at --admin-socket is not a socket");
  const FileDescriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(probe.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return Unusable("another process listens at --admin-socket");
  }
  if (unlink(path.c_str()) != 0) return Unusable("the old socket at --admin-socket can't be removed");
  return absl::OkStatus();
}

std::optional<uid_t> PeerOf(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AdminSocket>> AdminSocket::Open(const std::string& path, Answer answer) {
  ASSIGN_OR_RETURN(const sockaddr_un address, LocalAddress(path));
  RETURN_IF_ERROR(ClearTheWay(path, address));
  FileDescriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  FileDescriptor wake(eventfd(0, EFD_CLOEXEC));
  // Nobody can connect before listen(): the mode is narrowed in between.
  if (!wake.valid() || bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      chmod(path.c_str(), 0600) != 0 || listen(listener.number(), 4) != 0) {
    return Unusable("no socket can be made at --admin-socket");
  }
  return std::unique_ptr<AdminSocket>(
      new AdminSocket(path, std::move(listener), std::move(wake), std::move(answer)));
}

AdminSocket::AdminSocket(std::string path, FileDescriptor listener, FileDescriptor wake, Answer answer)
    : path_(std::move(path)), listener_(std::move(listener)), wake_(std::move(wake)), answer_(std::move(answer)),
      thread_([this] { Listen(); }) {}

AdminSocket::~AdminSocket() {
  eventfd_write(wake_.number(), 1);
  thread_.join();
  unlink(path_.c_str());
}

void AdminSocket::Listen() {
  std::array<pollfd, 2> waiting{{{.fd = listener_.number(), .events = POLLIN, .revents = 0},
                                 {.fd = wake_.number(), .events = POLLIN, .revents = 0}}};
  while (true) {
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[1].revents != 0) return;
    if (waiting[0].revents == 0) continue;
    const FileDescriptor connection(accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.valid()) Serve(connection.number());
  }
}

void AdminSocket::Serve(int connection) {
  SetPatience(connection, kPatienceSeconds);
  const std::optional<uid_t> peer = PeerOf(connection);
  if (!peer || (*peer != 0 && *peer != geteuid())) {
    platform::observe::Log(spdlog::level::warn, "another user knocked at the administration socket");
    WriteLine(connection, ProblemLine(platform::Failure(absl::StatusCode::kPermissionDenied, "PEER_NOT_ALLOWED",
                                                        "only root and the service's own user give commands here")));
    return;
  }
  const std::optional<std::string> line = ReadLine(connection);
  if (line) WriteLine(connection, answer_(*line, *peer));
}

}  // namespace mimamori::identity
