// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/pool.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "services/platform/core/error.hpp"
#include "services/platform/postgres/failures.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr int kRepeats = 5;

// 1 to 4 ms, then up to 8, 16, … so that two transactions that collided don't collide again.
void Pause(int attempt, absl::Time deadline) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const int64_t most = 4000LL << attempt;
  const auto pause = absl::Microseconds(std::uniform_int_distribution<int64_t>(1000, most)(random));
  std::this_thread::sleep_for(absl::ToChronoMicroseconds(std::min(pause, deadline - absl::Now())));
}

}  // namespace

Pool::Pool(std::string conninfo, int size) : conninfo_(std::move(conninfo)), size_(size) {}

Pool::~Pool() = default;

std::unique_ptr<Connection> Pool::TakeIdle() {
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

absl::StatusOr<Pool::Lease> Pool::Borrow(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto free = [this] { return !idle_.empty() || open_ < size_; };
    if (deadline == absl::InfiniteFuture()) {
      freed_.wait(lock, free);
    } else if (!freed_.wait_until(lock, absl::ToChronoTime(deadline), free)) {
      return Failure(absl::StatusCode::kUnavailable, "DATABASE_BUSY", "the database is busy; try again shortly");
    }
    if (idle_.empty()) break;
    std::unique_ptr<Connection> connection = TakeIdle();
    lock.unlock();
    if (connection->usable()) {
      connection->SetDeadline(deadline);
      return Lease(this, std::move(connection));
    }
    connection.reset();  // the server hung up while it idled
    lock.lock();
    --open_;
  }
  ++open_;
  lock.unlock();
  auto opened = Connection::Open(conninfo_, deadline);
  if (opened.ok()) {
    (*opened)->SetDeadline(deadline);
    return Lease(this, *std::move(opened));
  }
  lock.lock();
  --open_;
  lock.unlock();
  freed_.notify_one();
  // libpq's sentence names hosts and files; it is not for the callers of a service.
  return Failure(absl::StatusCode::kUnavailable, "DATABASE_UNREACHABLE",
                 "the database can't be reached; try again shortly");
}

void Pool::GiveBack(std::unique_ptr<Connection> connection) {
  const bool keep = connection->usable();
  if (!keep) connection.reset();
  {
    const std::lock_guard lock(mutex_);
    if (keep) {
      idle_.push_back(std::move(connection));
    } else {
      --open_;
    }
  }
  freed_.notify_one();
}

int Pool::idle() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(idle_.size());
}

absl::StatusOr<Rows> Pool::Run(absl::Time deadline, const Statement& statement, const Params& params) {
  ASSIGN_OR_RETURN(Lease connection, Borrow(deadline));
  return connection->Run(statement, params);
}

absl::Status Pool::Transact(absl::Time deadline, const std::function<absl::Status(Connection&)>& body,
                            Isolation isolation) {
  for (int attempt = 0;; ++attempt) {
    bool again = false;
    const absl::Status status = TransactOnce(deadline, body, isolation, again);
    if (!again || attempt == kRepeats || absl::Now() >= deadline) return status;
    Pause(attempt, deadline);
  }
}

absl::Status Pool::TransactOnce(absl::Time deadline, const std::function<absl::Status(Connection&)>& body,
                                Isolation isolation, bool& again) {
  ASSIGN_OR_RETURN(Lease connection, Borrow(deadline));
  connection->Begin(isolation);
  absl::Status status = body(*connection);
  if (status.ok()) status = connection->Commit();
  if (!status.ok() && !connection->commit_in_doubt()) connection->Rollback();
  // The session knows what happened, whatever the body made of it.
  again = !status.ok() && connection->conflicted() && !connection->commit_in_doubt() && !connection->broken();
  return status;
}

}  // namespace mimamori::platform::postgres
