// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "embedded/identity_migrations.hpp"
#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "services/identity/admin/administration.hpp"
#include "services/identity/service/identity_service.hpp"
#include "services/identity/store/postgres_account_store.hpp"
#include "services/identity/store/postgres_area_store.hpp"
#include "services/identity/store/postgres_link_store.hpp"
#include "services/identity/store/postgres_log_in_store.hpp"
#include "services/identity/store/postgres_session_store.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::identity {

inline constexpr char kPassword[] = "correct horse battery";

// The service behind a real entrance, on a real database, with passwords hashed cheaply.
class IdentityHouse {
 public:
  using Stub = v1::IdentityService::Stub;

  explicit IdentityHouse(bool demo = true) : demo_(demo) {
    platform::crypto::Initialise();
    HashWith(R"({"memory_kib": 64, "passes": 1})");
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::IdentityService::NewStub(server_->InProcessChannel({}));
  }
  ~IdentityHouse() { server_->Shutdown(); }

  tests::FakeClock& clock() { return clock_; }
  const tests::Callers& callers() const { return callers_; }
  Stub& stub() { return *stub_; }
  platform::postgres::Pool& pool() { return pool_; }
  PasswordHasher& hasher() { return hasher_; }
  Administration& administration() { return administration_; }
  const tests::ScratchDatabase& database() const { return database_; }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  void HashWith(const std::string& policy) {
    auto owner = platform::postgres::Connection::Open(database_.OwnerConninfo());
    const auto changed = (*owner)->Script("UPDATE policies SET body = '" + policy +
                                          "' WHERE name = 'identity.password_hashing'");
    if (!changed.ok()) std::abort();
  }

  // An account with kPassword; its TOTP secret, or an empty one for a demo account.
  struct Made {
    Account account;
    platform::Secret totp_secret;
  };
  Made Make(const std::string& user_name, bool demo = false) {
    Made made{.account = OpenAccount(AccountId::Random(), {.user_name = user_name,
                                                           .display_name = "山田 花子",
                                                           .roles = {"HEALTH_OFFICER"},
                                                           .areas = {"271004"},
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

 private:
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
  PolicyBook policies_{pool_};
  PasswordHasher hasher_;
  LogInDesk desk_{log_ins_, hasher_, policies_, key_, demo_};
  Administration administration_{accounts_, hasher_, policies_, key_, {.demo = demo_}, clock_};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"identity", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 1}, verifier_, clock_, metrics_};
  IdentityService service_{runner_, desk_, {log_ins_, sessions_, links_, areas_}, policies_,
                           platform::rpc::PageTokens(platform::crypto::RandomKey())};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace mimamori::identity
