// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/door.hpp"

#include <google/protobuf/arena.h>

#include "gateways/http/form.hpp"
#include "gateways/http/problem.hpp"
#include "gateways/http/transcode.hpp"
#include "services/platform/core/error.hpp"

namespace mimamori::http {

struct Door::Exchange {
  Exchange(const Route& its_route, const Request& its_http, Responder its_respond)
      : route(its_route),
        http(its_http),
        respond(std::move(its_respond)),
        trace(Invoker::TraceOf(its_http)),
        request(its_route.request->New(&arena)),
        response(its_route.response->New(&arena)) {}

  const Route& route;
  const Request& http;
  const Responder respond;
  const platform::rpc::Trace trace;
  bool form = false;
  google::protobuf::Arena arena;
  google::protobuf::Message* const request;
  google::protobuf::Message* const response;

  void Respond(Response response_out) {
    response_out.route = route.path_template;
    response_out.trace_id = trace.trace_id;
    respond(std::move(response_out));
  }
};

Door::Door(RouteTable routes, Pages pages, StaticFiles files, std::string openapi, DoorUrl url, Cors cors,
           Invoker& invoker)
    : routes_(std::move(routes)),
      pages_(std::move(pages)),
      files_(std::move(files)),
      openapi_(std::make_shared<const std::string>(std::move(openapi))),
      url_(std::move(url)),
      cors_(std::move(cors)),
      invoker_(invoker) {}

void Door::Handle(const Request& request, Responder respond) {
  if (auto answer = cors_.Preflight(request)) return respond(*std::move(answer));
  if (cors_.Concerns(request)) {
    respond = [this, &request, inner = std::move(respond)](Response response) {
      cors_.Allow(request, response);
      inner(std::move(response));
    };
  }
  const PathMatch match = routes_.matcher.Match(request.method, request.path);
  const bool found = match.outcome == PathMatch::Outcome::kFound;
  const bool any_origin = found && routes_.routes[match.route].one_click;
  if (const absl::Status origin = CheckOrigin(request, url_); !origin.ok() && !any_origin) {
    return respond(Problem(origin, Invoker::TraceOf(request).trace_id));
  }
  if (found) {
    return HandleMethod(routes_.routes[match.route], match, request, std::move(respond));
  }
  HandleRest(match, request, std::move(respond));
}

void Door::HandleMethod(const Route& route, const PathMatch& match, const Request& request, Responder respond) {
  auto exchange = std::make_shared<Exchange>(route, request, std::move(respond));
  const Content content = ContentOf(request);
  if (!route.one_click && (content == Content::kOther || (content == Content::kNone && !request.body.empty()))) {
    return exchange->Respond(
        HttpProblem(415, "UNSUPPORTED_MEDIA_TYPE", "send application/json", exchange->trace.trace_id));
  }
  exchange->form = content == Content::kForm && route.form != nullptr;
  const absl::Status decoded = DecodeRequest(route, match.captures, request, invoker_.cookies(), *exchange->request);
  if (!decoded.ok()) return Finish(*exchange, decoded);
  if (route.method->server_streaming()) return HandleStream(route, std::move(exchange));
  Exchange& kept = *exchange;
  invoker_.Invoke(route, request, kept.trace, *kept.request, *kept.response,
                  [this, exchange = std::move(exchange)](const absl::Status& status) { Finish(*exchange, status); });
}

void Door::Finish(Exchange& exchange, const absl::Status& status) {
  Response out;
  if (exchange.form) {
    out = Redirect(FormTarget(*exchange.route.form, *exchange.request, status), exchange.trace.trace_id);
    if (status.ok()) MoveCookies(exchange.route, *exchange.response, invoker_.cookies(), out);
  } else if (status.ok()) {
    out = EncodeResponse(exchange.route, *exchange.response, invoker_.cookies(), exchange.trace.trace_id);
  } else {
    out = Problem(status, exchange.trace.trace_id);
  }
  invoker_.SettleCookies(exchange.route, exchange.http, status, out);
  exchange.Respond(std::move(out));
}

void Door::HandleStream(const Route& route, std::shared_ptr<Exchange> exchange) {
  const std::string_view last = exchange->http.Header("last-event-id");
  std::string resume(route.resume_request != nullptr ? last : std::string_view());
  std::shared_ptr<google::protobuf::Message> request(route.request->New());
  request->CopyFrom(*exchange->request);
  if (exchange->http.method == "HEAD") {
    return exchange->Respond(HttpProblem(405, "METHOD_NOT_ALLOWED", "a stream has no HEAD", exchange->trace.trace_id)
                                 .Add("Allow", "GET"));
  }
  if (route.document) {
    return invoker_.Download(route, exchange->http, exchange->trace, std::move(request),
                             [this, exchange](absl::StatusOr<Response> file) {
                               if (!file.ok()) return Finish(*exchange, file.status());
                               exchange->Respond(*std::move(file));
                             });
  }
  invoker_.Watch(route, exchange->http, exchange->trace, std::move(request), std::move(resume),
                 [this, exchange](absl::StatusOr<std::shared_ptr<EventSource>> events) {
                   if (!events.ok()) return Finish(*exchange, events.status());
                   Response out;
                   out.Add("Content-Type", "text/event-stream").Add("Cache-Control", "no-store");
                   out.Add("X-Accel-Buffering", "no");  // an nginx in front passes events on at once
                   out.events = *std::move(events);
                   exchange->Respond(std::move(out));
                 });
}

void Door::HandleRest(const PathMatch& match, const Request& request, Responder respond) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && request.path == "/openapi.json") {
    Response out;
    out.route = "/openapi.json";
    out.Add("Content-Type", "application/json").Add("Cache-Control", "no-cache");
    out.shared_body = openapi_;
    return respond(std::move(out));
  }
  if (reads) {
    if (auto file = files_.Answer(request)) return respond(*std::move(file));
    if (pages_.Handle(request, invoker_, respond)) return;
  }
  const std::string trace_id = Invoker::TraceOf(request).trace_id;
  if (match.outcome == PathMatch::Outcome::kMalformed) {
    return respond(HttpProblem(400, "MALFORMED_PATH", "the path has a broken percent escape", trace_id));
  }
  if (match.outcome == PathMatch::Outcome::kMethodNotAllowed) {
    return respond(HttpProblem(405, "METHOD_NOT_ALLOWED", "this path has other methods", trace_id)
                       .Add("Allow", match.allow));
  }
  if (!reads && (files_.Has(request.path) || pages_.Has(request.path) || request.path == "/openapi.json")) {
    return respond(
        HttpProblem(405, "METHOD_NOT_ALLOWED", "this path can only be read", trace_id).Add("Allow", "GET, HEAD"));
  }
  const absl::Status missing = platform::NotFound("ROUTE_NOT_FOUND", "there is nothing at this address");
  if (reads && request.Header("accept").find("text/html") != std::string_view::npos) {
    return respond(pages_.ProblemPage(request, missing, trace_id));
  }
  respond(Problem(missing, trace_id));
}

std::string SecurityHeaders(const DoorUrl& url) {
  std::string out =
      "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
      "frame-ancestors 'none'; base-uri 'none'\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "Referrer-Policy: same-origin\r\n"
      "Permissions-Policy: camera=(self), microphone=(), geolocation=(), payment=(), usb=()\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n";
  if (url.secure) out += "Strict-Transport-Security: max-age=31536000\r\n";
  return out;
}

}  // namespace mimamori::http
