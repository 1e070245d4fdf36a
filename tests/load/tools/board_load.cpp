// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "mimamori/capacity/v1/hold_service.grpc.pb.h"
#include "services/platform/core/id.hpp"
#include "tests/load/tools/caller.hpp"
#include "tests/load/tools/latencies.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

constexpr int kMostHeld = 512;  // of one facility
constexpr size_t kId = 36;

std::vector<std::string> Lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) Die(fmt::format("{} has no line", path));
  return lines;
}

// When which number of held beds was asked for, by facility.
class Updates {
 public:
  explicit Updates(const std::vector<std::string>& facilities) : sent_(facilities.size()) {
    for (size_t i = 0; i < facilities.size(); ++i) index_[facilities[i]] = i;
    for (auto& of_one : sent_) of_one = std::make_unique<std::array<std::atomic<int64_t>, kMostHeld>>();
  }
  // The facility, and how many beds are held there from now on.
  std::pair<size_t, int> Next() {
    const size_t facility = static_cast<size_t>(count_) % sent_.size();
    const int held = static_cast<int>(static_cast<size_t>(count_++) / sent_.size()) + 1;
    if (held >= kMostHeld) Die("too many updates");
    (*sent_[facility])[static_cast<size_t>(held)] = absl::GetCurrentTimeNanos();
    return {facility, held};
  }
  // Nanoseconds; 0: nobody asked for that.
  int64_t SentAt(std::string_view facility, int held) const {
    const auto found = index_.find(std::string(facility));
    return found == index_.end() || held >= kMostHeld ? 0 : (*sent_[found->second])[static_cast<size_t>(held)].load();
  }
  int64_t count() const { return count_; }

 private:
  std::unordered_map<std::string, size_t> index_;
  std::vector<std::unique_ptr<std::array<std::atomic<int64_t>, kMostHeld>>> sent_;
  std::atomic<int64_t> count_ = 0;
};

// Everybody who watches, read by one thread.
class Watchers {
 public:
  explicit Watchers(const Updates& updates) : updates_(updates), poll_(epoll_create1(EPOLL_CLOEXEC)) {}

  void Add(int socket) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = watchers_.size()}};
    epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event);
    watchers_.push_back({.socket = socket, .text = {}});
  }
  void ReadUntil(const std::function<bool()>& done, absl::Time until) {
    std::array<epoll_event, 256> ready;
    while (!done() && absl::Now() < until) {
      const int count = epoll_wait(poll_, ready.data(), static_cast<int>(ready.size()), 10);
      for (int i = 0; i < count; ++i) Read(watchers_[ready[static_cast<size_t>(i)].data.u64]);
    }
  }

  int64_t seen = 0, told = 0, lost = 0, bytes = 0;
  Latencies latencies;

 private:
  struct Watcher {
    int socket;
    std::string text;  // of the event that is coming
  };

  void Read(Watcher& watcher) {
    const ssize_t size = ::read(watcher.socket, scratch_.data(), scratch_.size());
    if (size <= 0) {
      ++lost;
      ::close(watcher.socket);
      return;
    }
    bytes += size;
    watcher.text.append(scratch_.data(), static_cast<size_t>(size));
    size_t start = 0;
    for (size_t end = 0; (end = watcher.text.find("\n\n", start)) != std::string::npos; start = end + 2) {
      Take(std::string_view(watcher.text).substr(start, end - start));
    }
    watcher.text.erase(0, start);
  }

  void Take(std::string_view event) {
    constexpr std::string_view kFacility = "\"facility\":{\"id\":\"", kHeld = "\"held\":";
    const size_t facility = event.find(kFacility);
    if (facility == std::string_view::npos) {
      if (event.find("\"BOARD_EVENT_KIND_COMPLETE\"") != std::string_view::npos) ++told;
      return;
    }
    const size_t at = event.find(kHeld, facility);
    if (at == std::string_view::npos) return;
    int held = 0;
    std::from_chars(event.data() + at + kHeld.size(), event.data() + event.size(), held);
    const int64_t sent = updates_.SentAt(event.substr(facility + kFacility.size(), kId), held);
    if (sent == 0) return;
    ++seen;
    latencies.Add(absl::Nanoseconds(absl::GetCurrentTimeNanos() - sent));
  }

  const Updates& updates_;
  const int poll_;
  std::vector<Watcher> watchers_;
  std::array<char, 256 * 1024> scratch_;
};

sockaddr_in AddressOf(const std::string& target) {
  const size_t colon = target.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::stoi(target.substr(colon + 1))));
  if (inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr) != 1) Die("an address is IPv4:PORT");
  return address;
}

int Connect(const sockaddr_in& address) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0 || ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) Die("can't connect");
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

// What is measured: somebody who tells watchers of updates.
class Teller {
 public:
  virtual ~Teller() = default;
  virtual int Open() = 0;  // one more watcher's socket
  virtual void Tell(size_t facility, int held) = 0;
  std::atomic<int64_t> failed = 0;
};

// The staff door, and holds given by capacity behind it.
class Door final : public Teller {
 public:
  Door(const Arguments& arguments, const std::vector<std::string>& facilities)
      : facilities_(facilities), address_(AddressOf(arguments.Get("target"))),
        request_(fmt::format("GET /v1/board:watch HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\nCookie: {}\r\n\r\n",
                             arguments.Get("target"), Lines(arguments.Get("cookies"))[0])),
        admission_("admission", arguments.Get("keys")),
        channel_(admission_.Channel("capacity", arguments.Get("address"))),
        stub_(capacity::v1::HoldService::NewStub(channel_.channel())) {}

  int Open() override {
    const int socket = Connect(address_);
    if (::write(socket, request_.data(), request_.size()) != static_cast<ssize_t>(request_.size())) Die("can't ask");
    return socket;
  }
  void Tell(size_t facility, int) override {
    struct Asked {
      std::unique_ptr<grpc::ClientContext> context;
      capacity::v1::CreateHoldRequest request;
      capacity::v1::Hold hold;
    };
    auto asked = std::make_shared<Asked>();
    asked->context = channel_.Context(absl::Now() + absl::Seconds(20));
    asked->request.set_facility_id(facilities_[facility]);
    asked->request.set_bed_class("severe");
    for (auto* id : {asked->request.mutable_request_id(), asked->request.mutable_holder_id(),
                     asked->request.mutable_officer_id()}) {
      *id = platform::FormatUuid(platform::RandomUuid());
    }
    stub_->async()->CreateHold(asked->context.get(), &asked->request, &asked->hold,
                               [this, asked](const grpc::Status& status) { failed += status.ok() ? 0 : 1; });
  }

 private:
  const std::vector<std::string>& facilities_;
  const sockaddr_in address_;
  const std::string request_;
  const Colleague admission_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<capacity::v1::HoldService::Stub> stub_;
};

// The limit: no database and no door, one write of an event of that size to each socket.
class Bare final : public Teller {
 public:
  Bare(const std::vector<std::string>& facilities, size_t size) : facilities_(facilities), size_(size) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address_;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address_), length) != 0 || ::listen(listener_, 4096) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &length) != 0) {
      Die("can't listen");
    }
  }
  int Open() override {
    const int socket = Connect(address_);
    sockets_.push_back(::accept(listener_, nullptr, nullptr));
    const int yes = 1;
    setsockopt(sockets_.back(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    Send(sockets_.back(), "data: {\"kind\":\"BOARD_EVENT_KIND_COMPLETE\"}\n\n");
    return socket;
  }
  void Tell(size_t facility, int held) override {
    std::string event =
        fmt::format("data: {{\"entry\":{{\"facility\":{{\"id\":\"{}\"}},\"held\":{},\"rest\":\"", facilities_[facility], held);
    event.resize(std::max(size_, event.size() + 4), 'x');
    event.replace(event.size() - 4, 4, "\"}\n\n");
    for (const int socket : sockets_) Send(socket, event);
  }

 private:
  void Send(int socket, std::string_view text) {
    if (::write(socket, text.data(), text.size()) != static_cast<ssize_t>(text.size())) ++failed;
  }
  const std::vector<std::string>& facilities_;
  const size_t size_;
  int listener_;
  sockaddr_in address_{};
  std::vector<int> sockets_;
};

}  // namespace

int BoardLoad(const Arguments& arguments) {
  const std::vector<std::string> facilities = Lines(arguments.Get("facilities"));
  const int watchers = arguments.Int("watchers", 1000), rate = arguments.Int("rate", 50);
  const int bare = arguments.Int("bare", 0);
  Updates updates(facilities);
  Watchers crowd(updates);
  std::unique_ptr<Teller> teller;
  if (bare > 0) teller = std::make_unique<Bare>(facilities, static_cast<size_t>(bare));
  if (bare == 0) teller = std::make_unique<Door>(arguments, facilities);
  for (int i = 0; i < watchers; ++i) {
    crowd.Add(teller->Open());
    crowd.ReadUntil([&] { return i - crowd.told < 50; }, absl::Now() + absl::Seconds(10));
  }
  crowd.ReadUntil([&] { return crowd.told >= watchers; }, absl::Now() + absl::Seconds(60));
  if (crowd.told < watchers) Die(fmt::format("only {} of {} were told the board", crowd.told, watchers));
  const int64_t before = crowd.bytes;
  std::atomic<bool> ended = false;
  std::thread thread([&] {
    const absl::Time start = absl::Now();
    for (int i = 0; i < rate * arguments.Int("seconds", 10); ++i) {
      absl::SleepFor(start + i * absl::Seconds(1) / rate - absl::Now());
      const auto [facility, held] = updates.Next();
      teller->Tell(facility, held);
    }
    ended = true;
  });
  crowd.ReadUntil([&] { return ended.load(); }, absl::InfiniteFuture());
  thread.join();
  const int64_t all = updates.count() * watchers;
  crowd.ReadUntil([&] { return crowd.seen >= all; }, absl::Now() + absl::Seconds(10));
  fmt::print("watchers={} updates={} seen={} missed={} failed={} lost={} bytes_per_event={} {}\n", watchers, updates.count(),
             crowd.seen, all - crowd.seen, teller->failed.load(), crowd.lost,
             (crowd.bytes - before) / std::max<int64_t>(crowd.seen, 1), crowd.latencies.Summary());
  return 0;
}

}  // namespace mimamori::load
