// SPDX-License-Identifier: Apache-2.0
#include "services/platform/redis/redis.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <openssl/evp.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform::redis {
namespace {

using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;
using Reply = std::unique_ptr<redisReply, void (*)(void*)>;
using Steady = std::chrono::steady_clock;

absl::Status Unreachable() {
  return Failure(absl::StatusCode::kUnavailable, "REDIS_UNREACHABLE", "Redis can't be reached");
}

std::string Sha1Hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha1(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

timeval Limit(absl::Duration duration) { return absl::ToTimeval(std::max(duration, absl::Milliseconds(1))); }

// hiredis writes without MSG_NOSIGNAL: a Redis that has gone would end the process.
void IgnoreBrokenPipes() {
  struct sigaction present {};
  if (sigaction(SIGPIPE, nullptr, &present) == 0 && present.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

std::string_view TextOf(const redisReply& reply) { return {reply.str, reply.len}; }

// The first word of an error says its kind; the rest may quote keys.
absl::Status Check(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ERROR) return absl::OkStatus();
  const std::string_view kind = TextOf(reply).substr(0, TextOf(reply).find(' '));
  for (const std::string_view passing : {"LOADING", "BUSY", "OOM", "READONLY", "MASTERDOWN", "MISCONF", "TRYAGAIN"}) {
    if (kind == passing)
      return Failure(absl::StatusCode::kUnavailable, "REDIS_BUSY", fmt::format("Redis answered {}", kind));
  }
  return absl::InternalError(fmt::format("Redis answered {}", kind));
}

absl::StatusOr<std::vector<int64_t>> Integers(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_NIL) return std::vector<int64_t>();
  if (reply.type == REDIS_REPLY_INTEGER) return std::vector<int64_t>{reply.integer};
  std::vector<int64_t> out;
  bool whole = reply.type == REDIS_REPLY_ARRAY;
  for (size_t i = 0; whole && i < reply.elements; ++i) {
    whole = reply.element[i]->type == REDIS_REPLY_INTEGER;
    out.push_back(reply.element[i]->integer);
  }
  if (!whole) return absl::InternalError("the script answered with something else than integers");
  return out;
}

}  // namespace

struct Pool::State {
  std::string address;
  size_t size;
  absl::Duration timeout;
  absl::Duration backoff;

  std::mutex mutex;
  std::condition_variable freed;
  std::vector<Context> idle;
  size_t open = 0;
  bool down = false;
  Steady::time_point next_try;
  std::unordered_map<const char*, std::string> digests;

  Context Connect() const;
  absl::StatusOr<Context> Take();
  void GiveBack(Context context);
  void Fail();
  absl::StatusOr<Reply> Send(const std::vector<std::string_view>& words);
  std::string DigestOf(const Script& script);
};

Context Pool::State::Connect() const {
  const timeval limit = Limit(timeout);
  const size_t colon = address.rfind(':');
  Context context(nullptr, &redisFree);
  if (address.starts_with('/') || colon == std::string::npos) {
    context.reset(redisConnectUnixWithTimeout(address.c_str(), limit));
  } else {
    const int port = std::atoi(address.c_str() + colon + 1);
    context.reset(redisConnectWithTimeout(address.substr(0, colon).c_str(), port, limit));
  }
  if (!context || context->err != 0 || redisSetTimeout(context.get(), limit) != REDIS_OK) context.reset();
  return context;
}

absl::StatusOr<Context> Pool::State::Take() {
  if (address.empty()) return Unreachable();
  std::unique_lock lock(mutex);
  if (down) {
    const auto now = Steady::now();
    if (now < next_try) return Unreachable();
    next_try = now + absl::ToChronoNanoseconds(backoff);  // this caller tries; the others go on without
  }
  const auto until = Steady::now() + absl::ToChronoNanoseconds(timeout);
  if (!freed.wait_until(lock, until, [this] { return !idle.empty() || open < size; })) {
    return Failure(absl::StatusCode::kUnavailable, "REDIS_BUSY", "every Redis connection is in use");
  }
  if (!idle.empty()) {
    Context context = std::move(idle.back());
    idle.pop_back();
    return context;
  }
  ++open;
  lock.unlock();
  if (Context context = Connect()) return context;
  Fail();
  return Unreachable();
}

void Pool::State::GiveBack(Context context) {
  {
    const std::lock_guard lock(mutex);
    down = false;
    idle.push_back(std::move(context));
  }
  freed.notify_one();
}

// One connection is gone; the idle ones are as good as gone.
void Pool::State::Fail() {
  {
    const std::lock_guard lock(mutex);
    open -= 1 + idle.size();
    idle.clear();
    down = true;
    next_try = Steady::now() + absl::ToChronoNanoseconds(backoff);
  }
  freed.notify_all();
}

absl::StatusOr<Reply> Pool::State::Send(const std::vector<std::string_view>& words) {
  ASSIGN_OR_RETURN(Context context, Take());
  std::vector<const char*> starts;
  std::vector<size_t> lengths;
  for (const std::string_view word : words) {
    starts.push_back(word.data());
    lengths.push_back(word.size());
  }
  Reply reply(static_cast<redisReply*>(
                  redisCommandArgv(context.get(), static_cast<int>(words.size()), starts.data(), lengths.data())),
              &freeReplyObject);
  if (!reply || context->err != 0) {
    Fail();
    return Unreachable();
  }
  GiveBack(std::move(context));
  return reply;
}

std::string Pool::State::DigestOf(const Script& script) {
  const std::lock_guard lock(mutex);
  std::string& digest = digests[script.body];
  if (digest.empty()) digest = Sha1Hex(script.body);
  return digest;
}

Pool::Pool(std::string address, int size, absl::Duration timeout, absl::Duration backoff)
    : state_(std::make_unique<State>()) {
  IgnoreBrokenPipes();
  state_->address = std::move(address);
  state_->size = static_cast<size_t>(std::max(size, 1));
  state_->timeout = timeout;
  state_->backoff = backoff;
}

Pool::~Pool() = default;

absl::StatusOr<std::vector<int64_t>> Pool::Run(const Script& script, const std::vector<std::string>& keys,
                                               const std::vector<std::string>& arguments) {
  const std::string digest = state_->DigestOf(script);
  const std::string count = std::to_string(keys.size());
  std::vector<std::string_view> words{"EVALSHA", digest, count};
  words.insert(words.end(), keys.begin(), keys.end());
  words.insert(words.end(), arguments.begin(), arguments.end());
  ASSIGN_OR_RETURN(Reply reply, state_->Send(words));
  if (reply->type == REDIS_REPLY_ERROR && TextOf(*reply).starts_with("NOSCRIPT")) {
    words[0] = "EVAL";  // which keeps the script for the next time
    words[1] = script.body;
    ASSIGN_OR_RETURN(reply, state_->Send(words));
  }
  RETURN_IF_ERROR(Check(*reply));
  return Integers(*reply);
}

absl::StatusOr<std::string> Pool::Get(const std::string& key) {
  ASSIGN_OR_RETURN(const Reply reply, state_->Send({"GET", key}));
  RETURN_IF_ERROR(Check(*reply));
  if (reply->type == REDIS_REPLY_NIL) return NotFound("KEY_MISSING", "Redis has no such key");
  return std::string(TextOf(*reply));
}

absl::Status Pool::Set(const std::string& key, const std::string& value, absl::Duration ttl) {
  const std::string ms = std::to_string(std::max<int64_t>(1, absl::ToInt64Milliseconds(ttl)));
  ASSIGN_OR_RETURN(const Reply reply, state_->Send({"SET", key, value, "PX", ms}));
  return Check(*reply);
}

absl::Status Pool::Publish(const std::string& channel, const std::string& message) {
  ASSIGN_OR_RETURN(const Reply reply, state_->Send({"PUBLISH", channel, message}));
  return Check(*reply);
}

absl::Status Pool::Ping() {
  ASSIGN_OR_RETURN(const Reply reply, state_->Send({"PING"}));
  return Check(*reply);
}

}  // namespace mimamori::platform::redis
