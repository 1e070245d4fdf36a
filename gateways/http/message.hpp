// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mimamori::http {

// A request as the connection read it. Views point into the connection's buffer and live until the answer is given.
struct Request {
  std::string_view method = {};  // upper case
  std::string_view path = {};    // as sent, percent-encoded, without query
  std::string_view query = {};   // without "?"
  std::string_view body = {};
  std::vector<std::pair<std::string_view, std::string_view>> headers = {};
  std::string_view network = {};  // the caller's, truncated to /24 or /48

  // First header of that name in any case; empty when there is none.
  std::string_view Header(std::string_view name) const;
  // The cookie's value; empty when there is none. A name that is sent twice counts as none: a subdomain or an attacker
  // on the same network can plant a second one, and we can't tell which is ours.
  std::string_view Cookie(std::string_view name) const;
};

// Cuts the first item off a separated list and trims it of blanks.
std::string_view TakeItem(std::string_view& list, char separator);

// What an answer is fed from that comes bit by bit. Used by one connection; `ready` may be called from any thread.
class Feed {
 public:
  virtual ~Feed() = default;
  // Calls `ready` once with the next piece, or with nothing at the end. At most one is outstanding.
  virtual void Next(std::function<void(std::optional<std::string>)> ready) = 0;
  // The browser is gone or the server stops. An outstanding `ready` is still called.
  virtual void Close() = 0;
};

// Server-Sent Events.
class EventSource : public Feed {
 public:
  // Asks again whether the caller may watch: called now and then while the stream lasts.
  virtual void Reauthorise() = 0;
};

// A file whose parts are made while it is sent.
class FileSource : public Feed {
 public:
  // After the end: false when something is missing, so that the connection breaks off and nobody takes it for whole.
  virtual bool Whole() const = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // Content-Length and the server's own are added
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`: a file in memory
  std::shared_ptr<EventSource> events;             // instead of both
  std::shared_ptr<FileSource> file;                // instead of all three
  std::string_view route;                          // the template, for the log; lives as long as the handler
  std::string trace_id;                            // for the log

  Response& Add(std::string_view name, std::string_view value) {
    headers.emplace_back(name, value);
    return *this;
  }
  std::string_view HeaderOf(std::string_view name) const;
};

// Called exactly once, from any thread.
using Responder = std::function<void(Response)>;

class Handler {
 public:
  virtual ~Handler() = default;
  // Must not block: it runs on the connection's thread. `request` lives until `respond` is called.
  virtual void Handle(const Request& request, Responder respond) = 0;
};

}  // namespace mimamori::http
