// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace mimamori::tests {

// Sends `request` as it is and returns everything up to the end of the connection.
inline std::string Exchange(const sockaddr* address, socklen_t size, const std::string& request) {
  const int connection = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string answer;
  if (connect(connection, address, size) == 0 &&
      send(connection, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
    char bytes[4096];
    for (ssize_t got; (got = recv(connection, bytes, sizeof bytes, 0)) > 0;) {
      answer.append(bytes, static_cast<size_t>(got));
    }
  }
  close(connection);
  return answer;
}

inline std::string Exchange(int port, const std::string& request) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return Exchange(reinterpret_cast<const sockaddr*>(&address), sizeof address, request);
}

inline std::string Exchange(const std::string& socket_path, const std::string& request) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_path.c_str(), sizeof address.sun_path - 1);
  return Exchange(reinterpret_cast<const sockaddr*>(&address), sizeof address, request);
}

template <class Where>
std::string Get(const Where& where, const std::string& path) {
  return Exchange(where, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
}

}  // namespace mimamori::tests
