// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "embedded/identity_migrations.hpp"
#include "services/identity/admin/admin_command.hpp"
#include "services/identity/admin/admin_socket.hpp"
#include "services/identity/admin/administration.hpp"
#include "services/identity/config.hpp"
#include "services/identity/jobs/invitation_relay.hpp"
#include "services/identity/jobs/remove_expired.hpp"
#include "services/identity/service/account_service.hpp"
#include "services/identity/service/colleague_service.hpp"
#include "services/identity/service/device_service.hpp"
#include "services/identity/service/identity_service.hpp"
#include "services/identity/service/organisation_service.hpp"
#include "services/identity/store/device_store.hpp"
#include "services/identity/store/policy_book.hpp"
#include "services/identity/store/postgres_account_store.hpp"
#include "services/identity/store/postgres_area_store.hpp"
#include "services/identity/store/postgres_invitation_store.hpp"
#include "services/identity/store/postgres_link_store.hpp"
#include "services/identity/store/postgres_log_in_store.hpp"
#include "services/identity/store/postgres_organisation_store.hpp"
#include "services/identity/store/postgres_session_store.hpp"
#include "services/identity/store/postgres_staff_store.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/key_file.hpp"
#include "services/platform/oversight/oversight.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/migrator.hpp"

namespace mimamori::identity {
namespace {

using platform::oversight::Reads;
namespace postgres = platform::postgres;

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  ASSIGN_OR_RETURN(const platform::Secret totp_key, platform::crypto::ReadKeyFile(config.secrets + "/staff-totp.key"));
  ASSIGN_OR_RETURN(platform::Secret page_key, platform::crypto::ReadKeyFile(config.secrets + "/page-token.key"));
  if (!config.process.migration_database.empty()) {
    RETURN_IF_ERROR(postgres::Migrate(config.process.migration_database, process.name(),
                                      embedded::identity_migrations::Files()));
  }

  const platform::rpc::PageTokens page_tokens(std::move(page_key));
  postgres::Pool pool(config.process.database, config.process.database_connections);
  PostgresAccountStore accounts(pool);
  PostgresLogInStore log_ins(pool);
  PostgresSessionStore sessions(pool);
  PostgresLinkStore links(pool);
  PostgresAreaStore areas(pool);
  PostgresStaffStore staff(pool);
  PostgresInvitationStore invitations(pool);
  PostgresOrganisationStore organisations(pool);
  PolicyBook policies(pool);
  PasswordHasher hasher;
  LogInDesk desk(log_ins, hasher, policies, totp_key, config.demo);
  IdentityService service(process.runner(), desk, {log_ins, sessions, links, areas}, policies,
                          page_tokens);
  vault::MonthlySeal seal(process.Connect("vault", config.vault), vault::v1::RING_STAFF);
  AccountService account_service(process.runner(),
                                 {.staff = staff,
                                  .invitations = invitations,
                                  .links = links,
                                  .log_ins = log_ins,
                                  .desk = desk,
                                  .hasher = hasher,
                                  .policies = policies,
                                  .seal = seal,
                                  .page_tokens = page_tokens,
                                  .wake_relay = [&process] { process.WakeJob("relay_mails"); }},
                                 totp_key);
  OrganisationService organisation_service(process.runner(), organisations, page_tokens);
  ColleagueStore colleagues(pool, config.demo);
  ColleagueService colleague_service(process.runner(), colleagues, page_tokens);
  DeviceStore devices(pool);
  DeviceService device_service(process.runner(), devices, policies);
  const std::string staff_url =
      config.staff_url.ends_with('/') ? config.staff_url.substr(0, config.staff_url.size() - 1) : config.staff_url;
  InvitationRelay relay(invitations, links, process.Connect("mail", config.mail), process.permit_signer(), staff_url);

  Administration administration(accounts, hasher, policies, totp_key, {.demo = config.demo}, process.clock());
  std::unique_ptr<AdminSocket> socket;
  if (!config.admin_socket.empty()) {
    ASSIGN_OR_RETURN(socket, AdminSocket::Open(config.admin_socket, std::bind_front(&Administration::Answer,
                                                                                   &administration)));
  }
  process.AddJob("forget_audit_payloads", absl::Hours(1), [&](absl::Time now) {
    return postgres::ForgetAuditPayloads(pool, absl::Now() + absl::Seconds(30), now).status();
  });
  process.AddReadiness("database", [&] { return pool.Borrow(absl::Now() + absl::Seconds(1)).status(); });
  process.AddJob("remove_expired", absl::Minutes(10), [&](absl::Time now) {
    return RemoveExpired(absl::Now() + absl::Minutes(1), now, {.sessions = sessions, .links = links, .log_ins = log_ins, .invitations = invitations}, policies);
  });
  process.AddJob("relay_mails", absl::Seconds(2), [&](absl::Time now) { return relay.Run(now); });
  process.AddJob("wipe_sealing_keys", absl::Seconds(1), [&](absl::Time now) {
    seal.WipeExpired(now);
    return absl::OkStatus();
  });
  const platform::oversight::PolicyReaders readers =
      {{"identity.password_hashing", Reads(&ReadHashingPolicy)},
       {"identity.log_in_slowing", Reads(&ReadSlowingPolicy)},
       {"identity.sessions", Reads(&ReadSessionPolicy)},
       {"identity.links", Reads(&ReadLinkPolicy)},
       {"identity.staff", Reads(&ReadStaffPolicy)},
       {"identity.diaries", Reads(&ReadDiaryPolicy)}};
  ASSIGN_OR_RETURN(const auto oversight,
                   platform::oversight::Oversight::Create(process, config.process, pool, readers));
  return process.Serve(oversight->With({&service, &account_service, &organisation_service, &colleague_service, &device_service}));
}

}  // namespace
}  // namespace mimamori::identity

int main(int argc, char** argv) {
  namespace identity = mimamori::identity;
  if (argc > 1 && identity::IsAdminCommand(argv[1])) {
    return identity::RunAdminCommand(argc - 1, argv + 1, std::cin, std::cout, std::cerr);
  }
  return mimamori::platform::rpc::Main<identity::Config>("identity", "Knows who is calling and what they may do.", argc,
                                                         argv, &identity::BindFlags, &identity::Run);
}
