// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/boards.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "services/platform/core/error.hpp"

namespace mimamori::http {
namespace {

using google::protobuf::Message;

constexpr absl::Duration kTogether = absl::Milliseconds(20);
constexpr absl::Duration kKept = absl::Minutes(1);
constexpr absl::Duration kLongestStream = absl::Minutes(5);
constexpr absl::Duration kLongestSleep = absl::Seconds(10);
constexpr size_t kMost = 1000;

// What a stream depends on. Lengths part the words, so that no two questions are one.
std::string KeyOf(const Route& route, const Message& request, const platform::rpc::Caller& caller) {
  std::vector<std::string> words = {route.full_name, request.SerializeAsString(), caller.issuer, caller.organisation};
  std::vector<std::string> roles, areas;
  for (const auto role : caller.roles) roles.push_back("role " + std::to_string(role));
  for (const auto& area : caller.areas) areas.push_back("area " + area.ToString());
  for (auto* rights : {&roles, &areas}) {
    std::ranges::sort(*rights);
    words.insert(words.end(), rights->begin(), std::unique(rights->begin(), rights->end()));
  }
  std::string key;
  for (const std::string& word : words) key += std::to_string(word.size()) + ":" + word;
  return key;
}

}  // namespace

Boards::Boards(const Upstream& upstream, const platform::Clock& clock)
    : upstream_(upstream), clock_(clock), thread_([this] { Run(); }) {}

Boards::~Boards() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  for (const auto& [key, board] : boards_) board->Stop();
}

absl::StatusOr<std::shared_ptr<Board>> Boards::Enter(const Route& route, const Message& request, Board::CallerPtr caller) {
  if (!upstream_.Has(route.service)) {
    return platform::Failure(absl::StatusCode::kUnavailable, "SERVICE_NOT_CONNECTED",
                             "this part of the system is not running here");
  }
  std::shared_ptr<Message> asked(request.New());
  asked->CopyFrom(request);
  asked->GetReflection()->ClearField(asked.get(), route.resume_request);
  const std::string key = KeyOf(route, *asked, *caller);
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Board>& board = boards_[key];
  if (!board && boards_.size() > kMost) {
    boards_.erase(key);
    return platform::Failure(absl::StatusCode::kUnavailable, "BUSY", "too many are asking at this moment; try again shortly");
  }
  if (board && board->over()) replaced_.push_back(std::exchange(board, nullptr));
  if (!board) board = Make(route, std::move(asked));
  board->Enter(std::move(caller));
  woken_ = true;
  wake_.notify_all();
  return board;
}

std::shared_ptr<Board> Boards::Make(const Route& route, std::shared_ptr<const Message> request) {
  const auto open = [this, route, request = std::move(request)](const platform::rpc::Caller& caller,
                                                                const std::string& resume_token) {
    const std::unique_ptr<Message> asked(request->New());
    asked->CopyFrom(*request);
    asked->GetReflection()->SetString(asked.get(), route.resume_request, resume_token);
    platform::rpc::Call call;
    call.now = clock_.Now();
    call.deadline = absl::Now() + kLongestStream;
    call.trace = platform::rpc::Trace::Parse("");
    return upstream_.Open(route, call, caller, *asked);
  };
  return std::make_shared<Board>(route, open, [this] {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    wake_.notify_all();
  });
}

void Boards::Run() {
  std::unique_lock lock(mutex_);
  absl::Time due = absl::InfinitePast();
  while (!stopping_) {
    const absl::Duration left = std::clamp(due - absl::Now(), absl::ZeroDuration(), kLongestSleep);
    wake_.wait_for(lock, absl::ToChronoMicroseconds(left), [this] { return woken_ || stopping_; });
    woken_ = false;
    const std::vector<std::shared_ptr<Board>> idle = TakeIdle(absl::Now());
    std::vector<std::shared_ptr<Board>> boards;
    boards.swap(replaced_);
    for (const auto& [key, board] : boards_) boards.push_back(board);
    lock.unlock();
    for (const auto& board : idle) board->Stop();  // which waits for a thread that may want the lock
    due = absl::InfiniteFuture();
    for (const auto& board : boards) due = std::min(due, board->Tick(absl::Now()));
    boards.clear();
    lock.lock();
    wake_.wait_for(lock, absl::ToChronoMicroseconds(kTogether), [this] { return stopping_; });
  }
}

// Nobody can enter one that was taken.
std::vector<std::shared_ptr<Board>> Boards::TakeIdle(absl::Time now) {
  std::vector<std::shared_ptr<Board>> idle;
  for (auto at = boards_.begin(); at != boards_.end();) {
    if (at->second->idle_since() + kKept > now) {
      ++at;
      continue;
    }
    idle.push_back(std::move(at->second));
    at = boards_.erase(at);
  }
  return idle;
}

int Boards::open() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(boards_.size());
}

int Boards::watchers() const {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const auto& [key, board] : boards_) count += board->watchers();
  return count;
}

}  // namespace mimamori::http
