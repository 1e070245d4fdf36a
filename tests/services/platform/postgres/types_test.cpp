// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "services/platform/postgres/connection.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

using Unit = std::numeric_limits<int64_t>;

class TypesTest : public testing::Test {
 protected:
  Rows Ask(const char* sql, const Params& params = {}) {
    const std::string name = "ask_" + std::to_string(next_++);
    auto rows = connection_->Run({name.c_str(), sql}, params);
    if (!rows.ok()) ADD_FAILURE() << sql << ": " << rows.status();
    return *rows;
  }

  tests::ScratchDatabase database_{"visit", {}};
  std::unique_ptr<Connection> connection_ = *Connection::Open(database_.Conninfo());
  int next_ = 0;
};

// What was sent comes back, and the server sees in it what it should.
template <class T>
struct RoundTrip {
  T value;
  const char* text;  // as the server writes it
};

TEST_F(TypesTest, CarriesNumbers) {
  for (const auto& c : {RoundTrip<int64_t>{0, "0"},
                        {-1, "-1"},
                        {Unit::max(), "9223372036854775807"},
                        {Unit::min(), "-9223372036854775808"}}) {
    SCOPED_TRACE(c.text);
    const Rows rows = Ask("SELECT $1::bigint, ($1::bigint)::text", Params().Int8(c.value));
    EXPECT_EQ(rows.Int8(0, 0), c.value);
    EXPECT_EQ(rows.Text(0, 1), c.text);
  }
  for (const auto& c :
       {RoundTrip<int32_t>{0, "0"}, {-2, "-2"}, {2147483647, "2147483647"}, {-2147483647 - 1, "-2147483648"}}) {
    SCOPED_TRACE(c.text);
    const Rows rows = Ask("SELECT $1::integer, ($1::integer)::text", Params().Int4(c.value));
    EXPECT_EQ(rows.Int4(0, 0), c.value);
    EXPECT_EQ(rows.Text(0, 1), c.text);
  }
  for (const auto& c : {RoundTrip<int16_t>{0, "0"}, {-3, "-3"}, {32767, "32767"}, {-32768, "-32768"}}) {
    SCOPED_TRACE(c.text);
    const Rows rows = Ask("SELECT $1::smallint, ($1::smallint)::text", Params().Int2(c.value));
    EXPECT_EQ(rows.Int2(0, 0), c.value);
    EXPECT_EQ(rows.Text(0, 1), c.text);
  }
  for (const auto& c : {RoundTrip<bool>{true, "true"}, {false, "false"}}) {
    SCOPED_TRACE(c.text);
    const Rows rows = Ask("SELECT $1::boolean, ($1::boolean)::text", Params().Bool(c.value));
    EXPECT_EQ(rows.Bool(0, 0), c.value);
    EXPECT_EQ(rows.Text(0, 1), c.text);
  }
}

TEST_F(TypesTest, CarriesTextAndBytes) {
  for (const std::string& text :
       {std::string(), std::string("見守り 😷"), std::string("it's \\ \"so\"\n"), std::string(100'000, 'x')}) {
    const Rows rows = Ask("SELECT $1::text, length($1::text), $1::text::varchar(200000)", Params().Text(text));
    EXPECT_EQ(rows.Text(0, 0), text);
    EXPECT_EQ(rows.Text(0, 2), text);
  }
  for (const std::string& bytes : {std::string(), std::string("\0\1\xff\xfe", 4), std::string(70'000, '\0')}) {
    const Rows rows = Ask("SELECT $1::bytea, octet_length($1::bytea)", Params().Bytes(bytes));
    EXPECT_EQ(rows.Bytes(0, 0), bytes);
    EXPECT_EQ(rows.Int4(0, 1), static_cast<int32_t>(bytes.size()));
  }
}

TEST_F(TypesTest, CarriesUuids) {
  const Uuid uuid = *ParseUuid("0190f5d2-0001-7abc-8def-0123456789ab");
  const Rows rows = Ask("SELECT $1::uuid, ($1::uuid)::text", Params().Uuid(uuid));
  EXPECT_EQ(rows.Uuid(0, 0), uuid);
  EXPECT_EQ(rows.Text(0, 1), "0190f5d2-0001-7abc-8def-0123456789ab");
}

TEST_F(TypesTest, CarriesTimes) {
  const RoundTrip<absl::Time> cases[] = {
      {absl::FromUnixMicros(0), "1970-01-01 00:00:00+00"},
      {absl::FromCivil(absl::CivilSecond(2000, 1, 1), absl::UTCTimeZone()), "2000-01-01 00:00:00+00"},
      {absl::FromUnixMicros(1714564800'000001), "2024-05-01 12:00:00.000001+00"},
      {absl::FromUnixMicros(-1), "1969-12-31 23:59:59.999999+00"},
      {absl::FromCivil(absl::CivilSecond(1, 1, 1), absl::UTCTimeZone()), "0001-01-01 00:00:00+00"},
      {absl::FromCivil(absl::CivilSecond(9999, 12, 31, 23, 59, 59), absl::UTCTimeZone()), "9999-12-31 23:59:59+00"},
      {absl::InfiniteFuture(), "infinity"},
      {absl::InfinitePast(), "-infinity"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const Rows rows = Ask("SELECT $1::timestamptz, ($1::timestamptz)::text", Params().Time(c.value));
    EXPECT_EQ(rows.Time(0, 0), c.value);
    EXPECT_EQ(rows.Text(0, 1), c.text);
  }
}

TEST_F(TypesTest, RoundsTimesDownToMicroseconds) {
  const absl::Time whole = absl::FromUnixMicros(1714564800'000001);
  EXPECT_EQ(Ask("SELECT $1::timestamptz", Params().Time(whole + absl::Nanoseconds(999))).Time(0, 0), whole);
  const absl::Time early = absl::FromUnixMicros(-1);
  EXPECT_EQ(Ask("SELECT $1::timestamptz", Params().Time(early + absl::Nanoseconds(999))).Time(0, 0), early);
}

TEST_F(TypesTest, RefusesTimesThatTheServerCannotHold) {
  const absl::Time times[] = {absl::FromUnixSeconds(Unit::min()), absl::FromUnixSeconds(Unit::max())};
  for (const absl::Time time : times) {
    const auto rows = connection_->Run({"far", "SELECT $1::timestamptz"}, Params().Time(time));
    EXPECT_EQ(SqlStateOf(rows.status()), "22008") << time;
  }
}

TEST_F(TypesTest, CarriesDates) {
  const RoundTrip<absl::CivilDay> cases[] = {
      {absl::CivilDay(2000, 1, 1), "2000-01-01"},   {absl::CivilDay(2024, 2, 29), "2024-02-29"},
      {absl::CivilDay(1969, 12, 31), "1969-12-31"}, {(absl::CivilDay::max)(), "infinity"},
      {(absl::CivilDay::min)(), "-infinity"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const Rows rows = Ask("SELECT $1::date, ($1::date)::text", Params().Date(c.value));
    EXPECT_EQ(rows.Date(0, 0), c.value);
    EXPECT_EQ(rows.Text(0, 1), c.text);
  }
}

TEST_F(TypesTest, CarriesJson) {
  const Rows rows = Ask("SELECT $1::jsonb, $1::jsonb->>'a', '{\"b\": 2}'::json", Params().Json(R"({"a":"ä"})"));
  EXPECT_EQ(rows.Json(0, 0), R"({"a": "ä"})");
  EXPECT_EQ(rows.Text(0, 1), "ä");
  EXPECT_EQ(rows.Json(0, 2), R"({"b": 2})");
}

TEST_F(TypesTest, CarriesNullsOfEveryType) {
  for (const char* type : {"bigint", "integer", "smallint", "boolean", "text", "bytea", "uuid", "timestamptz", "date",
                           "jsonb", "bigint[]", "text[]"}) {
    SCOPED_TRACE(type);
    const std::string sql = std::string("SELECT $1::") + type;
    EXPECT_TRUE(Ask(sql.c_str(), Params().Null()).IsNull(0, 0));
  }
  EXPECT_TRUE(Ask("SELECT $1::integer", Params().Optional(std::optional<int32_t>(), &Params::Int4)).IsNull(0, 0));
  EXPECT_EQ(Ask("SELECT $1::integer", Params().Optional(std::optional<int32_t>(7), &Params::Int4)).Int4(0, 0), 7);
}

TEST_F(TypesTest, CarriesArraysEmptyOnesToo) {
  const Uuid a = RandomUuid(), b = RandomUuid();
  const absl::Time noon = absl::FromUnixSeconds(1714564800);
  const auto both = [&](auto all, auto adder, auto reader, const char* type) {
    SCOPED_TRACE(type);
    const std::string sql = std::string("SELECT $1::") + type + ", cardinality($1::" + type + ")";
    for (const bool empty : {false, true}) {
      const auto values = empty ? decltype(all)() : all;
      const Rows rows = Ask(sql.c_str(), (Params().*adder)(values));
      EXPECT_EQ((rows.*reader)(0, 0), values);
      EXPECT_EQ(rows.Int4(0, 1), static_cast<int32_t>(values.size()));
    }
  };
  both(std::vector<int64_t>{1, -2, Unit::max()}, &Params::Int8Array, &Rows::Int8Array, "bigint[]");
  both(std::vector<int32_t>{1, -2, 3}, &Params::Int4Array, &Rows::Int4Array, "integer[]");
  both(std::vector<int16_t>{1, -2, 3}, &Params::Int2Array, &Rows::Int2Array, "smallint[]");
  both(std::vector<bool>{true, false, true}, &Params::BoolArray, &Rows::BoolArray, "boolean[]");
  both(std::vector<std::string>{"", "見", "a,b{}\""}, &Params::TextArray, &Rows::TextArray, "text[]");
  both(std::vector<std::string>{"", std::string("\0\xff", 2)}, &Params::BytesArray, &Rows::BytesArray, "bytea[]");
  both(std::vector<Uuid>{a, b}, &Params::UuidArray, &Rows::UuidArray, "uuid[]");
  both(std::vector<absl::Time>{noon, absl::InfiniteFuture(), absl::InfinitePast()}, &Params::TimeArray,
       &Rows::TimeArray, "timestamptz[]");
  both(std::vector<absl::CivilDay>{absl::CivilDay(2024, 5, 1), (absl::CivilDay::max)()}, &Params::DateArray,
       &Rows::DateArray, "date[]");
}

TEST_F(TypesTest, UnnestsArraysSideBySide) {
  const Rows rows =
      Ask("SELECT n, t FROM unnest($1::bigint[], $2::text[]) AS u (n, t) ORDER BY n",
          Params().Int8Array(std::vector<int64_t>{2, 1}).TextArray(std::vector<std::string>{"two", "one"}));
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows.Text(0, 1), "one");
  EXPECT_EQ(rows.Int8(1, 0), 2);
}

TEST_F(TypesTest, TakesTextForEnums) {
  ASSERT_TRUE(connection_->Script("CREATE TYPE mood AS ENUM ('calm', 'tired')").ok());
  EXPECT_EQ(Ask("SELECT $1::mood", Params().Text("tired")).Text(0, 0), "tired");
}

TEST_F(TypesTest, SaysWhichParameterHasTheWrongType) {
  const auto rows = connection_->Run({"wrong", "SELECT $1::bigint, $2::timestamptz"}, Params().Int8(1).Date({}));
  EXPECT_EQ(rows.status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(rows.status().message(), "wrong: parameter $2 is timestamptz, given date");
  const auto fewer = connection_->Run({"wrong", "SELECT $1::bigint, $2::timestamptz"}, Params().Int8(1));
  EXPECT_EQ(fewer.status().message(), "wrong: takes 2 parameters, given 1");
}

using TypesDeathTest = TypesTest;

TEST_F(TypesDeathTest, AbortsWhenAColumnIsReadAsSomethingElse) {
  const Rows rows = Ask("SELECT 1::integer AS n, NULL::bigint AS b, ARRAY[1, NULL]::integer[] AS a");
  EXPECT_DEATH((void)rows.Int8(0, 0), "column 0 \\(n\\) has type 23, read as type 20");
  EXPECT_DEATH((void)rows.Int8(0, 1), "column 1 \\(b\\) is NULL");
  EXPECT_DEATH((void)rows.Int4Array(0, 2), "NULL element");
}

}  // namespace
}  // namespace mimamori::platform::postgres
