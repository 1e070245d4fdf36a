// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/connection.hpp"

#include <fmt/format.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>

#include "gateways/http/problem.hpp"
#include "services/platform/core/ascii.hpp"

namespace mimamori::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::buffer;

constexpr size_t kReadChunk = 16 * 1024;
constexpr size_t kLingerBytes = 8 * 1024 * 1024;
constexpr absl::Duration kLingerTime = absl::Seconds(2);

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

bool Plain(std::string_view value) { return value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos; }

// The Date header, made once a second and thread.
std::string_view DateNow() {
  thread_local std::time_t last = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != last) {
    last = now;
    text = absl::FormatTime("%a, %d %b %E4Y %H:%M:%S GMT", absl::FromTimeT(now), absl::UTCTimeZone());
  }
  return text;
}

}  // namespace

Connection::Connection(asio::io_context& loop, std::shared_ptr<Transport> transport, std::string peer,
                       const ServerOptions& options, Handler& handler, Inbox& inbox, std::atomic<int>& owed,
                       std::function<void()> ended)
    : loop_(loop),
      transport_(std::move(transport)),
      peer_(std::move(peer)),
      proxied_(options.proxies.Covers(peer_)),
      network_(TruncatedNetwork(peer_)),
      options_(options),
      handler_(handler),
      inbox_(inbox),
      owed_(owed),
      ended_(std::move(ended)),
      wake_(loop) {}

Connection::~Connection() = default;

void Connection::Start() {
  asio::co_spawn(
      loop_, [self = shared_from_this()]() -> Awaitable<void> { co_await self->Run(); }, asio::detached);
}

void Connection::Enter(Phase phase, absl::Duration time) {
  phase_ = phase;
  deadline_ = time == absl::InfiniteDuration() ? SteadyTime::max()
                                               : std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(time);
}

void Connection::Sweep(SteadyTime now) {
  if (now < deadline_) return;
  deadline_ = SteadyTime::max();
  expired_ = true;
  transport_->Cancel();
}

void Connection::Drain() {
  draining_ = true;
  if (phase_ == Phase::kIdle) transport_->Cancel();
  wake_.cancel();
}

void Connection::Abort() {
  draining_ = true;
  transport_->Close();
  wake_.cancel();
}

Awaitable<void> Connection::Run() {
  Enter(Phase::kReading, options_.header_time);
  if (const Code error = co_await transport_->Handshake(); !error) {
    while (co_await ServeOne() == Next::kAgain) {
    }
  }
  transport_->Close();
  ended_();
}

Awaitable<Connection::Next> Connection::ServeOne() {
  if (const Code error = co_await ReadRequest()) {
    co_await Refuse(error);
    co_return Next::kClose;
  }
  if (!TakeRequest()) {
    co_await Refuse(make_error_code(beast::http::error::bad_target));
    co_return Next::kClose;
  }
  Enter(Phase::kHandling, absl::InfiniteDuration());  // the handler has a deadline of its own
  Response response = co_await Ask();
  if (response.events || response.file) {
    Report(response);
    ComposeHead(response, 0, /*close=*/true);
    Enter(Phase::kWriting, options_.write_time);
    co_await SendFeed(response);
    co_return Next::kClose;
  }
  const bool close = draining_ || !parser_->get().keep_alive();
  Enter(Phase::kWriting, options_.write_time);
  const Code error = co_await WriteAnswer(response, close);
  Report(response);
  if (error || close) {
    if (!error) co_await Linger();
    co_return Next::kClose;
  }
  co_return Next::kAgain;
}

// Reads until the parser has a whole request. What follows it in the buffer is the next one (pipelining).
Awaitable<Connection::Code> Connection::ReadRequest() {
  parser_.emplace();
  parser_->header_limit(static_cast<uint32_t>(options_.header_limit));
  parser_->body_limit(options_.body_limit);
  parser_->eager(true);
  bool body = false;
  Enter(Phase::kIdle, options_.idle_time);
  while (true) {
    if (buffer_.size() > 0) {
      if (phase_ == Phase::kIdle) {
        started_ = std::chrono::steady_clock::now();
        Enter(Phase::kReading, options_.header_time);
      }
      Code error;
      buffer_.consume(parser_->put(buffer_.data(), error));
      if (error && error != beast::http::error::need_more) co_return error;
      if (parser_->is_done()) co_return Code();
      if (!parser_->is_header_done() && buffer_.size() > options_.header_limit) {
        co_return make_error_code(beast::http::error::header_limit);
      }
      if (parser_->is_header_done() && !body) {
        body = true;
        Enter(Phase::kReading, options_.body_time);
        if (platform::EqualsIgnoringCase(View(parser_->get()[beast::http::field::expect]), "100-continue")) {
          static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
          if (const Code written = co_await transport_->Write({buffer(kContinue), {}})) co_return written;
        }
      }
    }
    if (draining_ && phase_ == Phase::kIdle) co_return make_error_code(asio::error::operation_aborted);
    if (const Code error = co_await Fill()) co_return error;
  }
}

Awaitable<Connection::Code> Connection::Fill() {
  size_t count = 0;
  const Code error = co_await transport_->Read(buffer_.prepare(kReadChunk), count);
  buffer_.commit(count);
  if (!error && expired_) co_return make_error_code(asio::error::timed_out);
  co_return error;
}

// False when the request line holds no path of ours, or the Host is missing.
bool Connection::TakeRequest() {
  const auto& message = parser_->get();
  const std::string_view target = View(message.target());
  if (!target.starts_with('/')) return false;
  if (message.version() == 11 && message.count(beast::http::field::host) != 1) return false;
  request_.method = View(message.method_string());
  const size_t question = target.find('?');
  request_.path = target.substr(0, question);
  request_.query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  request_.body = message.body();
  request_.headers.clear();
  for (const auto& field : message) request_.headers.emplace_back(View(field.name_string()), View(field.value()));
  if (proxied_) network_ = TruncatedNetwork(options_.proxies.SenderOf(peer_, request_));
  request_.network = network_;
  return true;
}

// Hands the request over and sleeps until the answer is back in this loop.
Awaitable<Response> Connection::Ask() {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Response)>(
      [this](auto handler) {
        struct Waiting {
          decltype(handler) wake;
          Response response;
        };
        auto waiting = std::make_shared<Waiting>(Waiting{std::move(handler), {}});
        owed_.fetch_add(1);
        handler_.Handle(request_, [this, waiting, &owed = owed_](Response response) mutable {
          waiting->response = std::move(response);
          inbox_.Put([waiting = std::move(waiting)] { std::move(waiting->wake)(std::move(waiting->response)); });
          owed.fetch_sub(1);
        });
      },
      kAwait);
}

void Connection::ComposeHead(const Response& response, size_t length, bool close) {
  head_.clear();
  auto out = std::back_inserter(head_);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, PhraseOf(response.status), DateNow());
  for (const auto& [name, value] : response.headers) {
    if (Plain(value)) fmt::format_to(out, "{}: {}\r\n", name, value);
  }
  head_ += options_.every_answer;
  if (response.file) {
    if (parser_->get().version() == 11) head_ += "Transfer-Encoding: chunked\r\n";
  } else if (!response.events && response.status != 304 && response.status != 204) {
    fmt::format_to(out, "Content-Length: {}\r\n", length);
  }
  if (close) head_ += "Connection: close\r\n";
  if (!close && parser_->get().version() == 10) head_ += "Connection: keep-alive\r\n";
  head_ += "\r\n";
}

Awaitable<Connection::Code> Connection::WriteAnswer(const Response& response, bool close) {
  const std::string& body = response.shared_body ? *response.shared_body : response.body;
  ComposeHead(response, body.size(), close);
  const bool head_only = request_.method == "HEAD" || response.status == 304;
  co_return co_await transport_->Write({buffer(head_), head_only ? asio::const_buffer() : buffer(body)});
}

void Connection::Report(const Response& response) {
  const auto taken = std::chrono::steady_clock::now() - started_;
  options_.served({request_.method, response.route, response.status, absl::FromChrono(taken), response.trace_id});
}

// Answers what could not be read, where there is somebody to answer.
Awaitable<void> Connection::Refuse(Code error) {
  Response answer;
  if (phase_ == Phase::kIdle) co_return;
  if (expired_) {
    answer = HttpProblem(408, "REQUEST_TOO_SLOW", "the request took too long to arrive", "");
  } else if (error == beast::http::error::header_limit) {
    answer = HttpProblem(431, "HEADERS_TOO_LARGE", "the request's headers are too large", "");
  } else if (error == beast::http::error::body_limit) {
    answer = HttpProblem(413, "BODY_TOO_LARGE", "the request's body is too large", "");
  } else if (error.category() == make_error_code(beast::http::error::end_of_stream).category()) {
    answer = HttpProblem(400, "MALFORMED_REQUEST", "the request is not HTTP/1.1 as it should be", "");
  } else {
    co_return;  // the transport failed
  }
  expired_ = false;
  request_ = Request();
  Enter(Phase::kWriting, options_.write_time);
  const Code failed = co_await WriteAnswer(answer, /*close=*/true);
  Report(answer);
  if (!failed) co_await Linger();
}

// Closing with unread bytes makes the kernel send RST, which may overtake the answer: read a little on.
Awaitable<void> Connection::Linger() {
  Enter(Phase::kClosing, kLingerTime);
  co_await transport_->FinishWriting();
  for (size_t total = 0; total < kLingerBytes && !expired_;) {
    size_t count = 0;
    buffer_.clear();
    if (co_await transport_->Read(buffer_.prepare(kReadChunk), count)) break;
    total += count;
  }
}

}  // namespace mimamori::http
