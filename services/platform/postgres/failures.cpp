// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/failures.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <string>

#include "absl/strings/cord.h"
#include "services/platform/core/error.hpp"
#include "services/platform/postgres/connection.hpp"

namespace mimamori::platform::postgres {
namespace {

constexpr char kConstraint[] = "mimamori/constraint";
constexpr char kSqlState[] = "mimamori/sqlstate";

std::string PayloadOf(const absl::Status& status, const char* key) {
  const auto payload = status.GetPayload(key);
  return payload ? std::string(*payload) : std::string();
}

const char* ReasonFor(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kAborted:
      return "DATABASE_CONFLICT";
    case absl::StatusCode::kDeadlineExceeded:
      return "DATABASE_TIMEOUT";
    case absl::StatusCode::kResourceExhausted:
      return "DATABASE_FULL";
    case absl::StatusCode::kUnavailable:
      return "DATABASE_LOST";
    default:
      return nullptr;  // the store knows what the broken constraint means
  }
}

}  // namespace

absl::StatusCode CodeOf(std::string_view sqlstate) {
  if (sqlstate == "23505") return absl::StatusCode::kAlreadyExists;
  if (sqlstate == "23503" || sqlstate == "23514" || sqlstate == "23P01") return absl::StatusCode::kFailedPrecondition;
  if (sqlstate == "40001" || sqlstate == "40P01") return absl::StatusCode::kAborted;
  if (sqlstate == "57014") return absl::StatusCode::kDeadlineExceeded;
  if (sqlstate.starts_with("53")) return absl::StatusCode::kResourceExhausted;
  if (sqlstate.starts_with("08") || sqlstate.starts_with("57P")) return absl::StatusCode::kUnavailable;
  return absl::StatusCode::kInternal;
}

absl::Status CheckResult(const pg_result* result, std::string_view what) {
  const ExecStatusType kind = PQresultStatus(result);
  if (kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK || kind == PGRES_EMPTY_QUERY) return absl::OkStatus();
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (field == nullptr) return LostFailure(what);  // libpq's own words: the connection broke
  const std::string_view sqlstate = field;
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  // Never DETAIL, nor the sentences of class 22 ("invalid input syntax for type uuid: …"): they quote values.
  const bool quotes = sqlstate.starts_with("22");
  const std::string sentence =
      fmt::format("{}: {} ({})", what, quotes || !primary ? "the database refused a value" : primary, sqlstate);
  const absl::StatusCode code = CodeOf(sqlstate);
  const char* reason = ReasonFor(code);
  absl::Status status = reason ? Failure(code, reason, sentence) : absl::Status(code, sentence);
  status.SetPayload(kSqlState, absl::Cord(absl::string_view(sqlstate.data(), sqlstate.size())));
  if (const char* constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME)) {
    status.SetPayload(kConstraint, absl::Cord(constraint));
  }
  return status;
}

absl::Status LostFailure(std::string_view what) {
  return Failure(absl::StatusCode::kUnavailable, "DATABASE_LOST",
                 fmt::format("{}: the database connection was lost", what));
}

absl::Status CommitUnknownFailure() {
  return Failure(absl::StatusCode::kUnavailable, "COMMIT_UNKNOWN",
                 "the database did not say whether the change was kept; ask again with the same request id");
}

std::string ConstraintOf(const absl::Status& status) { return PayloadOf(status, kConstraint); }
std::string SqlStateOf(const absl::Status& status) { return PayloadOf(status, kSqlState); }

}  // namespace mimamori::platform::postgres
