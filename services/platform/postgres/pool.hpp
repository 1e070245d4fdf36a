// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::platform::postgres {

// A bounded set of sessions, opened when first needed, thrown away when broken. Before a session is lent it is asked,
// without a round trip, whether the server has hung up: after a restart the first caller gets a new session, not an
// error. Thread-safe; outlives its leases.
class Pool {
 public:
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->GiveBack(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Pool(std::string conninfo, int size);
  ~Pool();

  // Waits for a free session until the deadline: UNAVAILABLE with reason DATABASE_BUSY; DATABASE_UNREACHABLE when none
  // can be opened.
  absl::StatusOr<Lease> Borrow(absl::Time deadline);

  // One statement in a session of its own. Never repeated: after UNAVAILABLE (DATABASE_LOST, COMMIT_UNKNOWN) a write
  // may or may not have been kept.
  absl::StatusOr<Rows> Run(absl::Time deadline, const Statement& statement, const Params& params = {});

  // Runs `body` between BEGIN and COMMIT. Serialization failures and deadlocks (40001, 40P01) are run again, at most
  // five times, with a short random pause, within the deadline. A commit whose result is unknown is never repeated:
  // UNAVAILABLE with reason COMMIT_UNKNOWN; the caller's idempotency key resolves it. A COMMIT answered with the
  // warning that a synchronous standby's confirmation was cancelled counts as unknown.
  //
  // A failed body or statement ends in ROLLBACK. A body that answers OK after a statement of its own failed gets
  // INTERNAL: the server keeps nothing of such a transaction. BEGIN travels with the first statement.
  absl::Status Transact(absl::Time deadline, const std::function<absl::Status(Connection&)>& body,
                        Isolation isolation = Isolation::kReadCommitted);

  int size() const { return size_; }
  int idle() const;  // for metrics

 private:
  void GiveBack(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> TakeIdle();
  absl::Status TransactOnce(absl::Time deadline, const std::function<absl::Status(Connection&)>& body,
                            Isolation isolation, bool& again);

  const std::string conninfo_;
  const int size_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int open_ = 0;
};

}  // namespace mimamori::platform::postgres
