// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateways/http/boards.hpp"
#include "gateways/http/cookies.hpp"
#include "gateways/http/message.hpp"
#include "gateways/http/session.hpp"
#include "gateways/http/upstream.hpp"

namespace mimamori::http {

// Calls a route's method for whoever sent the request: finds the caller, mints nothing itself (the channel's signer does),
// hands on trace and network, and never a header of the browser's.
class Invoker {
 public:
  Invoker(const Upstream& upstream, Sessions& sessions, const platform::Clock& clock, CookieJar cookies,
          rpc::v1::CookieName session_cookie);

  const CookieJar& cookies() const { return cookies_; }
  absl::Time Now() const { return clock_.Now(); }
  const Boards& boards() const { return boards_; }

  // The caller's own trace when the request names one in W3C form, else a fresh one.
  static platform::rpc::Trace TraceOf(const Request& request);

  // `request` and `response` live until `done`, which is called once, from any thread.
  // UNAUTHENTICATED: SESSION_REQUIRED when the method is for people who are signed in and there is no session cookie;
  // SESSION_ENDED from identity. Else the method's own failures.
  void Invoke(const Route& route, const Request& http, const platform::rpc::Trace& trace,
              const google::protobuf::Message& request, google::protobuf::Message& response,
              std::function<void(absl::Status)> done);

  // Opens a stream as server-sent events; they continue after `resume_token` when it is not empty. A board's stream is shared.
  void Watch(const Route& route, const Request& http, const platform::rpc::Trace& trace,
             std::shared_ptr<google::protobuf::Message> request, std::string resume_token,
             std::function<void(absl::StatusOr<std::shared_ptr<EventSource>>)> done);

  // Opens a stream of parts as one file.
  void Download(const Route& route, const Request& http, const platform::rpc::Trace& trace,
                std::shared_ptr<google::protobuf::Message> request,
                std::function<void(absl::StatusOr<Response>)> done);

  // Removes from memory what a session cookie of this request stood for, and deletes the cookie when `status` says that
  // the session is over; also deletes the cookies that the route's request was filled from when the service refused who
  // they speak for.
  void SettleCookies(const Route& route, const Request& http, const absl::Status& status, Response& response);

 private:
  using Opened = std::function<void(absl::StatusOr<std::shared_ptr<ServerStream>>)>;
  void WatchBoard(const Route& route, const Request& http, const platform::rpc::Trace& trace,
                  std::shared_ptr<google::protobuf::Message> request, std::string resume_token,
                  std::function<void(absl::StatusOr<std::shared_ptr<EventSource>>)> done);
  void Open(const Route& route, const platform::rpc::Call& call, const std::string& token, Sessions::Memory memory,
            std::shared_ptr<google::protobuf::Message> request, Opened opened);
  rpc::v1::CookieName SessionCookieOf(const Route& route) const;
  void FindCaller(const Route& route, std::string_view token, const platform::rpc::Call& call, Sessions::Memory memory,
                  CallerFound found);
  platform::rpc::Call MakeCall(const Route& route, std::string_view network, const platform::rpc::Trace& trace) const;

  const Upstream& upstream_;
  Sessions& sessions_;
  const platform::Clock& clock_;
  const CookieJar cookies_;
  const rpc::v1::CookieName session_cookie_;  // of whoever this door is for, but for patients
  Boards boards_;
};

}  // namespace mimamori::http
