// SPDX-License-Identifier: Apache-2.0
// Composition only: config → channel → reception → LMTP.
#include <fmt/format.h>

#include "gateways/inbound_mail/reception.hpp"
#include "gateways/inbound_mail/server.hpp"
#include "mimamori/mail/v1/bounce_service.grpc.pb.h"
#include "mimamori/visit/v1/inbound_mail_service.grpc.pb.h"
#include "services/platform/core/ascii.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::inbound_mail {
namespace {

using platform::LowerCased;

constexpr absl::Duration kCallTime = absl::Seconds(10);

struct Config {
  platform::rpc::ProcessConfig process;
  std::string visit;
  std::string mail;
  ServerOptions lmtp;
  Trust trust;
  int largest_mail_kib = 256;
};

void BindFlags(platform::Flags& flags, Config& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require("visit", &config.visit, "address of the visit service: unix:…")
      .Require("mail", &config.mail, "address of the mail service")
      .Require("lmtp-listen", &config.lmtp.listen, "where the mail system delivers: unix:/run/mimamori/lmtp")
      .Require("mail-domain", &config.trust.own_domain, "the domain that visitors write to")
      .Add("authserv-id", &config.trust.authserv_id, "name of the mail system in Authentication-Results; none: nobody is verified")
      .Add("own-hops", &config.trust.own_hops, "Received fields that the mail system writes itself", 1, 10)
      .Add("largest-mail", &config.largest_mail_kib, "KiB; larger ones are dropped", 16, 65536)
      .Add("lmtp-connections", &config.lmtp.connections, "connections at most", 1, 1000)
      .Add("lmtp-threads", &config.lmtp.threads, "deliveries at once", 1, 64);
}

absl::StatusOr<int> Run(platform::rpc::Process& process, const Config& config) {
  const platform::rpc::ServiceChannel visit = process.Connect("visit", config.visit);
  const auto visits = visit::v1::InboundMailService::NewStub(visit.channel());
  const platform::rpc::ServiceChannel mail = process.Connect("mail", config.mail);
  const auto bounces = mail::v1::BounceService::NewStub(mail.channel());
  Trust trust = config.trust;
  trust.own_domain = LowerCased(trust.own_domain);
  const Reception reception(
      std::move(trust),
      {.check_in =
           [&](const visit::v1::CheckInByMailRequest& request) {
             visit::v1::CheckedInByMail answer;
             const auto context = visit.Context(absl::Now() + kCallTime);
             return platform::rpc::FromGrpc(visits->CheckInByMail(context.get(), request, &answer));
           },
       .record_bounce =
           [&](const mail::v1::RecordBounceRequest& request) {
             mail::v1::RecordedBounce answer;
             const auto context = mail.Context(absl::Now() + kCallTime);
             return platform::rpc::FromGrpc(bounces->RecordBounce(context.get(), request, &answer));
           }},
      [&](const Outcome& outcome) {
        process.metrics()
            .CounterOf("mimamori_inbound_mails_total", "Mails that came in, by recipient.", {{"result", std::string(outcome.result)}})
            .Add();
        platform::observe::Log(spdlog::level::info, "mail", {{"result", std::string(outcome.result)}, {"reason", outcome.reason}});
      });
  ServerOptions options = config.lmtp;
  options.limits.mail_bytes = static_cast<size_t>(config.largest_mail_kib) << 10;
  ASSIGN_OR_RETURN(const auto server,
                   Server::Start(std::move(options), [&](std::string_view recipient) { return reception.Judge(recipient); },
                                 [&](const Delivery& delivery) { return reception.Deliver(delivery); }));
  process.metrics().GaugeOf("mimamori_lmtp_connections", "Open connections.", {}, [&] { return server->open_connections(); });
  process.OnDrain([&](absl::Time) { server->Drain(); });
  return process.Serve({});
}

}  // namespace
}  // namespace mimamori::inbound_mail

int main(int argc, char** argv) {
  using namespace mimamori::inbound_mail;
  return mimamori::platform::rpc::Main<Config>("inbound_mail", "The door of mails: LMTP outside, gRPC inside.", argc, argv,
                                               &BindFlags, &Run);
}
