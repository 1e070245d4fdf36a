// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/connection.hpp"

#include <errno.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/failures.hpp"
#include "services/platform/postgres/wire.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr absl::Duration kConnectTime = absl::Seconds(5);
constexpr absl::Duration kMargin = absl::Milliseconds(20);    // the server stops this long before the caller gives up
constexpr absl::Duration kSilence = absl::Milliseconds(250);  // and has this long to say so after the deadline
constexpr absl::Duration kRollbackTime = absl::Seconds(1);

// Waits until the socket can be read (or written); false when `until` passes first.
bool WaitFor(int socket, short events, absl::Time until) {
  pollfd item{.fd = socket, .events = events, .revents = 0};
  while (true) {
    const absl::Duration left = until - absl::Now();
    const int64_t ms =
        until == absl::InfiniteFuture() ? -1 : absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)));
    if (until != absl::InfiniteFuture() && ms < 0) return false;
    const int ready = poll(&item, 1, static_cast<int>(std::min<int64_t>(ms, 1'000'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // let libpq say what is wrong
    if (ready == 0 && absl::Now() >= until) return false;
  }
}

const char* BeginCommand(Isolation isolation) {
  switch (isolation) {
    case Isolation::kRepeatableRead:
      return "BEGIN ISOLATION LEVEL REPEATABLE READ";
    case Isolation::kSerializable:
      return "BEGIN ISOLATION LEVEL SERIALIZABLE";
    case Isolation::kReadCommitted:
      break;
  }
  return "BEGIN";
}

std::string TypeName(uint32_t type) {
  static constexpr struct {
    uint32_t type;
    const char* name;
  } kNames[] = {{wire::kBool, "boolean"},
                {wire::kBytea, "bytea"},
                {wire::kInt8, "bigint"},
                {wire::kInt2, "smallint"},
                {wire::kInt4, "integer"},
                {wire::kText, "text"},
                {wire::kJson, "json"},
                {wire::kVarchar, "varchar"},
                {wire::kDate, "date"},
                {wire::kTimestamptz, "timestamptz"},
                {wire::kUuid, "uuid"},
                {wire::kJsonb, "jsonb"},
                {wire::kBoolArray, "boolean[]"},
                {wire::kByteaArray, "bytea[]"},
                {wire::kInt2Array, "smallint[]"},
                {wire::kInt4Array, "integer[]"},
                {wire::kTextArray, "text[]"},
                {wire::kInt8Array, "bigint[]"},
                {wire::kDateArray, "date[]"},
                {wire::kTimestamptzArray, "timestamptz[]"},
                {wire::kUuidArray, "uuid[]"}};
  for (const auto& known : kNames) {
    if (known.type == type) return known.name;
  }
  return fmt::format("type {}", type);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& conninfo, absl::Time deadline) {
  const char* const keywords[] = {"fallback_application_name", "client_encoding", "dbname", nullptr};
  const char* const values[] = {program_invocation_short_name, "UTF8", conninfo.c_str(), nullptr};
  const absl::Time until = std::min(deadline, absl::Now() + kConnectTime);
  std::unique_ptr<Connection> connection(new Connection(PQconnectStartParams(keywords, values, /*expand_dbname=*/1)));
  PGconn* raw = connection->raw_;
  PostgresPollingStatusType state = PQstatus(raw) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  bool in_time = true;
  while (in_time && state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    in_time = WaitFor(PQsocket(raw), state == PGRES_POLLING_READING ? POLLIN : POLLOUT, until);
    if (in_time) state = PQconnectPoll(raw);
  }
  if (state != PGRES_POLLING_OK) {
    return Failure(
        absl::StatusCode::kUnavailable, "DATABASE_UNREACHABLE",
        fmt::format("cannot open a database session: {}", in_time ? PQerrorMessage(raw) : "no answer in time"));
  }
  RETURN_IF_ERROR(connection->Simple(
      "open", "SET TimeZone = 'UTC'; SET client_min_messages = warning; SET statement_timeout = 0", until + kSilence));
  return connection;
}

Connection::Connection(pg_conn* raw) : raw_(raw) { PQsetNoticeReceiver(raw_, &Connection::Listen, this); }

Connection::~Connection() { PQfinish(raw_); }

// A commit whose wait for a synchronous standby was cancelled reports success and this warning (syncrep.c). The
// function's name is looked at first because the sentence can be translated. FATAL is heard here when the session
// idles.
void Connection::Listen(void* self, const pg_result* notice) {
  auto* const connection = static_cast<Connection*>(self);
  const char* routine = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
  const char* sentence = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
  const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if ((routine && std::strcmp(routine, "SyncRepWaitForLSN") == 0) ||
      (sentence && std::strstr(sentence, "wait for synchronous replication") != nullptr)) {
    connection->standby_skipped_ = true;
  }
  if (severity && (std::strcmp(severity, "FATAL") == 0 || std::strcmp(severity, "PANIC") == 0))
    connection->lost_ = true;
}

absl::StatusOr<Rows> Connection::Run(const Statement& statement, const Params& params) {
  RETURN_IF_ERROR(CheckTime());
  ASSIGN_OR_RETURN(const Prepared* const prepared, PreparedFor(statement));
  const auto& given = params.values_;
  if (given.size() != prepared->types.size()) {
    return absl::InternalError(
        fmt::format("{}: takes {} parameters, given {}", statement.name, prepared->types.size(), given.size()));
  }
  std::vector<const char*> values(given.size());
  std::vector<int> lengths(given.size());
  const std::vector<int> formats(given.size(), 1);
  for (size_t i = 0; i < given.size(); ++i) {
    const uint32_t wanted = prepared->types[i];
    if (!given[i].null && given[i].type != wanted && !(given[i].type == wire::kText && wire::IsTextual(wanted))) {
      return absl::InternalError(fmt::format("{}: parameter ${} is {}, given {}", statement.name, i + 1,
                                             TypeName(wanted), TypeName(given[i].type)));
    }
    values[i] = given[i].null ? nullptr : given[i].bytes.data();
    lengths[i] = static_cast<int>(given[i].bytes.size());
  }
  ASSIGN_OR_RETURN(auto result, Pipeline(statement.name, [&] {
                     return PQsendQueryPrepared(raw_, statement.name, static_cast<int>(values.size()), values.data(),
                                                lengths.data(), formats.data(), /*resultFormat=*/1);
                   }));
  if (standby_skipped_ && !in_transaction()) return CommitUnknownFailure();
  return Rows(std::move(result));
}

absl::Status Connection::Prepare(const Statement& statement) { return PreparedFor(statement).status(); }

absl::StatusOr<const Connection::Prepared*> Connection::PreparedFor(const Statement& statement) {
  if (const auto found = prepared_.find(statement.name); found != prepared_.end()) {
    if (found->second.sql == statement.sql) return &found->second;
    return absl::InternalError(fmt::format("two statements are named {}", statement.name));
  }
  ASSIGN_OR_RETURN(const auto described, Pipeline(statement.name, [&] {
                     return PQsendPrepare(raw_, statement.name, statement.sql, 0, nullptr) &&
                            PQsendDescribePrepared(raw_, statement.name);
                   }));
  Prepared prepared{.sql = statement.sql, .types = {}};
  for (int i = 0; i < PQnparams(described.get()); ++i) prepared.types.push_back(PQparamtype(described.get(), i));
  return &prepared_.emplace(statement.name, std::move(prepared)).first->second;
}

absl::Status Connection::Script(const std::string& sql) {
  RETURN_IF_ERROR(CheckTime());
  // A setting made in the same query would come too late for it.
  const bool failed = PQtransactionStatus(raw_) == PQTRANS_INERROR;  // takes nothing but ROLLBACK
  if (const int64_t wanted = WantedTimeout(); wanted != server_timeout_ms_ && !begin_pending_ && !failed) {
    RETURN_IF_ERROR(Simple("timeout", fmt::format("SET statement_timeout = {}", wanted), GiveUpAt()));
    server_timeout_ms_ = wanted;
  }
  const bool begin = std::exchange(begin_pending_, false);
  if (!begin) return Simple("script", sql, GiveUpAt());
  return Simple("script", fmt::format("{}; {}", BeginCommand(isolation_), sql), GiveUpAt());
}

template <class Queue>
absl::StatusOr<std::shared_ptr<pg_result>> Connection::Pipeline(const char* what, Queue queue) {
  if (broken()) return LostFailure(what);
  const absl::Time until = GiveUpAt();
  const int64_t timeout = WantedTimeout();
  const bool begin = std::exchange(begin_pending_, false);
  if (!in_transaction()) standby_skipped_ = false;
  const auto send = [&](const std::string& command) {
    return PQsendQueryParams(raw_, command.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) == 1;
  };
  PQsetnonblocking(raw_, 1);
  const bool queued = PQenterPipelineMode(raw_) == 1 &&
                      (timeout == server_timeout_ms_ || send(fmt::format("SET statement_timeout = {}", timeout))) &&
                      (!begin || send(BeginCommand(isolation_))) && queue() && PQpipelineSync(raw_) == 1 &&
                      Flush(until);
  if (!queued) return Lost(what, until);
  auto result = ReadToSync(what, until);
  if (!lost_) {
    PQexitPipelineMode(raw_);
    PQsetnonblocking(raw_, 0);
  }
  if (!result.ok()) return Noted(result.status());  // the SET went with what failed
  server_timeout_ms_ = timeout;
  return result;
}

absl::StatusOr<std::shared_ptr<pg_result>> Connection::ReadToSync(const char* what, absl::Time until) {
  std::shared_ptr<pg_result> last;
  absl::Status failure;
  int silent = 0;  // between two commands' results comes one nullptr; a dead session gives nothing else
  while (true) {
    std::shared_ptr<pg_result> result;
    if (!NextResult(until, result)) return Lost(what, until);
    if (!result) {
      if (PQstatus(raw_) == CONNECTION_BAD || ++silent > 1) return failure.ok() ? Lost(what, until) : Noted(failure);
      continue;
    }
    silent = 0;
    const ExecStatusType kind = PQresultStatus(result.get());
    if (kind == PGRES_PIPELINE_SYNC) break;
    if (kind == PGRES_PIPELINE_ABORTED) continue;
    if (failure.ok()) failure = CheckResult(result.get(), what);
    last = std::move(result);
  }
  if (!failure.ok()) return failure;
  return last;
}

// The simple protocol: BEGIN to ROLLBACK, migrations.
absl::Status Connection::Simple(const char* what, const std::string& sql, absl::Time until) {
  if (broken()) return LostFailure(what);
  PQsetnonblocking(raw_, 1);
  if (PQsendQuery(raw_, sql.c_str()) != 1 || !Flush(until)) return Lost(what, until);
  absl::Status failure;
  while (true) {
    std::shared_ptr<pg_result> result;
    if (!NextResult(until, result)) return Lost(what, until);
    if (!result) break;
    if (failure.ok()) failure = CheckResult(result.get(), what);
    if (PQstatus(raw_) == CONNECTION_BAD) return failure.ok() ? Lost(what, until) : Noted(failure);
  }
  PQsetnonblocking(raw_, 0);
  return failure.ok() ? failure : Noted(failure);
}

bool Connection::Flush(absl::Time until) {
  while (true) {
    const int left = PQflush(raw_);
    if (left <= 0) return left == 0;
    // A server that is itself blocked on sending must be listened to.
    if (!WaitFor(PQsocket(raw_), POLLIN | POLLOUT, until)) return false;
    if (PQconsumeInput(raw_) != 1) return false;
  }
}

// False when the server stays silent. A closed connection is libpq's to report, as a result or as none.
bool Connection::NextResult(absl::Time until, std::shared_ptr<pg_result>& result) {
  while (PQisBusy(raw_)) {
    if (!WaitFor(PQsocket(raw_), POLLIN, until)) return false;
    if (PQconsumeInput(raw_) != 1) break;
  }
  result.reset(PQgetResult(raw_), PQclear);
  return true;
}

absl::Status Connection::Lost(const char* what, absl::Time until) {
  lost_ = true;
  if (PQstatus(raw_) == CONNECTION_OK && absl::Now() >= until) {
    return Failure(absl::StatusCode::kDeadlineExceeded, "DATABASE_TIMEOUT",
                   fmt::format("{}: the database did not answer in time", what));
  }
  return LostFailure(what);
}

absl::Status Connection::Noted(absl::Status failure) {
  if (failure.code() == absl::StatusCode::kAborted) conflicted_ = true;
  if (PQstatus(raw_) == CONNECTION_BAD) lost_ = true;
  return failure;
}

absl::Status Connection::CheckTime() const {
  if (deadline_ == absl::InfiniteFuture() || deadline_ - absl::Now() > kMargin) return absl::OkStatus();
  return Failure(absl::StatusCode::kDeadlineExceeded, "DATABASE_TIMEOUT", "no time is left to ask the database");
}

absl::Time Connection::GiveUpAt() const { return deadline_ + kSilence; }

int64_t Connection::WantedTimeout() const {
  if (deadline_ == absl::InfiniteFuture()) return 0;
  const int64_t left = absl::ToInt64Milliseconds(deadline_ - absl::Now() - kMargin);
  const auto ms = static_cast<uint32_t>(std::clamp<int64_t>(left, 1, 1'000'000'000));
  const int dropped = std::max(0, static_cast<int>(std::bit_width(ms)) - 4);
  return (ms >> dropped) << dropped;
}

bool Connection::broken() const { return lost_ || PQstatus(raw_) != CONNECTION_OK; }

bool Connection::in_transaction() const {
  const PGTransactionStatusType status = PQtransactionStatus(raw_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool Connection::usable() {
  if (broken() || begin_pending_ || PQpipelineStatus(raw_) != PQ_PIPELINE_OFF) return false;
  if (PQtransactionStatus(raw_) != PQTRANS_IDLE) return false;
  pollfd item{.fd = PQsocket(raw_), .events = POLLIN, .revents = 0};
  while (poll(&item, 1, 0) > 0) {
    if (PQconsumeInput(raw_) != 1) return false;
    (void)PQisBusy(raw_);  // parses what came; Listen hears a FATAL
    if (broken()) return false;
  }
  return true;
}

void Connection::Begin(Isolation isolation) {
  begin_pending_ = true;
  isolation_ = isolation;
  conflicted_ = false;
  standby_skipped_ = false;
  commit_in_doubt_ = false;
}

absl::Status Connection::Commit() {
  if (std::exchange(begin_pending_, false)) return absl::OkStatus();  // nothing was asked of the server
  if (broken()) return LostFailure("commit");
  if (PQtransactionStatus(raw_) != PQTRANS_INTRANS) {
    return absl::InternalError("the transaction went on after a failed statement; nothing of it is kept");
  }
  RETURN_IF_ERROR(CheckTime());
  commit_in_doubt_ = true;
  const absl::Status status = Simple("commit", "COMMIT", GiveUpAt());
  if (broken() || standby_skipped_) return CommitUnknownFailure();
  commit_in_doubt_ = false;
  return status;
}

void Connection::Rollback() {
  if (std::exchange(begin_pending_, false) || broken() || !in_transaction()) return;
  if (!Simple("rollback", "ROLLBACK", absl::Now() + kRollbackTime).ok()) lost_ = true;
  server_timeout_ms_ = -1;  // a SET of this transaction went with it
}

}  // namespace mimamori::platform::postgres
