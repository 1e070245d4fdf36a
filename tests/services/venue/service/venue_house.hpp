// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "embedded/venue_migrations.hpp"
#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/rpc/status.hpp"
#include "services/venue/jobs/link_relay.hpp"
#include "services/venue/service/venue_service.hpp"
#include "services/venue/store/postgres_venue_store.hpp"
#include "tests/services/venue/service/fake_neighbours.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/scratch_redis.hpp"

namespace mimamori::venue {

using platform::FieldOf;
using platform::ReasonOf;
using Stub = v1::VenueService::Stub;

inline const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);  // 21 November 2026, 14:20 in Osaka

// A server in this process.
class InProcess {
 public:
  explicit InProcess(grpc::Service& service) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
  }
  ~InProcess() { server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5)); }
  std::shared_ptr<grpc::Channel> Channel() { return server_->InProcessChannel({}); }

 private:
  std::unique_ptr<grpc::Server> server_;
};

// The keys of everybody who might call.
class Keys {
 public:
  Keys() {
    for (const char* name :
         {"venue", "visit", "exposure", "registry", "identity", "mail", "vault", "gateway_public", "gateway_staff"}) {
      if (!platform::crypto::WriteSigningKey(folder_.path(), name).ok()) std::abort();
    }
  }
  const std::string& path() const { return folder_.path(); }
  platform::crypto::Signer Of(const std::string& name) const {
    return platform::crypto::Signer::FromFile(folder_.File(name + ".key")).value();
  }

 private:
  tests::TempFolder folder_;
};

// Who calls, as a token says it.
struct Person {
  std::string issuer;  // of the token: a gateway or a service
  bool service = false;
  std::string subject = {};
  std::vector<mimamori::rpc::v1::Role> roles = {};
  std::vector<std::string> areas = {};
  std::string organisation = {};
};
inline const Person kAnyone{.issuer = "gateway_public", .roles = {mimamori::rpc::v1::ROLE_ANYONE}};
inline const Person kVisit{.issuer = "visit", .service = true};
inline Person Operator(const std::string& venue_id) {
  return {.issuer = "gateway_public",
          .subject = "session-1",
          .roles = {mimamori::rpc::v1::ROLE_VENUE_OPERATOR},
          .organisation = venue_id};
}
inline Person Officer(const std::vector<std::string>& areas, const std::string& subject = "officer-1") {
  return {.issuer = "gateway_staff",
          .subject = subject,
          .roles = {mimamori::rpc::v1::ROLE_HEALTH_OFFICER},
          .areas = areas,
          .organisation = "health centre"};
}

// The service behind a real entrance, over a real database and Redis; the services below answer from here.
class VenueHouse : public testing::Test {
 protected:
  // What the metadata of such a call is.
  std::unique_ptr<grpc::ClientContext> ContextOf(const Person& person, const std::string& network = "192.0.2.0/24") {
    const platform::rpc::CallerSigner signer(person.issuer, keys_.Of(person.issuer), clock_);
    platform::rpc::Caller caller{.issuer = person.issuer,
                                 .subject = person.subject,
                                 .roles = person.roles,
                                 .areas = {},
                                 .organisation = person.organisation};
    for (const std::string& area : person.areas) caller.areas.push_back(*platform::AreaCode::Parse(area));
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("mimamori-caller-bin",
                         person.service ? signer.ForService("venue") : signer.For("venue", caller));
    context->AddMetadata("mimamori-network", network);
    return context;
  }

  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const Person& person,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request, const std::string& network = "192.0.2.0/24") {
    return platform::rpc::Ask(*stub_, method, *ContextOf(person, network), request);
  }

  static v1::RegisterVenueRequest ARequest(const std::string& name = "喫茶 こもれび",
                                           const std::string& area = "271004") {
    v1::RegisterVenueRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_display_name(name);
    request.set_address("大阪市北区梅田1-1");
    request.set_area_code(area);
    request.set_kind(v1::VENUE_KIND_FOOD);
    request.set_email_address("owner.kato@example.jp");
    return request;
  }

  // The token in the newest mailed link.
  std::string MailedToken() {
    const auto messages = mail_.Messages();
    if (messages.empty()) return "";
    const std::string link = messages.back().parameters().at("link");
    return link.substr(link.rfind('/') + 1);
  }
  static v1::ConfirmVenueRequest Confirmation(const std::string& token) {
    v1::ConfirmVenueRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_token(token);
    return request;
  }

  // A venue, made the way that venues are made.
  v1::Venue AddVenue(const std::string& name = "喫茶 こもれび", const std::string& area = "271004") {
    const auto before = identity_.Tokens();
    EXPECT_TRUE(Ask(kAnyone, &Stub::RegisterVenue, ARequest(name, area), "").ok());
    EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
    for (const std::string& token : identity_.Tokens()) {
      if (std::find(before.begin(), before.end(), token) != before.end()) continue;
      const auto confirmed = Ask(kAnyone, &Stub::ConfirmVenue, Confirmation(token));
      EXPECT_TRUE(confirmed.ok()) << confirmed.status();
      return confirmed->venue();
    }
    ADD_FAILURE() << "no link was made";
    return {};
  }
  static std::string CodeIn(const v1::Venue& venue) { return venue.code_url().substr(venue.code_url().rfind('/') + 1); }
  absl::StatusOr<v1::Place> Resolve(const std::string& code, const std::string& network = "192.0.2.0/24") {
    v1::ResolveCodeRequest request;
    request.set_code(code);
    return Ask(kVisit, &Stub::ResolveCode, request, network);
  }

  const Keys keys_;
  tests::FakeClock clock_{kNow};
  tests::ScratchDatabase database_{"venue", embedded::venue_migrations::Files()};
  tests::ScratchRedis redis_server_;
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  platform::redis::Pool redis_{redis_server_.Address(), 4, absl::Milliseconds(500)};
  PostgresVenueStore store_{pool_};

  FakeIdentity identity_{keys_.path(), clock_};
  FakeVault vault_{keys_.path(), clock_};
  FakeMail mail_{keys_.path(), clock_};
  InProcess identity_server_{identity_};
  InProcess vault_server_{vault_};
  InProcess mail_server_{mail_};
  const platform::rpc::CallerSigner signer_{"venue", keys_.Of("venue"), clock_};
  const platform::crypto::Signer permits_ = keys_.Of("venue");

  const CodeBook codes_{platform::Secret(std::string(32, 'c'))};
  const PublicAddress address_ = *PublicAddress::Parse("http://127.0.0.1:8080");
  const QuotaKeys quotas_{platform::Secret(std::string(32, 'q'))};
  const platform::rpc::PageTokens page_tokens_{platform::Secret(std::string(32, 'p'))};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier callers_{"venue", keys_.path(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 16, .stream_threads = 2}, callers_, clock_, metrics_};
  std::atomic<int> wake_ups_ = 0;
  VenueService service_{{.store = store_,
                         .redis = redis_,
                         .codes = codes_,
                         .address = address_,
                         .quotas = quotas_,
                         .page_tokens = page_tokens_,
                         .wake_relay = [this] { ++wake_ups_; }},
                        {.identity = {"identity", identity_server_.Channel(), signer_},
                         .vault = {"vault", vault_server_.Channel(), signer_}},
                        runner_};
  LinkRelay relay_{store_,
                           {.identity = {"identity", identity_server_.Channel(), signer_},
                            .mail = {"mail", mail_server_.Channel(), signer_}},
                           permits_,
                           address_};
  InProcess server_{service_};
  const std::unique_ptr<Stub> stub_ = v1::VenueService::NewStub(server_.Channel());
};

}  // namespace mimamori::venue
