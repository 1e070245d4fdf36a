// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "fmt/format.h"
#include "tests/load/tools/latencies.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

// One request per connection, ready but for its id.
struct Request {
  std::string text;
  size_t id_at = std::string::npos;
};

struct Totals {
  int64_t acked = 0;    // answered 2xx
  int64_t refused = 0;  // answered otherwise
  int64_t broken = 0;   // connections that ended before their answer
  Latencies latencies;  // of the acknowledged
};

// RFC 9562 version 7: milliseconds, then random bits.
void WriteId(char* out, std::mt19937_64& random) {
  const auto milliseconds = static_cast<uint64_t>(absl::ToUnixMillis(absl::Now()));
  const uint64_t a = random(), b = random();
  const std::string text =
      fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", milliseconds >> 16, milliseconds & 0xffff, a & 0xfff,
                  0x8000 | ((a >> 12) & 0x3fff), b & 0xffffffffffff);
  std::memcpy(out, text.data(), 36);
}

std::vector<std::string> Lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) Die(fmt::format("{} has no line", path));
  return lines;
}

// `line`: a Cookie header's value, and behind a tab what {word} in the body becomes.
Request RequestOf(std::string head, std::string body, const std::string& line) {
  const size_t tab = std::min(line.find('\t'), line.size());
  if (const size_t word = body.find("{word}"); word != std::string::npos) {
    body.replace(word, 6, line.substr(std::min(tab + 1, line.size())));
  }
  const size_t mark = body.find("{id}");
  if (mark != std::string::npos) body.replace(mark, 4, std::string(36, '0'));
  if (!body.empty()) head += fmt::format("Content-Length: {}\r\n", body.size());
  if (tab > 0) head += fmt::format("Cookie: {}\r\n", line.substr(0, tab));
  head += "\r\n";
  return {.text = head + body, .id_at = mark == std::string::npos ? mark : head.size() + mark};
}

std::vector<Request> RequestsOf(const Arguments& arguments) {
  const std::string body = arguments.Get("body", "");
  std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\n",
                                 arguments.Get("method", "GET"), arguments.Get("path"), arguments.Get("host"));
  if (const std::string origin = arguments.Get("origin", ""); !origin.empty()) {
    head += fmt::format("Origin: {}\r\n", origin);
  }
  if (!body.empty()) head += "Content-Type: application/json\r\n";
  std::vector<std::string> lines{""};
  if (const std::string file = arguments.Get("cookies", ""); !file.empty()) lines = Lines(file);
  std::vector<Request> requests;
  for (const std::string& line : lines) requests.push_back(RequestOf(head, body, line));
  return requests;
}

int Connect(const std::string& target) {
  const size_t colon = target.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::stoi(target.substr(colon + 1))));
  if (inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr) != 1) Die("--target is IPv4:PORT");
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    Die(fmt::format("can't connect to {}", target));
  }
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

// Size of the answer at the start of `text`, or 0 while it is not complete. Our gateway always sends Content-Length.
size_t AnswerSize(std::string_view text) {
  const size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view kName = "\r\ncontent-length:";
  size_t length = 0;
  for (size_t at = 0; (at = text.find("\r\n", at)) < end; ++at) {
    const std::string_view line = text.substr(at, kName.size());
    if (line.size() < kName.size() || strncasecmp(line.data(), kName.data(), kName.size()) != 0) continue;
    const char* digits = text.data() + at + kName.size();
    while (*digits == ' ') ++digits;
    std::from_chars(digits, text.data() + text.size(), length);
  }
  return text.size() >= end + 4 + length ? end + 4 + length : 0;
}

// The connections of one thread.
class Crowd {
 public:
  Crowd(const std::string& target, const std::vector<Request>& requests, int first, int step, int connections)
      : random_(std::random_device{}()), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    for (int i = first; i < connections; i += step) {
      people_.push_back({.socket = Connect(target), .request = requests[static_cast<size_t>(i) % requests.size()]});
    }
    for (size_t i = 0; i < people_.size(); ++i) {
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, people_[i].socket, &event);
    }
  }
  ~Crowd() {
    for (const Person& person : people_) close(person.socket);
    close(epoll_);
  }

  Totals Run(absl::Time until) {
    for (Person& person : people_) Send(person);
    std::array<epoll_event, 64> events;
    const absl::Time patience = until + absl::Seconds(30);
    while (waiting_ > 0 && absl::Now() < patience) {
      const int count = epoll_wait(epoll_, events.data(), events.size(), 1000);
      for (int i = 0; i < count; ++i) Read(people_[events[static_cast<size_t>(i)].data.u64], until);
    }
    totals_.broken += waiting_;
    return std::move(totals_);
  }

 private:
  struct Person {
    int socket;
    Request request;
    std::string answer = {};
    absl::Time sent = {};
    bool gone = false;
  };

  void Send(Person& person) {
    if (person.request.id_at != std::string::npos) WriteId(person.request.text.data() + person.request.id_at, random_);
    person.sent = absl::Now();
    std::string_view rest = person.request.text;
    while (!rest.empty()) {
      const ssize_t count = send(person.socket, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (count <= 0) return Leave(person);
      rest.remove_prefix(static_cast<size_t>(count));
    }
    ++waiting_;
  }

  void Read(Person& person, absl::Time until) {
    if (person.gone) return;
    std::array<char, 16384> part;
    const ssize_t count = recv(person.socket, part.data(), part.size(), 0);
    if (count <= 0) {
      --waiting_;
      return Leave(person);
    }
    person.answer.append(part.data(), static_cast<size_t>(count));
    const size_t size = AnswerSize(person.answer);
    if (size == 0) return;
    --waiting_;
    const absl::Time now = absl::Now();
    if (person.answer.size() > 9 && person.answer[9] == '2') {
      ++totals_.acked;
      totals_.latencies.Add(now - person.sent);
    } else if (totals_.refused++ == 0) {
      fmt::print(stderr, "first refusal: {}\n", person.answer.substr(0, 600));
    }
    person.answer.erase(0, size);
    if (now < until) Send(person);
  }

  void Leave(Person& person) {
    person.gone = true;
    ++totals_.broken;
    epoll_ctl(epoll_, EPOLL_CTL_DEL, person.socket, nullptr);
  }

  std::mt19937_64 random_;
  const int epoll_;
  std::vector<Person> people_;
  int64_t waiting_ = 0;
  Totals totals_;
};

}  // namespace

int HttpLoad(const Arguments& arguments) {
  const std::vector<Request> requests = RequestsOf(arguments);
  const int connections = arguments.Int("connections", 64);
  const int thread_count = arguments.Int("threads", 1);
  const absl::Time start = absl::Now();
  const absl::Time until = start + absl::Seconds(arguments.Int("seconds", 10));
  std::vector<Totals> parts(static_cast<size_t>(thread_count));
  std::vector<std::thread> threads;
  for (int t = 0; t < thread_count; ++t) {
    threads.emplace_back([&, t] {
      Crowd crowd(arguments.Get("target"), requests, t, thread_count, connections);
      parts[static_cast<size_t>(t)] = crowd.Run(until);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  Totals all;
  for (const Totals& part : parts) {
    all.acked += part.acked;
    all.refused += part.refused;
    all.broken += part.broken;
    all.latencies.Add(part.latencies);
  }
  fmt::print("acked={} refused={} broken={} seconds={:.3f} rate={:.1f} {}\n", all.acked, all.refused, all.broken,
             seconds, static_cast<double>(all.acked) / seconds, all.latencies.Summary());
  return 0;
}

}  // namespace mimamori::load
