// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/platform/core/id.hpp"

struct pg_conn;
struct pg_result;

namespace mimamori::platform::postgres {

// A query and the name it goes by in logs, metrics and pg_prepared_statements. A constant above the function that runs
// it.
struct Statement {
  const char* name;
  const char* sql;
};

// Parameters $1, $2, … in order, in PostgreSQL's binary format. The server infers the types of a statement's
// parameters; a parameter of another type makes Run fail with INTERNAL and a sentence that names both, so cast where
// the type is not clear from the context (`$1::timestamptz - $2::interval`). Text also serves for enums and domains.
class Params {
 public:
  Params& Int8(int64_t value);
  Params& Int4(int32_t value);
  Params& Int2(int16_t value);
  Params& Bool(bool value);
  Params& Text(std::string_view value);
  Params& Bytes(std::string_view value);
  Params& Uuid(const platform::Uuid& value);
  Params& Time(absl::Time value);        // microseconds, rounded down; InfiniteFuture/-Past become ±infinity
  Params& Date(absl::CivilDay value);    // CivilDay::max() and ::min() become ±infinity
  Params& Json(std::string_view value);  // jsonb
  Params& Null();                        // of any type the statement infers
  template <class T, class Adder>
  Params& Optional(const std::optional<T>& value, Adder adder) {
    return value ? (this->*adder)(*value) : Null();
  }
  Params& Int8Array(std::span<const int64_t> values);
  Params& Int4Array(std::span<const int32_t> values);
  Params& Int2Array(std::span<const int16_t> values);
  Params& BoolArray(const std::vector<bool>& values);
  Params& TextArray(std::span<const std::string> values);
  Params& BytesArray(std::span<const std::string> values);
  Params& UuidArray(std::span<const platform::Uuid> values);
  Params& TimeArray(std::span<const absl::Time> values);
  Params& DateArray(std::span<const absl::CivilDay> values);

 private:
  friend class Connection;
  struct Value {
    uint32_t type;
    bool null;
    std::string bytes;
  };
  std::vector<Value> values_;
};

// Binary results. A column read as another type than the statement returns aborts: the prepare-every-statement test and
// the first run find it.
class Rows {
 public:
  int size() const;
  bool empty() const { return size() == 0; }
  int64_t affected() const;  // rows changed by INSERT, UPDATE, DELETE
  bool IsNull(int row, int column) const;
  int64_t Int8(int row, int column) const;
  int32_t Int4(int row, int column) const;
  int16_t Int2(int row, int column) const;
  bool Bool(int row, int column) const;
  std::string_view Text(int row, int column) const;  // text, varchar, name; valid as long as the Rows
  std::string_view Bytes(int row, int column) const;
  platform::Uuid Uuid(int row, int column) const;
  absl::Time Time(int row, int column) const;
  absl::CivilDay Date(int row, int column) const;
  std::string Json(int row, int column) const;  // json, jsonb
  // One-dimensional arrays; a NULL element aborts.
  std::vector<int64_t> Int8Array(int row, int column) const;
  std::vector<int32_t> Int4Array(int row, int column) const;
  std::vector<int16_t> Int2Array(int row, int column) const;
  std::vector<bool> BoolArray(int row, int column) const;
  std::vector<std::string> TextArray(int row, int column) const;
  std::vector<std::string> BytesArray(int row, int column) const;
  std::vector<platform::Uuid> UuidArray(int row, int column) const;
  std::vector<absl::Time> TimeArray(int row, int column) const;
  std::vector<absl::CivilDay> DateArray(int row, int column) const;

 private:
  friend class Connection;
  explicit Rows(std::shared_ptr<pg_result> result);
  std::shared_ptr<pg_result> result_;
};

enum class Isolation { kReadCommitted, kRepeatableRead, kSerializable };

// One session. Not thread-safe; borrow one from the pool.
//
// Failures, by SQLSTATE, in one function (failures.cpp): 23505 ALREADY_EXISTS, 23503/23514/23P01 FAILED_PRECONDITION,
// 40001/40P01 ABORTED (DATABASE_CONFLICT), 57014 DEADLINE_EXCEEDED (DATABASE_TIMEOUT), 53xxx RESOURCE_EXHAUSTED
// (DATABASE_FULL), 08xxx/57Pxx and a lost connection UNAVAILABLE (DATABASE_LOST), others INTERNAL. DETAIL is never
// read, nor is the sentence of class 22: they can quote personal values.
//
// DATABASE_LOST says nothing about whether a statement outside Transact took effect; an idempotency key does.
class Connection {
 public:
  // `conninfo` is libpq's ("host=/run/x dbname=visit user=visit passfile=…"); connects within 5 s, or by the deadline.
  // UNAVAILABLE, reason DATABASE_UNREACHABLE, with libpq's sentence.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& conninfo,
                                                          absl::Time deadline = absl::InfiniteFuture());
  ~Connection();
  Connection(const Connection&) = delete;

  // Prepares on first use, then runs, in one round trip with whatever must go before it (BEGIN, a new time limit).
  //
  // The server's statement_timeout is what is left of the deadline less 20 ms, rounded down to four significant bits
  // (at most an eighth less), so that the setting is sent only when it changes materially. If the server stays silent
  // until 250 ms past the deadline, the session is given up as lost.
  absl::StatusOr<Rows> Run(const Statement& statement, const Params& params = {});
  absl::Status Prepare(const Statement& statement);
  // Several commands without parameters: migrations, SET. Not for BEGIN and COMMIT: Pool::Transact does those.
  absl::Status Script(const std::string& sql);

  // Applies to the calls that follow; InfiniteFuture for none. The pool and transactions set it.
  void SetDeadline(absl::Time deadline) { deadline_ = deadline; }
  absl::Time deadline() const { return deadline_; }
  bool broken() const;                                       // the session is lost; the pool throws it away
  bool commit_in_doubt() const { return commit_in_doubt_; }  // COMMIT was sent and no clear answer came

  pg_conn* raw() { return raw_; }  // LISTEN and COPY

 private:
  friend class Pool;
  struct Prepared {
    std::string sql;
    std::vector<uint32_t> types;  // of the parameters, as the server inferred them
  };

  explicit Connection(pg_conn* raw);

  // A transaction. Begin sends nothing: BEGIN travels with the first statement.
  void Begin(Isolation isolation);
  absl::Status Commit();
  void Rollback();  // a session that can't be rolled back within a second is broken
  bool in_transaction() const;
  bool conflicted() const { return conflicted_; }  // 40001 or 40P01 since Begin
  bool usable();                                   // idle, and nothing was heard that would mean the server hung up

  absl::Status CheckTime() const;
  absl::StatusOr<const Prepared*> PreparedFor(const Statement& statement);
  // One pipeline: what must go before, then the commands that `queue` adds; gives the last one's result.
  template <class Queue>
  absl::StatusOr<std::shared_ptr<pg_result>> Pipeline(const char* what, Queue queue);
  absl::StatusOr<std::shared_ptr<pg_result>> ReadToSync(const char* what, absl::Time until);
  absl::Status Simple(const char* what, const std::string& sql, absl::Time until);
  bool Flush(absl::Time until);
  bool NextResult(absl::Time until, std::shared_ptr<pg_result>& result);
  absl::Status Lost(const char* what, absl::Time until);
  absl::Status Noted(absl::Status failure);
  absl::Time GiveUpAt() const;
  int64_t WantedTimeout() const;
  static void Listen(void* self, const pg_result* notice);

  pg_conn* raw_;
  absl::Time deadline_ = absl::InfiniteFuture();
  int64_t server_timeout_ms_ = 0;  // what the session has; -1 when a rollback may have undone the last SET
  bool begin_pending_ = false;
  Isolation isolation_ = Isolation::kReadCommitted;
  bool lost_ = false;
  bool conflicted_ = false;
  bool standby_skipped_ = false;  // the wait for a synchronous standby was cancelled
  bool commit_in_doubt_ = false;
  std::unordered_map<std::string, Prepared> prepared_;
};

// The name of the broken constraint ("stays_request_key"), or empty.
std::string ConstraintOf(const absl::Status& status);
// The five characters the server failed with ("40001"), or empty.
std::string SqlStateOf(const absl::Status& status);

}  // namespace mimamori::platform::postgres
