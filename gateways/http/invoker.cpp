// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/invoker.hpp"

#include <algorithm>

#include "gateways/http/board_events.hpp"
#include "gateways/http/events.hpp"
#include "gateways/http/rpc_file.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::http {
namespace {

// A stream is replaced every minute; this ends one that was forgotten.
constexpr absl::Duration kStreamDeadline = absl::Minutes(5);

}  // namespace

Invoker::Invoker(const Upstream& upstream, Sessions& sessions, const platform::Clock& clock, CookieJar cookies,
                 rpc::v1::CookieName session_cookie)
    : upstream_(upstream),
      sessions_(sessions),
      clock_(clock),
      cookies_(cookies),
      session_cookie_(session_cookie),
      boards_(upstream, clock) {}

rpc::v1::CookieName Invoker::SessionCookieOf(const Route& route) const {
  return route.for_patients ? rpc::v1::COOKIE_NAME_DIARY_SESSION : session_cookie_;
}

platform::rpc::Trace Invoker::TraceOf(const Request& request) {
  return platform::rpc::Trace::Parse(request.Header("traceparent"));
}

platform::rpc::Call Invoker::MakeCall(const Route& route, std::string_view network,
                                      const platform::rpc::Trace& trace) const {
  platform::rpc::Call call;
  call.now = clock_.Now();
  call.deadline = absl::Now() + (route.method->server_streaming() ? kStreamDeadline : route.deadline);
  call.trace = trace;
  call.network = network;
  return call;
}

void Invoker::FindCaller(const Route& route, std::string_view token, const platform::rpc::Call& call,
                         Sessions::Memory memory, CallerFound found) {
  if (token.empty() || !route.prefers_session) {
    if (!route.needs_session) return found(sessions_.Anyone());
    return found(platform::Failure(absl::StatusCode::kUnauthenticated, "SESSION_REQUIRED", "sign in first"));
  }
  const rpc::v1::CookieName cookie = SessionCookieOf(route);
  if (route.needs_session) return sessions_.Find(cookie, token, call, memory, std::move(found));
  // Welcome with and without a session: an ended one is as good as none.
  sessions_.Find(cookie, token, call, memory, [this, found = std::move(found)](auto resolved) {
    const bool ended = !resolved.ok() && resolved.status().code() == absl::StatusCode::kUnauthenticated;
    found(ended ? sessions_.Anyone() : std::move(resolved));
  });
}

void Invoker::Invoke(const Route& route, const Request& http, const platform::rpc::Trace& trace,
                     const google::protobuf::Message& request, google::protobuf::Message& response,
                     std::function<void(absl::Status)> done) {
  const platform::rpc::Call call = MakeCall(route, http.network, trace);
  FindCaller(route, cookies_.Read(http, SessionCookieOf(route)), call, Sessions::Memory::kUse,
             [this, &route, call, &request, &response, done = std::move(done)](auto caller) {
               if (!caller.ok()) return done(caller.status());
               upstream_.Call(route, call, **caller, request, response, done);
             });
}

void Invoker::Open(const Route& route, const platform::rpc::Call& call, const std::string& token,
                   Sessions::Memory memory, std::shared_ptr<google::protobuf::Message> request, Opened opened) {
  FindCaller(route, token, call, memory,
             [this, &route, call, request = std::move(request), opened = std::move(opened)](auto caller) {
               if (!caller.ok()) return opened(caller.status());
               auto stream = upstream_.Open(route, call, **caller, *request);
               if (stream) return opened(std::move(stream));
               opened(platform::Failure(absl::StatusCode::kUnavailable, "SERVICE_NOT_CONNECTED",
                                        "this part of the system is not running here"));
             });
}

void Invoker::Download(const Route& route, const Request& http, const platform::rpc::Trace& trace,
                       std::shared_ptr<google::protobuf::Message> request,
                       std::function<void(absl::StatusOr<Response>)> done) {
  const std::string token(cookies_.Read(http, SessionCookieOf(route)));
  Open(route, MakeCall(route, http.network, trace), token, Sessions::Memory::kUse, std::move(request),
       [done = std::move(done)](auto stream) {
         if (!stream.ok()) return done(stream.status());
         RpcFile::Begin(*std::move(stream), done);
       });
}

void Invoker::Watch(const Route& route, const Request& http, const platform::rpc::Trace& trace,
                    std::shared_ptr<google::protobuf::Message> request, std::string resume_token,
                    std::function<void(absl::StatusOr<std::shared_ptr<EventSource>>)> done) {
  if (route.board) return WatchBoard(route, http, trace, std::move(request), std::move(resume_token), std::move(done));
  auto open = [this, &route, request, trace, network = std::string(http.network),
               token = std::string(cookies_.Read(http, SessionCookieOf(route)))](
                  Sessions::Memory memory, const std::string& resume, const RpcEvents::Opened& opened) {
    if (route.resume_request != nullptr && !resume.empty()) {
      request->GetReflection()->SetString(request.get(), route.resume_request, resume);
    }
    Open(route, MakeCall(route, network, trace), token, memory, request, opened);
  };
  auto reopen = [open](const std::string& resume, RpcEvents::Opened opened) {
    open(Sessions::Memory::kSkip, resume, opened);
  };
  open(Sessions::Memory::kUse, resume_token,
       [&route, reopen, resume_token, trace_id = trace.trace_id, done = std::move(done)](auto stream) {
         if (!stream.ok()) return done(stream.status());
         done(std::make_shared<RpcEvents>(route, *stream, reopen, resume_token, trace_id));
       });
}

void Invoker::WatchBoard(const Route& route, const Request& http, const platform::rpc::Trace& trace,
                         std::shared_ptr<google::protobuf::Message> request, std::string resume_token,
                         std::function<void(absl::StatusOr<std::shared_ptr<EventSource>>)> done) {
  if (resume_token.empty()) resume_token = request->GetReflection()->GetString(*request, route.resume_request);
  auto find = [this, &route, request, trace, network = std::string(http.network),
               token = std::string(cookies_.Read(http, SessionCookieOf(route)))](Sessions::Memory memory,
                                                                                 const BoardEvents::Found& found) {
    platform::rpc::Call call = MakeCall(route, network, trace);
    call.deadline = absl::Now() + route.deadline;  // of the question who it is
    FindCaller(route, token, call, memory, [this, &route, request, found](auto caller) {
      if (!caller.ok()) return found(caller.status());
      found(boards_.Enter(route, *request, *std::move(caller)));
    });
  };
  auto find_again = [find](const BoardEvents::Found& found) { find(Sessions::Memory::kSkip, found); };
  find(Sessions::Memory::kUse, [find_again, resume_token, trace_id = trace.trace_id, done = std::move(done)](auto board) {
    if (!board.ok()) return done(board.status());
    done(std::make_shared<BoardEvents>(*std::move(board), resume_token, find_again, trace_id));
  });
}

void Invoker::SettleCookies(const Route& route, const Request& http, const absl::Status& status, Response& response) {
  const bool refused = status.code() == absl::StatusCode::kUnauthenticated;
  for (const rpc::v1::CookieName cookie : {session_cookie_, rpc::v1::COOKIE_NAME_DIARY_SESSION}) {
    const std::string_view session = cookies_.Read(http, cookie);
    const bool sets_session = std::any_of(route.set_cookies.begin(), route.set_cookies.end(),
                                          [&](const CookieField& c) { return c.cookie == cookie; });
    const bool its_own = route.prefers_session && cookie == SessionCookieOf(route);
    if (session.empty() || !(sets_session || (refused && its_own))) continue;
    sessions_.Forget(cookie, session);
    if (refused) response.Add("Set-Cookie", cookies_.Write(cookie, ""));
  }
  if (!refused) return;
  const std::string field = platform::FieldOf(status);
  for (const CookieField& cookie : route.from_cookies) {
    if (cookies_.Read(http, cookie.cookie).empty()) continue;
    if (field.empty() || field == cookie.field->name()) {
      response.Add("Set-Cookie", cookies_.Write(cookie.cookie, ""));
    }
  }
}

}  // namespace mimamori::http
