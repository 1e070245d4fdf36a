// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "services/identity/admin/admin_client.hpp"
#include "services/identity/admin/admin_command.hpp"
#include "services/identity/admin/admin_socket.hpp"
#include "services/identity/domain/organisation.hpp"
#include "services/platform/core/error.hpp"
#include "tests/services/identity/service/identity_house.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::identity {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr unsigned kNobody = 65534;

class Administrator : public testing::Test {
 protected:
  explicit Administrator(bool demo = true) : house_(demo) {
    auto opened = AdminSocket::Open(path_, std::bind_front(&Administration::Answer, &house_.administration()));
    EXPECT_TRUE(opened.ok()) << opened.status();
    socket_ = *std::move(opened);
  }

  struct Said {
    int exit_code;
    std::string out;
    std::string problems;
  };
  Said Run(std::vector<const char*> words, const std::string& typed = "") const {
    words.insert(words.begin() + 1, {"--admin-socket", path_.c_str()});
    std::istringstream in(typed);
    std::ostringstream out;
    std::ostringstream problems;
    const int exit_code = RunAdminCommand(static_cast<int>(words.size()), words.data(), in, out, problems);
    return {exit_code, out.str(), problems.str()};
  }
  // What follows "name:" on its line, up to the next blank.
  static std::string Told(const std::string& out, const std::string& name) {
    std::istringstream lines(out.substr(out.find(name + ":") + name.size() + 1));
    std::string word;
    lines >> word;
    return word;
  }

  IdentityHouse house_;
  const tests::TempFolder folder_;
  const std::string path_ = folder_.File("admin.sock");
  std::unique_ptr<AdminSocket> socket_;
};

class ProductionAdministrator : public Administrator {
 protected:
  ProductionAdministrator() : Administrator(false) {}
};

TEST_F(ProductionAdministrator, IsMadeOnceAndLogsInWithWhatWasPrinted) {
  const Said made = Run({"create-administrator", "--user-name", "admin"});
  ASSERT_EQ(made.exit_code, 0) << made.problems;
  const std::string password = Told(made.out, "password");
  const std::string secret = Told(made.out, "totp");
  EXPECT_THAT(made.out, HasSubstr("otpauth://totp/Mimamori:admin?secret=" + secret));
  EXPECT_EQ(password.size(), 23u);

  EXPECT_EQ(platform::ReasonOf(house_.LogIn("admin", password).status()), "TOTP_REQUIRED");
  const Said again = Run({"create-administrator", "--user-name", "other"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.problems, HasSubstr("ADMINISTRATOR_EXISTS"));
  EXPECT_EQ(house_.Number("SELECT count(*) FROM accounts"), 1);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'identity.CreateAdministrator'"), 1);
  const std::string dump = tests::DumpDatabase(house_.database().Conninfo());
  EXPECT_THAT(dump, Not(HasSubstr(password)));
  EXPECT_THAT(dump, Not(HasSubstr(secret)));
}

TEST_F(ProductionAdministrator, ReadsThePasswordFromItsInput) {
  const Said made = Run({"create-administrator", "--user-name", "admin", "--password-stdin"}, "correct horse battery\n");
  ASSERT_EQ(made.exit_code, 0) << made.problems;
  EXPECT_THAT(made.out, Not(HasSubstr("correct horse")));
  EXPECT_EQ(platform::ReasonOf(house_.LogIn("admin", "correct horse battery").status()), "TOTP_REQUIRED");
}

TEST_F(ProductionAdministrator, IsRefusedAWeakPassword) {
  const Said made = Run({"create-administrator", "--user-name", "admin", "--password-stdin"}, "short\n");
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_THAT(made.problems, HasSubstr("PASSWORD_TOO_SHORT"));
}

TEST_F(ProductionAdministrator, MakesNoDemoAccount) {
  const Said made = Run({"create-account", "--demo", "--user-name", "demo", "--areas", "271004"});
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_THAT(made.problems, HasSubstr("NOT_A_DEMO"));
  EXPECT_EQ(house_.Number("SELECT count(*) FROM accounts"), 0);
}

TEST_F(Administrator, MakesDemoAccounts) {
  const Said made = Run({"create-account", "--demo", "--user-name", "officer", "--role", "HEALTH_OFFICER,AUDITOR",
                         "--areas", "271004,270008", "--organisation", "大阪市保健所", "--display-name", "花子",
                         "--password-stdin"},
                        kPassword);
  ASSERT_EQ(made.exit_code, 0) << made.problems;
  EXPECT_THAT(made.out, Not(HasSubstr("totp")));
  const auto session = house_.LogIn("officer", kPassword);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->account().display_name(), "花子");
  EXPECT_EQ(session->account().roles_size(), 2);
  EXPECT_EQ(session->account().area_codes_size(), 2);

  const Said again = Run({"create-account", "--demo", "--user-name", "officer", "--areas", "271004"});
  EXPECT_THAT(again.problems, HasSubstr("USER_NAME_TAKEN"));
  const Said earnest = Run({"create-account", "--user-name", "earnest", "--areas", "271004"});
  EXPECT_THAT(earnest.problems, HasSubstr("NOT_A_DEMO"));
}

TEST_F(Administrator, PutsDemoStaffIntoTheirHospital) {
  const std::string hospital = "018f0000-0000-7000-8000-000000000001", firm = "018f0000-0000-7000-8000-000000000002";
  house_.Number(fmt::format(R"sql(
    INSERT INTO organisations (id, kind, display_name, english_name, area, corporate_number, active_from, active_to, created_at)
    VALUES ('{}', {}, '見本病院', '', '271004', '', '-infinity', 'infinity', '2020-01-01'),
           ('{}', {}, '見本搬送', '', '271004', '', '-infinity', 'infinity', '2020-01-01') RETURNING 1::bigint)sql",
                            hospital, static_cast<int>(OrganisationKind::kHospital), firm,
                            static_cast<int>(OrganisationKind::kTransport)));
  const auto make = [&](const char* name, const char* organisation) {
    return Run({"create-account", "--demo", "--user-name", name, "--role", "HOSPITAL_STAFF", "--areas", "271004",
                "--organisation-id", organisation, "--password-stdin"},
               kPassword);
  };
  const Said made = make("nurse", hospital.c_str());
  ASSERT_EQ(made.exit_code, 0) << made.problems;
  const auto session = house_.LogIn("nurse", kPassword);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->account().organisation(), "見本病院");
  EXPECT_EQ(session->account().organisation_id(), hospital);
  EXPECT_THAT(make("driver", firm.c_str()).problems, HasSubstr("ORGANISATION_NOT_OF_ROLE"));
  EXPECT_THAT(make("nobody", "018f0000-0000-7000-8000-000000000003").problems, HasSubstr("ORGANISATION_UNKNOWN"));
  const Said homeless = Run({"create-account", "--demo", "--user-name", "homeless", "--role", "HOSPITAL_STAFF", "--areas", "271004"});
  EXPECT_THAT(homeless.problems, HasSubstr("MISSING_FIELD"));
}

TEST_F(Administrator, IsToldWhatIsWrong) {
  const struct {
    const char* name;
    std::vector<const char*> words;
    int exit_code;
    const char* problem;
  } cases[] = {
      {"no user name", {"create-administrator"}, 2, "--user-name"},
      {"a flag that there isn't", {"create-administrator", "--user-name", "a", "--age", "3"}, 2, "--age"},
      {"a user name that can't be", {"create-administrator", "--user-name", "a b"}, 1, "MALFORMED_USER_NAME"},
      {"an area that isn't one", {"create-account", "--demo", "--user-name", "abc", "--areas", "271005"}, 1,
       "MALFORMED_AREA_CODE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Said said = Run(c.words);
    EXPECT_EQ(said.exit_code, c.exit_code);
    EXPECT_THAT(said.problems, HasSubstr(c.problem));
  }
}

TEST_F(Administrator, IsHelped) {
  const Said said = Run({"create-account", "--help"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, HasSubstr("--areas"));
}

TEST_F(Administrator, GetsAnAnswerToNonsense) {
  for (const char* line : {"", "{", "[]", "{}", R"({"create_account": 7})", R"({"drop_everything": {}})", "\xff\xfe"}) {
    SCOPED_TRACE(line);
    EXPECT_THAT(house_.administration().Answer(line, 0), HasSubstr("MALFORMED_REQUEST"));
  }
}

TEST_F(Administrator, FindsNobodyWhereNobodyListens) {
  socket_.reset();
  const Said said = Run({"create-administrator", "--user-name", "admin"});
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_THAT(said.problems, HasSubstr("no identity service"));
}

// Runs the command in a child that is another user, as far as the kernel is concerned.
int AskAs(unsigned user, const std::string& path) {
  const pid_t child = fork();
  if (child == 0) {
    if (setgid(user) != 0 || setuid(user) != 0) _exit(9);
    v1::AdministrationRequest request;
    request.mutable_create_administrator()->set_user_name("intruder");
    const auto reply = AskAdminSocket(path, request);
    if (!reply.ok()) _exit(8);
    _exit(reply->problem().reason() == "PEER_NOT_ALLOWED" ? 3 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST_F(Administrator, IsNotAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  EXPECT_EQ(AskAs(kNobody, path_), 8) << "the socket's mode keeps others out";
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  EXPECT_EQ(AskAs(kNobody, path_), 3) << "and so does the kernel's word about the peer";
  EXPECT_EQ(house_.Number("SELECT count(*) FROM accounts"), 0);
}

TEST_F(Administrator, TakesOverTheSocketOfADeadProcessOnly) {
  const auto answer = [](std::string_view, unsigned) { return std::string("{}"); };
  EXPECT_EQ(platform::ReasonOf(AdminSocket::Open(path_, answer).status()), "ADMIN_SOCKET_UNUSABLE") << "alive";
  const std::string file = folder_.Write("file", "precious");
  EXPECT_EQ(platform::ReasonOf(AdminSocket::Open(file, answer).status()), "ADMIN_SOCKET_UNUSABLE");
  EXPECT_EQ(folder_.Read("file"), "precious");
  EXPECT_EQ(platform::ReasonOf(AdminSocket::Open(std::string(108, 'x'), answer).status()), "ADMIN_SOCKET_UNUSABLE");

  const std::string dead = folder_.File("dead.sock");
  const FileDescriptor left(socket(AF_UNIX, SOCK_STREAM, 0));
  const sockaddr_un address = *LocalAddress(dead);
  ASSERT_EQ(bind(left.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_TRUE(AdminSocket::Open(dead, answer).ok());
}

}  // namespace
}  // namespace mimamori::identity
