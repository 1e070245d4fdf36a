// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "gateways/http/message.hpp"
#include "gateways/http/upstream.hpp"

namespace mimamori::http {

// A message and the end of a stream, as RpcEvents tells them.
std::string EncodeEvent(const Route& route, const google::protobuf::Message& message);
std::string EncodeEnd(const absl::Status& status, const std::string& trace_id);

// A server stream as Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html):
//   id: <resume_token of the message, when it has one>
//   data: <the message as JSON, on one line>
// A stream that ends well sends `event: end` last, so that the page closes its EventSource; one that fails sends
// `event: problem` with a problem document.
class RpcEvents final : public EventSource, public std::enable_shared_from_this<RpcEvents> {
 public:
  using Opened = std::function<void(absl::StatusOr<std::shared_ptr<ServerStream>>)>;
  // Finds out anew who is watching, and opens the stream for them from after `resume_token`.
  using Opener = std::function<void(const std::string& resume_token, Opened opened)>;

  RpcEvents(const Route& route, std::shared_ptr<ServerStream> stream, Opener reopen, std::string resume_token,
            std::string trace_id);

  void Next(std::function<void(std::optional<std::string>)> ready) override;
  // What a stream was opened with says nothing about the caller's rights a minute later: it is ended, and a new one opened
  // with what the caller may do now, which continues after the last message. Refused: the browser is told, and that's it.
  void Reauthorise() override;
  void Close() override;

 private:
  void Continue();
  void OnRead(const std::shared_ptr<ServerStream>& stream, bool ok, absl::Status status);
  void OnReopened(absl::StatusOr<std::shared_ptr<ServerStream>> opened);
  std::string Event();

  const Route& route_;
  const Opener reopen_;
  const std::string trace_id_;
  const std::unique_ptr<google::protobuf::Message> message_;  // read into, one read at a time

  std::mutex mutex_;
  std::shared_ptr<ServerStream> stream_;  // null while a new one is being opened
  bool reading_ = false;                  // a read is under way, perhaps on a stream that was replaced
  std::function<void(std::optional<std::string>)> ready_;
  std::string resume_token_;
  std::optional<absl::Status> over_;  // how it ended; the browser is told once
  bool told_ = false;
  bool closed_ = false;
};

}  // namespace mimamori::http
