// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "services/platform/postgres/pool.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_cluster.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::tests {
namespace {

using platform::postgres::Connection;

const std::vector<platform::EmbeddedFile> kCats{
    {"0001_create_cats.sql", "CREATE TABLE cats (name text, picture bytea); GRANT SELECT, INSERT ON cats TO visit;"}};

TEST(ChildProcess, SaysWhatItWroteAndHowItEnded) {
  ChildProcess child({.words = {"sh", "-c", "echo out; echo $WORD >&2; pwd; exit 3"},
                      .environment = {{"WORD", "err"}},
                      .folder = "/"});
  EXPECT_EQ(child.Wait(), 3);
  EXPECT_EQ(child.Output(), "out\n/\n");
  EXPECT_EQ(child.Errors(), "err\n");
  EXPECT_FALSE(child.Running());
  EXPECT_EQ(ChildProcess({.words = {"no-such-program"}, .environment = {}, .folder = "/"}).Wait(), 127);
}

TEST(ChildProcess, IsWaitedForByItsWords) {
  ChildProcess child({.words = {"sh", "-c", "echo ready >&2; exec sleep 600"}, .environment = {}, .folder = "/"});
  EXPECT_TRUE(child.WaitForText("ready"));
  EXPECT_FALSE(child.WaitForText("never", absl::Milliseconds(20)));
  EXPECT_TRUE(child.Running());
  child.Signal(SIGTERM);
  EXPECT_EQ(child.Wait(), 128 + SIGTERM);
  EXPECT_FALSE(child.WaitForText("never"));
}

TEST(ChildProcess, LeavesNothingBehind) {
  pid_t pid = 0;
  {
    ChildProcess child({.words = {"sleep", "600"}, .environment = {}, .folder = "/"});
    pid = child.pid();
    EXPECT_TRUE(child.Running());
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST(TempFolder, GoesWithWhatIsInIt) {
  std::string path;
  {
    const TempFolder folder;
    path = folder.Write("name", "content");
    EXPECT_EQ(folder.Read("name"), "content");
    EXPECT_EQ(folder.Read("none"), "");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(FakeClock, MovesWhenTold) {
  FakeClock clock(absl::UnixEpoch());
  clock.Advance(absl::Hours(1));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Hours(1));
  clock.Set(absl::UnixEpoch());
  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
}

TEST(ScratchDatabase, IsMigratedAndNobodyElses) {
  ScratchDatabase first("visit", kCats), second("visit", kCats);
  const auto connection = *Connection::Open(first.ServiceConninfo());
  EXPECT_TRUE(connection->Script("INSERT INTO cats VALUES ('tama')").ok());
  EXPECT_EQ(connection->Run({"who", "SELECT current_user::text"})->Text(0, 0), "visit");
  const auto other = *Connection::Open(second.OwnerConninfo());
  EXPECT_TRUE(other->Run({"cats", "SELECT 1 FROM cats"})->empty());
  EXPECT_EQ(other->Run({"who", "SELECT current_user::text"})->Text(0, 0), "visit_owner");
}

TEST(ScratchDatabase, GoesEvenWhenSomebodyIsConnected) {
  std::unique_ptr<Connection> left;
  std::string name;
  {
    ScratchDatabase database("visit", kCats);
    name = database.name();
    left = *Connection::Open(database.ServiceConninfo());
  }
  const auto admin = *Connection::Open(ClusterConninfo() + " dbname=postgres");
  EXPECT_TRUE(
      admin
          ->Run({"left", "SELECT 1 FROM pg_database WHERE datname = $1::text"}, platform::postgres::Params().Text(name))
          ->empty());
}

TEST(DumpDatabase, ShowsTextAndBytes) {
  ScratchDatabase database("visit", kCats);
  const auto connection = *Connection::Open(database.OwnerConninfo());
  ASSERT_TRUE(connection
                  ->Script("CREATE SCHEMA attic; CREATE TABLE attic.letters (body jsonb);"
                           "INSERT INTO attic.letters VALUES ('{\"to\": \"in@json.example\"}');"
                           "INSERT INTO cats VALUES ('in@text.example', 'in@bytes.example\\000')")
                  .ok());
  const std::string dump = DumpDatabase(database.Conninfo());
  for (const char* needle : {"in@text.example", "in@bytes.example", "in@json.example"}) {
    EXPECT_NE(dump.find(needle), std::string::npos) << needle;
  }
}

}  // namespace
}  // namespace mimamori::tests
