// SPDX-License-Identifier: Apache-2.0
#include "services/identity/admin/admin_command.hpp"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "mimamori/identity/v1/administration.pb.h"
#include "services/identity/admin/admin_client.hpp"
#include "services/platform/core/base32.hpp"
#include "services/platform/core/config.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::identity {
namespace {

constexpr std::string_view kCreateAdministrator = "create-administrator";
constexpr std::string_view kCreateAccount = "create-account";

struct Words {
  std::string admin_socket;
  std::string user_name;
  std::string display_name;
  std::string organisation = "Mimamori";
  std::string organisation_id;
  std::string roles = "HEALTH_OFFICER";
  std::string areas;
  bool demo = false;
  bool password_stdin = false;
};

absl::StatusOr<Words> Parse(int argc, const char* const* argv) {
  const std::string command = argv[0];
  Words words;
  platform::Flags flags("identity " + command, "Tells the running identity service to make an account.");
  flags.Require("admin-socket", &words.admin_socket, "the service's --admin-socket")
      .Require("user-name", &words.user_name, "3-64 of a-z, 0-9, '.', '_', '-'")
      .Add("display-name", &words.display_name, "shown to colleagues; the user name when missing")
      .Add("organisation", &words.organisation, "health centre or authority")
      .Add("password-stdin", &words.password_stdin, "read the password from standard input instead of making one");
  if (command == kCreateAccount) {
    flags.Add("demo", &words.demo, "required: an account without a second factor, in a service started with --demo")
        .Add("role", &words.roles, "HEALTH_OFFICER, ADMINISTRATOR, AUDITOR, HOSPITAL_STAFF, TRANSPORT_STAFF; several with commas")
        .Add("organisation-id", &words.organisation_id, "the hospital or transport firm, by its id; has a name of its own")
        .Add("areas", &words.areas, "official six-digit codes with commas");
  }
  RETURN_IF_ERROR(flags.Parse(argc, argv));
  if (words.display_name.empty()) words.display_name = words.user_name;
  return words;
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

v1::AdministrationRequest RequestOf(std::string_view command, const Words& words, const std::string& password) {
  v1::AdministrationRequest request;
  if (command == kCreateAdministrator) {
    v1::CreateAdministrator& create = *request.mutable_create_administrator();
    create.set_user_name(words.user_name);
    create.set_display_name(words.display_name);
    create.set_organisation(words.organisation);
    create.set_password(password);
    return request;
  }
  v1::CreateAccount& create = *request.mutable_create_account();
  create.set_demo(words.demo);
  create.set_organisation_id(words.organisation_id);
  create.set_user_name(words.user_name);
  create.set_display_name(words.display_name);
  create.set_organisation(words.organisation);
  create.set_password(password);
  for (const std::string& role : SplitAtCommas(words.roles)) create.add_roles(role);
  for (const std::string& area : SplitAtCommas(words.areas)) create.add_areas(area);
  return request;
}

// 100 random bits in groups that can be read out: "k3f9-…".
std::string MakePassword() {
  const std::string letters = platform::EncodeBase32(platform::crypto::RandomBytes(13)).substr(0, 20);
  std::string password;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (i > 0 && i % 5 == 0) password.push_back('-');
    password.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(letters[i]))));
  }
  return password;
}

int Tell(const v1::AdministrationReply& reply, const Words& words, const std::string& password, std::ostream& out,
         std::ostream& problems) {
  if (!reply.has_created()) {
    problems << reply.problem().reason() << ": " << reply.problem().sentence() << "\n";
    return 1;
  }
  out << "account:  " << reply.created().account_id() << "\nuser:     " << words.user_name << "\n";
  if (!words.password_stdin) out << "password: " << password << "   (shown this once)\n";
  if (!reply.created().totp_secret().empty()) {
    out << "totp:     " << reply.created().totp_secret() << "   (shown this once)\nuri:      "
        << reply.created().totp_uri() << "\n";
  }
  return 0;
}

}  // namespace

bool IsAdminCommand(std::string_view word) { return word == kCreateAdministrator || word == kCreateAccount; }

int RunAdminCommand(int argc, const char* const* argv, std::istream& in, std::ostream& out, std::ostream& problems) {
  const auto words = Parse(argc, argv);
  if (!words.ok()) {
    const bool help = words.status().code() == absl::StatusCode::kCancelled;
    (help ? out : problems) << words.status().message() << "\n";
    return help ? 0 : 2;
  }
  std::string password;
  if (words->password_stdin) {
    std::getline(in, password);
  } else {
    platform::crypto::Initialise();
    password = MakePassword();
  }
  const auto reply = AskAdminSocket(words->admin_socket, RequestOf(argv[0], *words, password));
  if (!reply.ok()) {
    problems << reply.status().message() << "\n";
    return 1;
  }
  return Tell(*reply, *words, password, out, problems);
}

}  // namespace mimamori::identity
