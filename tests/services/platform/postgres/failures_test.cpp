// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/failures.hpp"

#include <gtest/gtest.h>

#include "services/platform/core/error.hpp"
#include "services/platform/postgres/connection.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

TEST(CodeOf, ThinksInCanonicalCodes) {
  const struct {
    const char* sqlstate;
    absl::StatusCode code;
  } cases[] = {
      {"23505", absl::StatusCode::kAlreadyExists},
      {"23503", absl::StatusCode::kFailedPrecondition},
      {"23514", absl::StatusCode::kFailedPrecondition},
      {"23P01", absl::StatusCode::kFailedPrecondition},
      {"40001", absl::StatusCode::kAborted},
      {"40P01", absl::StatusCode::kAborted},
      {"40002", absl::StatusCode::kInternal},
      {"57014", absl::StatusCode::kDeadlineExceeded},
      {"53100", absl::StatusCode::kResourceExhausted},
      {"53300", absl::StatusCode::kResourceExhausted},
      {"08006", absl::StatusCode::kUnavailable},
      {"57P01", absl::StatusCode::kUnavailable},
      {"57P03", absl::StatusCode::kUnavailable},
      {"42P01", absl::StatusCode::kInternal},
      {"22P02", absl::StatusCode::kInternal},
      {"25006", absl::StatusCode::kInternal},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.sqlstate);
    EXPECT_EQ(CodeOf(c.sqlstate), c.code);
  }
}

TEST(Failures, NameTheConstraintAndQuoteNoValue) {
  tests::EmptyDatabase database("visit");
  const auto connection = *Connection::Open(database.OwnerConninfo());
  ASSERT_TRUE(connection
                  ->Script("CREATE TABLE parents (id int PRIMARY KEY);"
                           "CREATE TABLE people (address text CONSTRAINT people_address UNIQUE,"
                           "  age int CONSTRAINT people_age CHECK (age > 0), parent int CONSTRAINT people_parent "
                           "REFERENCES parents);"
                           "INSERT INTO people VALUES ('hanako@example.jp', 1)")
                  .ok());
  const struct {
    const char* name;
    const char* sql;
    absl::StatusCode code;
    const char* constraint;
  } cases[] = {
      {"unique", "INSERT INTO people VALUES ('hanako@example.jp', 2)", absl::StatusCode::kAlreadyExists,
       "people_address"},
      {"check", "INSERT INTO people VALUES ('hanako@example.jp2', -5)", absl::StatusCode::kFailedPrecondition,
       "people_age"},
      {"foreign", "INSERT INTO people VALUES ('hanako@example.jp3', 3, 77)", absl::StatusCode::kFailedPrecondition,
       "people_parent"},
      {"malformed", "SELECT ('hanako@example.jp'||address)::uuid FROM people", absl::StatusCode::kInternal, ""},
      {"missing", "SELECT missing FROM people", absl::StatusCode::kInternal, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const absl::Status status = connection->Run({c.name, c.sql}).status();
    EXPECT_EQ(status.code(), c.code);
    EXPECT_EQ(ConstraintOf(status), c.constraint);
    EXPECT_EQ(status.ToString().find("hanako"), std::string::npos) << status;
    EXPECT_EQ(status.message().find(c.name), 0u) << status;
  }
  EXPECT_TRUE(connection->Run({"goes_on", "SELECT 1"}).ok());
}

}  // namespace
}  // namespace mimamori::platform::postgres
