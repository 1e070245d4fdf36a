// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateways/http/route_table.hpp"

namespace mimamori::http {

// What the stream of a board told (mimamori/rpc/v1/board.proto), as Server-Sent Events, encoded once for all who watch: the board
// as it is, and its last changes. Whoever is further behind than these is told the board anew, so that slow readers cost nothing.
// Not thread-safe.
class BoardLog {
 public:
  struct Limits {
    size_t changes = 4096;               // that are kept
    size_t bytes = 2 * 1024 * 1024;      // of them
    size_t piece = 64 * 1024;            // about as much is read at once
  };
  using Encoded = std::shared_ptr<const std::string>;
  // How far a watcher is.
  struct Place {
    std::shared_ptr<const std::vector<Encoded>> board = nullptr;  // that is being told; none: it was
    size_t told = 0;                                              // of `board`
    uint64_t next = 0;                                            // the change behind it; 0: none was ever told
  };

  // `route` has a board, and outlives the log.
  explicit BoardLog(const Route& route) : BoardLog(route, Limits()) {}
  BoardLog(const Route& route, Limits limits);

  // The stream's next event; its token is taken out. True: by now everything was told, the board or what was missed of it.
  bool Take(google::protobuf::Message& event);

  // Behind the last event with that token where it is still known, else at the beginning.
  Place Join(std::string_view token) const;
  // The next piece for somebody; empty: nothing new, or the board was not told to its end yet.
  std::string Read(Place& place);
  // Where the stream goes on; empty until the board was told, so that a stream which broke off in it begins anew.
  const std::string& token() const { return token_; }

 private:
  struct Change {
    std::string token;
    Encoded event;  // null: nothing was to be told
  };
  void Append(std::string token, Encoded event);
  std::shared_ptr<const std::vector<Encoded>> Board();

  const Route& route_;
  const Limits limits_;
  bool whole_ = false;
  std::map<std::string, Encoded> entries_;  // without tokens
  Encoded begin_;
  std::unique_ptr<google::protobuf::Message> complete_;
  std::string token_;
  std::deque<Change> changes_;
  uint64_t first_ = 1, next_ = 1;  // numbers of changes_.front() and of the one to come
  size_t bytes_ = 0;
  std::shared_ptr<const std::vector<Encoded>> board_;  // as of next_; null: to be put together
};

}  // namespace mimamori::http
