// SPDX-License-Identifier: Apache-2.0
#include "services/identity/admin/admin_client.hpp"

#include <google/protobuf/util/json_util.h>

#include "services/identity/admin/local_socket.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

absl::Status Silent(std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kUnavailable, "ADMIN_SOCKET_SILENT", sentence);
}

}  // namespace

absl::StatusOr<v1::AdministrationReply> AskAdminSocket(const std::string& path,
                                                       const v1::AdministrationRequest& request) {
  ASSIGN_OR_RETURN(const sockaddr_un address, LocalAddress(path));
  const FileDescriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connect(connection.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Silent("no identity service answers at --admin-socket");
  }
  SetPatience(connection.number(), 30);
  std::string line;
  if (!google::protobuf::util::MessageToJsonString(request, &line).ok()) return Silent("the request can't be written");
  WriteLine(connection.number(), std::move(line));

  const auto answer = ReadLine(connection.number());
  v1::AdministrationReply reply;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // a newer service may say more
  if (!answer || !google::protobuf::util::JsonStringToMessage(*answer, &reply, options).ok()) {
    return Silent("the identity service gave no answer; its log may tell why");
  }
  return reply;
}

}  // namespace mimamori::identity
