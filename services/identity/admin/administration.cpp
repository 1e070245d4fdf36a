// SPDX-License-Identifier: Apache-2.0
#include "services/identity/admin/administration.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "services/identity/domain/password.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::identity {
namespace {

using platform::Failure;

constexpr absl::Duration kPatience = absl::Seconds(20);

std::string ToLine(const v1::AdministrationReply& reply) {
  std::string line;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!google::protobuf::util::MessageToJsonString(reply, &line, options).ok()) return "{}";
  return line;
}

absl::Status Malformed() {
  return Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST", "the line is not a request that there is");
}

AccountDraft DraftOf(const v1::CreateAdministrator& request) {
  return {.user_name = request.user_name(),
          .display_name = request.display_name(),
          .roles = {"ADMINISTRATOR"},
          .areas = {},
          .organisation = request.organisation(),
          .demo = false};
}

AccountDraft DraftOf(const v1::CreateAccount& request) {
  return {.user_name = request.user_name(),
          .display_name = request.display_name(),
          .roles = {request.roles().begin(), request.roles().end()},
          .areas = {request.areas().begin(), request.areas().end()},
          .organisation = request.organisation(),
          .demo = true,
          .organisation_id = request.organisation_id()};
}

}  // namespace

std::string ProblemLine(const absl::Status& failure) {
  v1::AdministrationReply reply;
  const std::string reason = platform::ReasonOf(failure);
  reply.mutable_problem()->set_reason(reason.empty() ? "INTERNAL" : reason);
  reply.mutable_problem()->set_sentence(reason.empty() ? "the service's log tells what went wrong"
                                                       : std::string(failure.message()));
  return ToLine(reply);
}

std::string Administration::Answer(std::string_view line, unsigned peer) {
  v1::AdministrationRequest request;
  if (!google::protobuf::util::JsonStringToMessage({line.data(), line.size()}, &request).ok()) {
    return ProblemLine(Malformed());
  }
  const auto created = Do(request, peer);
  if (!created.ok()) {
    platform::observe::Log(spdlog::level::warn, "an administration command was refused",
                           {platform::observe::Of(created.status())});
    return ProblemLine(created.status());
  }
  v1::AdministrationReply reply;
  *reply.mutable_created() = *created;
  return ToLine(reply);
}

absl::StatusOr<v1::CreatedAccount> Administration::Do(const v1::AdministrationRequest& request, unsigned peer) {
  switch (request.command_case()) {
    case v1::AdministrationRequest::kCreateAdministrator:
      return Create(DraftOf(request.create_administrator()),
                    platform::Secret(request.create_administrator().password()), true, peer);
    case v1::AdministrationRequest::kCreateAccount:
      if (!request.create_account().demo() || !rules_.demo) {
        return Failure(absl::StatusCode::kFailedPrecondition, "NOT_A_DEMO",
                       "accounts without a second factor are only made by a service that was started with --demo");
      }
      return Create(DraftOf(request.create_account()), platform::Secret(request.create_account().password()), false,
                    peer);
    case v1::AdministrationRequest::COMMAND_NOT_SET: break;
  }
  return Malformed();
}

absl::StatusOr<v1::CreatedAccount> Administration::Create(const AccountDraft& draft, const platform::Secret& password,
                                                          bool first_administrator, unsigned peer) {
  const absl::Time now = clock_.Now();
  const absl::Time deadline = absl::Now() + kPatience;  // the system's time, as every deadline
  ASSIGN_OR_RETURN(const Account account, OpenAccount(AccountId::Random(), draft));
  RETURN_IF_ERROR(CheckNewPassword(password, account.user_name));

  NewAccount created{.account = account, .password_hash = {}, .totp_secret = std::nullopt, .created_at = now};
  v1::CreatedAccount reply;
  reply.set_account_id(account.id.ToString());
  if (!account.demo) {
    const platform::Secret secret = NewTotpSecret();
    created.totp_secret = totp_vault_.Close(secret, account.id);
    reply.set_totp_secret(TotpSecretText(secret));
    reply.set_totp_uri(TotpUri(secret, account.user_name));
  }
  ASSIGN_OR_RETURN(const HashingPolicy policy, policies_.Hashing(deadline, now));
  ASSIGN_OR_RETURN(created.password_hash, hasher_.Hash(password, policy, deadline));
  RETURN_IF_ERROR(store_.Insert(deadline, created, first_administrator,
                                {.time = now,
                                 .actor = fmt::format("local-user-{}", peer),
                                 .action = first_administrator ? "identity.CreateAdministrator" : "identity.CreateAccount",
                                 .object_type = "account",
                                 .object_id = account.id.ToString(),
                                 .area = "",
                                 .reason = "",
                                 .payload = account.demo ? R"({"demo": true})" : R"({"demo": false})",
                                 .trace_id = ""}));
  return reply;
}

}  // namespace mimamori::identity
