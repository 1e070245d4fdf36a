// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mimamori::tests {

struct Answer {
  int status = 0;  // 0: the connection ended instead
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string Header(std::string_view name) const;  // first one, any case
  std::vector<std::string> All(std::string_view name) const;
};

// A blocking HTTP/1.1 client that sends exactly the bytes it is given. Reads give up after 20 s, so that a fault is a
// failure and not a hang.
class HttpClient {
 public:
  explicit HttpClient(int port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void Send(std::string_view bytes);
  Answer Receive(bool head_only = false);
  // Until `text` came; everything read so far. Ends early with the connection.
  std::string ReadUntil(std::string_view text);
  bool AtEnd();  // waits for the peer's end of stream
  void HangUp();

  // One request with Host, Origin and Connection: keep-alive.
  Answer Ask(std::string_view method, std::string_view target, std::string_view body = {},
             const std::vector<std::string>& headers = {});
  std::string origin = "http://door.test";

 private:
  bool Fill();
  int socket_;
  std::string buffer_;
};

}  // namespace mimamori::tests
