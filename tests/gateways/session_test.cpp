// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/session.hpp"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/metadata.hpp"
#include "services/platform/rpc/status.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::tests {
namespace {

using CallerOr = absl::StatusOr<std::shared_ptr<const platform::rpc::Caller>>;

class FakeIdentity final : public identity::v1::IdentityService::Service {
 public:
  explicit FakeIdentity(platform::rpc::CallerVerifier& verifier) : verifier_(verifier) {}

  grpc::Status ResolveSession(grpc::ServerContext* context, const identity::v1::ResolveSessionRequest* request,
                              identity::v1::ResolvedSession* session) override {
    const auto token = context->client_metadata().find(platform::rpc::kCallerKey);
    const auto caller = verifier_.Verify({token->second.data(), token->second.size()});
    if (!caller.ok() || !(*caller)->service || (*caller)->subject != "gateway_staff") {
      return {grpc::StatusCode::PERMISSION_DENIED, "not a gateway"};
    }
    if (request->session_cookie() != "good" || request->cookie() != rpc::v1::COOKIE_NAME_STAFF_SESSION) {
      return platform::rpc::ToGrpc(
          platform::Failure(absl::StatusCode::kUnauthenticated, "SESSION_ENDED", "sign in again"));
    }
    session->set_subject("account-1");
    session->add_roles(rpc::v1::ROLE_HEALTH_OFFICER);
    session->add_area_codes(area);
    session->set_organisation("centre");
    return grpc::Status::OK;
  }
  std::string area = "271004";

 private:
  platform::rpc::CallerVerifier& verifier_;
};

struct World {
  World() {
    platform::crypto::Initialise();
    EXPECT_TRUE(platform::crypto::WriteSigningKey(folder.path(), "gateway_staff").ok());
    const std::string address = "unix:" + folder.File("identity.sock");
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    builder.RegisterService(&identity);
    server = builder.BuildAndStart();
    signer = std::make_unique<platform::rpc::CallerSigner>(
        "gateway_staff", *platform::crypto::Signer::FromFile(folder.File("gateway_staff.key")), clock);
    resolver = http::MakeIdentityResolver(
        {"identity", grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), *signer}, "gateway_staff");
  }
  CallerOr Resolve(const std::string& token, rpc::v1::CookieName cookie = rpc::v1::COOKIE_NAME_STAFF_SESSION) {
    platform::rpc::Call call;
    call.deadline = absl::Now() + absl::Seconds(20);
    call.trace = platform::rpc::Trace::Fresh();
    std::promise<CallerOr> answer;
    resolver->Resolve(cookie, token, call, [&](CallerOr caller) { answer.set_value(std::move(caller)); });
    return answer.get_future().get();
  }

  TempFolder folder;
  FakeClock clock{absl::FromUnixSeconds(1'795'219'200)};
  platform::rpc::CallerVerifier verifier{"identity", folder.path(), clock};
  FakeIdentity identity{verifier};
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<platform::rpc::CallerSigner> signer;
  std::unique_ptr<http::SessionResolver> resolver;
};

TEST(IdentityResolver, AsksInTheGatewaysOwnName) {
  World world;
  const auto caller = world.Resolve("good");
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->subject, "account-1");
  EXPECT_EQ((*caller)->organisation, "centre");
  EXPECT_TRUE((*caller)->Has(rpc::v1::ROLE_HEALTH_OFFICER));
  EXPECT_FALSE((*caller)->service);
  ASSERT_EQ((*caller)->areas.size(), 1U);
  EXPECT_EQ((*caller)->areas[0].ToString(), "271004");
}

TEST(IdentityResolver, PassesOnThatASessionHasEnded) {
  World world;
  EXPECT_EQ(platform::ReasonOf(world.Resolve("bad").status()), "SESSION_ENDED");
  EXPECT_EQ(platform::ReasonOf(world.Resolve("good", rpc::v1::COOKIE_NAME_DIARY_SESSION).status()), "SESSION_ENDED");
}

TEST(IdentityResolver, BelievesNoBrokenArea) {
  World world;
  world.identity.area = "000000x";
  EXPECT_EQ(world.Resolve("good").status().code(), absl::StatusCode::kInternal);
}

constexpr auto kCookie = rpc::v1::COOKIE_NAME_STAFF_SESSION;

// Counts how often it is asked.
class CountingResolver final : public http::SessionResolver {
 public:
  void Resolve(rpc::v1::CookieName, const std::string&, const platform::rpc::Call&,
               http::CallerFound found) override {
    ++asked;
    found(std::make_shared<const platform::rpc::Caller>());
  }
  int asked = 0;
};

TEST(Sessions, RememberForTenSecondsAndForgetWhenTold) {
  CountingResolver resolver;
  FakeClock clock{absl::FromUnixSeconds(1'795'219'200)};
  http::Sessions sessions(resolver, clock, "gateway_staff");
  const auto find = [&](std::string_view token, http::Sessions::Memory memory = http::Sessions::Memory::kUse) {
    sessions.Find(kCookie, token, {}, memory, [](auto caller) { EXPECT_TRUE((*caller)->Has(rpc::v1::ROLE_ANYONE)); });
    return resolver.asked;
  };
  EXPECT_EQ(find("a"), 1);
  EXPECT_EQ(find("a"), 1);
  EXPECT_EQ(find("b"), 2);
  EXPECT_EQ(find("a", http::Sessions::Memory::kSkip), 3);
  clock.Advance(http::Sessions::kRemembered - absl::Nanoseconds(1));
  EXPECT_EQ(find("a"), 3);
  clock.Advance(absl::Nanoseconds(1));
  EXPECT_EQ(find("a"), 4);
  sessions.Forget(kCookie, "a");
  EXPECT_EQ(find("a"), 5);
  clock.Advance(-absl::Hours(1));
  EXPECT_EQ(find("a"), 6);
}

TEST(Sessions, RememberNothingWhereTheDoorWantsItSo) {
  CountingResolver resolver;
  FakeClock clock{absl::FromUnixSeconds(1'795'219'200)};
  http::Sessions sessions(resolver, clock, "gateway_staff", absl::ZeroDuration());
  for (int i = 1; i <= 3; ++i) {
    sessions.Find(kCookie, "a", {}, http::Sessions::Memory::kUse, [](auto caller) { EXPECT_TRUE(caller.ok()); });
    EXPECT_EQ(resolver.asked, i);
  }
}

}  // namespace
}  // namespace mimamori::tests
