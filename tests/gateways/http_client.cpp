// SPDX-License-Identifier: Apache-2.0
#include "tests/gateways/http_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mimamori::tests {

std::string Answer::Header(std::string_view name) const {
  const auto all = All(name);
  return all.empty() ? "" : all[0];
}

std::vector<std::string> Answer::All(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0) out.push_back(value);
  }
  return out;
}

HttpClient::HttpClient(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) HangUp();
}

HttpClient::~HttpClient() { HangUp(); }

void HttpClient::HangUp() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

void HttpClient::Send(std::string_view bytes) {
  while (socket_ >= 0 && !bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

bool HttpClient::Fill() {
  char chunk[16384];
  const ssize_t count = socket_ < 0 ? 0 : recv(socket_, chunk, sizeof(chunk), 0);
  if (count <= 0) return false;
  buffer_.append(chunk, static_cast<size_t>(count));
  return true;
}

bool HttpClient::AtEnd() {
  while (Fill()) {
  }
  return true;
}

std::string HttpClient::ReadUntil(std::string_view text) {
  while (buffer_.find(text) == std::string::npos && Fill()) {
  }
  const size_t at = buffer_.find(text);
  const size_t end = at == std::string::npos ? buffer_.size() : at + text.size();
  std::string out = buffer_.substr(0, end);
  buffer_.erase(0, end);
  return out;
}

Answer HttpClient::Receive(bool head_only) {
  Answer out;
  const std::string head = ReadUntil("\r\n\r\n");
  if (!head.ends_with("\r\n\r\n") || head.size() < 12) return out;
  out.status = std::stoi(head.substr(9, 3));
  for (size_t at = head.find("\r\n") + 2; at < head.size() - 2;) {
    const size_t end = head.find("\r\n", at);
    const size_t colon = head.find(": ", at);
    out.headers.emplace_back(head.substr(at, colon - at), head.substr(colon + 2, end - colon - 2));
    at = end + 2;
  }
  const std::string length = out.Header("Content-Length");
  if (head_only || length.empty()) return out;
  while (buffer_.size() < std::stoul(length) && Fill()) {
  }
  out.body = buffer_.substr(0, std::stoul(length));
  buffer_.erase(0, out.body.size());
  return out;
}

Answer HttpClient::Ask(std::string_view method, std::string_view target, std::string_view body,
                       const std::vector<std::string>& headers) {
  std::string request = fmt::format("{} {} HTTP/1.1\r\nHost: door.test\r\n", method, target);
  if (!origin.empty()) request += fmt::format("Origin: {}\r\n", origin);
  bool typed = false;
  for (const std::string& header : headers) {
    request += header + "\r\n";
    typed = typed || header.starts_with("Content-Type");
  }
  if (!body.empty() && !typed) request += "Content-Type: application/json\r\n";
  if (!body.empty() || method == "POST") request += fmt::format("Content-Length: {}\r\n", body.size());
  Send(request + "\r\n" + std::string(body));
  return Receive(method == "HEAD");
}

}  // namespace mimamori::tests
