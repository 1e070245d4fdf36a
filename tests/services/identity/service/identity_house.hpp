// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "embedded/identity_migrations.hpp"
#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "services/identity/admin/administration.hpp"
#include "services/identity/jobs/invitation_relay.hpp"
#include "services/identity/jobs/remove_expired.hpp"
#include "services/identity/service/account_service.hpp"
#include "services/identity/service/colleague_service.hpp"
#include "services/identity/service/device_service.hpp"
#include "services/identity/service/identity_service.hpp"
#include "services/identity/service/organisation_service.hpp"
#include "services/identity/store/postgres_account_store.hpp"
#include "services/identity/store/postgres_area_store.hpp"
#include "services/identity/store/postgres_invitation_store.hpp"
#include "services/identity/store/postgres_link_store.hpp"
#include "services/identity/store/postgres_log_in_store.hpp"
#include "services/identity/store/postgres_organisation_store.hpp"
#include "services/identity/store/postgres_session_store.hpp"
#include "services/identity/store/postgres_staff_store.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/services/identity/service/fake_neighbours.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::identity {

inline constexpr char kPassword[] = "correct horse battery";
inline constexpr char kStaffUrl[] = "https://staff.mimamori.example";

// The service behind a real entrance, on a real database, with passwords hashed cheaply.
class IdentityHouse {
 public:
  using Stub = v1::IdentityService::Stub;
  using AccountStub = v1::AccountService::Stub;

  // Not in the header: every file of tests would be built with all of it.
  explicit IdentityHouse(bool demo = true);
  ~IdentityHouse();

  tests::FakeClock& clock() { return clock_; }
  const tests::Callers& callers() const { return callers_; }
  Stub& stub() { return *stub_; }
  AccountStub& accounts() { return *account_stub_; }
  v1::OrganisationService::Stub& organisations() { return *organisation_stub_; }
  v1::ColleagueService::Stub& colleagues() { return *colleague_stub_; }
  v1::DeviceService::Stub& devices() { return *device_stub_; }
  std::shared_ptr<grpc::Channel> channel() const { return server_->InProcessChannel({}); }
  FakeVault& vault() { return vault_; }
  FakeMail& mail() { return mail_; }
  InvitationRelay& relay() { return relay_; }
  absl::Status RemoveExpired() {
    return identity::RemoveExpired(Soon(), clock_.Now(), {sessions_, links_, log_ins_, invitations_}, policies_);
  }
  platform::postgres::Pool& pool() { return pool_; }
  PasswordHasher& hasher() { return hasher_; }
  Administration& administration() { return administration_; }
  const tests::ScratchDatabase& database() const { return database_; }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  // Overwrites a policy's first version; what was read before counts for half a minute.
  void HashWith(const std::string& policy) { Rule("identity.password_hashing", policy); }
  void Rule(const std::string& name, const std::string& policy) {
    auto owner = platform::postgres::Connection::Open(database_.OwnerConninfo());
    const auto changed = (*owner)->Script("UPDATE policies SET body = '" + policy +
                                          "' WHERE name = '" + name + "'");
    if (!changed.ok()) std::abort();
  }

  // An account with kPassword; its TOTP secret, or an empty one for a demo account.
  struct Made {
    Account account;
    platform::Secret totp_secret;
  };
  Made Make(const std::string& user_name, bool demo = false) {
    return Make(user_name, {"HEALTH_OFFICER"}, {"271004"}, demo);
  }
  Made Make(const std::string& user_name, std::vector<std::string> roles, std::vector<std::string> areas,
            bool demo = false) {
    Made made{.account = OpenAccount(AccountId::Random(), {.user_name = user_name,
                                                           .display_name = "山田 花子",
                                                           .roles = std::move(roles),
                                                           .areas = std::move(areas),
                                                           .organisation = "大阪市保健所",
                                                           .demo = demo})
                             .value(),
              .totp_secret = {}};
    NewAccount created{.account = made.account, .password_hash = {}, .totp_secret = std::nullopt,
                       .created_at = clock_.Now()};
    if (!demo) {
      made.totp_secret = NewTotpSecret();
      created.totp_secret = TotpVault(key_.Clone()).Close(made.totp_secret, made.account.id);
    }
    created.password_hash =
        hasher_.Hash(platform::Secret(kPassword), {.memory_kib = 64, .passes = 1}, Soon()).value();
    if (!accounts_.Insert(Soon(), created, false, AnAudit()).ok()) std::abort();
    return made;
  }
  std::string CodeOf(const Made& made) { return TotpCodeAt(made.totp_secret, clock_.Now()); }

  absl::StatusOr<v1::Session> LogIn(const std::string& user_name, const std::string& password,
                                    const std::string& code = "", const std::string& network = "192.0.2.0/24") {
    v1::LogInRequest request;
    request.set_user_name(user_name);
    request.set_password(password);
    request.set_totp_code(code);
    return tests::CallWith(callers_.Anyone("gateway_staff"), *stub_, &Stub::LogIn, request, network);
  }
  absl::StatusOr<v1::ResolvedSession> Resolve(
      const std::string& cookie,
      mimamori::rpc::v1::CookieName name = mimamori::rpc::v1::COOKIE_NAME_STAFF_SESSION) {
    v1::ResolveSessionRequest request;
    request.set_session_cookie(cookie);
    request.set_cookie(name);
    return tests::CallWith(callers_.Service("gateway_staff"), *stub_, &Stub::ResolveSession, request);
  }
  // The first column of the first row, a bigint.
  int64_t Number(const std::string& sql) {
    const std::string name = std::to_string(std::hash<std::string>{}(sql));
    const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  // Of the newest invitation's mail, once the relay has run.
  std::string TokenInMail() {
    const std::string link = mail_.Messages().back().parameters().at("link");
    return link.substr(link.rfind('/') + 1);
  }

 private:
  class Neighbour {
   public:
    explicit Neighbour(grpc::Service& service) {
      grpc::ServerBuilder builder;
      builder.RegisterService(&service);
      server_ = builder.BuildAndStart();
    }
    ~Neighbour() { server_->Shutdown(); }
    std::shared_ptr<grpc::Channel> channel() const { return server_->InProcessChannel({}); }

   private:
    std::unique_ptr<grpc::Server> server_;
  };

  platform::postgres::AuditEntry AnAudit() const {
    return {.time = clock_.Now(), .actor = "test", .action = "test", .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }

  const bool demo_;
  tests::FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  tests::Callers callers_{"identity", clock_};
  tests::ScratchDatabase database_{"identity", embedded::identity_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  const platform::Secret key_ = platform::crypto::RandomKey();
  PostgresAccountStore accounts_{pool_};
  PostgresLogInStore log_ins_{pool_};
  PostgresSessionStore sessions_{pool_};
  PostgresLinkStore links_{pool_};
  PostgresAreaStore areas_{pool_};
  PostgresStaffStore staff_{pool_};
  PostgresInvitationStore invitations_{pool_};
  PostgresOrganisationStore organisations_{pool_};
  PolicyBook policies_{pool_};
  PasswordHasher hasher_;
  LogInDesk desk_{log_ins_, hasher_, policies_, key_, demo_};
  Administration administration_{accounts_, hasher_, policies_, key_, {.demo = demo_}, clock_};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"identity", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 1}, verifier_, clock_, metrics_};
  FakeVault vault_;
  FakeMail mail_{callers_.keys()};
  Neighbour vault_server_{vault_};
  Neighbour mail_server_{mail_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("identity");
  const platform::crypto::Signer permits_ = *platform::crypto::Signer::FromFile(callers_.keys() + "/identity.key");
  vault::MonthlySeal seal_{{"vault", vault_server_.channel(), signer_}, vault::v1::RING_STAFF};
  InvitationRelay relay_{invitations_, links_, {"mail", mail_server_.channel(), signer_}, permits_, kStaffUrl};
  const platform::rpc::PageTokens page_tokens_{platform::crypto::RandomKey()};
  IdentityService service_{runner_, desk_, {log_ins_, sessions_, links_, areas_}, policies_,
                           page_tokens_};
  AccountService account_service_{runner_,
                                  {.staff = staff_,
                                   .invitations = invitations_,
                                   .links = links_,
                                   .log_ins = log_ins_,
                                   .desk = desk_,
                                   .hasher = hasher_,
                                   .policies = policies_,
                                   .seal = seal_,
                                   .page_tokens = page_tokens_,
                                   .wake_relay = [] {}},
                                  key_};
  OrganisationService organisation_service_{runner_, organisations_, page_tokens_};
  ColleagueStore colleagues_{pool_, demo_};
  ColleagueService colleague_service_{runner_, colleagues_, page_tokens_};
  DeviceStore devices_{pool_};
  DeviceService device_service_{runner_, devices_, policies_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::OrganisationService::Stub> organisation_stub_;
  std::unique_ptr<v1::ColleagueService::Stub> colleague_stub_;
  std::unique_ptr<v1::DeviceService::Stub> device_stub_;
  std::unique_ptr<Stub> stub_;
  std::unique_ptr<AccountStub> account_stub_;
};

}  // namespace mimamori::identity
