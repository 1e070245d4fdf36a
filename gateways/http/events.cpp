// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/events.hpp"

#include <fmt/format.h>

#include "gateways/http/json.hpp"
#include "gateways/http/problem.hpp"

namespace mimamori::http {

std::string EncodeEvent(const Route& route, const google::protobuf::Message& message) {
  std::string id;
  if (route.resume_response != nullptr) {
    const std::string token = message.GetReflection()->GetString(message, route.resume_response);
    // A line break would let a token write fields of its own. An empty one makes the browser forget the one before.
    if (token.find_first_of("\r\n") == std::string::npos) id = fmt::format("id: {}\n", token);
  }
  return fmt::format("{}data: {}\n\n", id, PrintJson(message));  // line breaks in it are escaped
}

std::string EncodeEnd(const absl::Status& status, const std::string& trace_id) {
  if (status.ok()) return "event: end\ndata: {}\n\n";
  return fmt::format("event: problem\ndata: {}\n\n", Problem(status, trace_id).body);
}

RpcEvents::RpcEvents(const Route& route, std::shared_ptr<ServerStream> stream, Opener reopen, std::string resume_token,
                     std::string trace_id)
    : route_(route),
      reopen_(std::move(reopen)),
      trace_id_(std::move(trace_id)),
      message_(route.response->New()),
      stream_(std::move(stream)),
      resume_token_(std::move(resume_token)) {}

void RpcEvents::Next(std::function<void(std::optional<std::string>)> ready) {
  {
    const std::lock_guard lock(mutex_);
    ready_ = std::move(ready);
  }
  Continue();
}

// Does the next thing that can be done for whoever waits: tell the end, or read on.
void RpcEvents::Continue() {
  std::function<void(std::optional<std::string>)> ready;
  std::optional<std::string> piece;
  std::shared_ptr<ServerStream> stream;
  {
    const std::lock_guard lock(mutex_);
    if (!ready_ || reading_) return;
    if (over_) {
      ready = std::exchange(ready_, nullptr);
      if (!std::exchange(told_, true)) piece = EncodeEnd(*over_, trace_id_);
    } else if (stream_) {
      stream = stream_;
      reading_ = true;
    }
  }
  if (ready) return ready(std::move(piece));
  if (!stream) return;  // OnReopened continues
  stream->Read(*message_, [self = shared_from_this(), stream](bool ok, absl::Status status) {
    self->OnRead(stream, ok, std::move(status));
  });
}

void RpcEvents::OnRead(const std::shared_ptr<ServerStream>& stream, bool ok, absl::Status status) {
  std::function<void(std::optional<std::string>)> ready;
  std::string piece;
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    // The last word of a stream that was replaced counts for nothing: the new one starts after resume_token_.
    if (stream == stream_ && !over_) {
      if (ok) {
        piece = Event();
        ready = std::exchange(ready_, nullptr);
      } else {
        over_ = std::move(status);
      }
    }
  }
  if (ready) return ready(std::move(piece));
  Continue();
}

std::string RpcEvents::Event() {
  if (route_.resume_response != nullptr) {
    resume_token_ = message_->GetReflection()->GetString(*message_, route_.resume_response);
  }
  return EncodeEvent(route_, *message_);
}

void RpcEvents::Reauthorise() {
  std::shared_ptr<ServerStream> leaving;
  std::string token;
  {
    const std::lock_guard lock(mutex_);
    if (over_ || closed_ || !stream_) return;
    leaving = std::exchange(stream_, nullptr);
    token = resume_token_;
  }
  leaving->Cancel();
  reopen_(token, [self = shared_from_this()](auto opened) { self->OnReopened(std::move(opened)); });
}

void RpcEvents::OnReopened(absl::StatusOr<std::shared_ptr<ServerStream>> opened) {
  std::shared_ptr<ServerStream> unwanted;
  {
    const std::lock_guard lock(mutex_);
    if (!opened.ok()) {
      over_ = opened.status();
    } else if (closed_) {
      over_ = absl::CancelledError();
      unwanted = *opened;
    } else {
      stream_ = *opened;
    }
  }
  if (unwanted) unwanted->Cancel();
  Continue();
}

void RpcEvents::Close() {
  std::shared_ptr<ServerStream> stream;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    stream = stream_;
  }
  if (stream) stream->Cancel();
}

}  // namespace mimamori::http
