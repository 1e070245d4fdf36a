// SPDX-License-Identifier: Apache-2.0
#include "tests/gateways/door_world.hpp"

#include <filesystem>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/signature.hpp"

namespace mimamori::tests {

void FakeResolver::Resolve(rpc::v1::CookieName cookie, const std::string& token, const platform::rpc::Call&,
                           http::CallerFound found) {
  ++asked;
  const bool patient = token == "patient" && cookie == rpc::v1::COOKIE_NAME_DIARY_SESSION;
  const bool neighbour = token == "neighbour";
  const bool is_operator = (token == "operator" || neighbour) && cookie == rpc::v1::COOKIE_NAME_OPERATOR_SESSION;
  if ((ended && !neighbour) || !(patient || is_operator)) {
    return found(platform::Failure(absl::StatusCode::kUnauthenticated, "SESSION_ENDED", "sign in again"));
  }
  auto caller = std::make_shared<platform::rpc::Caller>();
  caller->issuer = "gateway_public";
  caller->subject = patient ? "device-1" : neighbour ? "session-2" : "session-1";
  caller->organisation = patient ? "case-1" : neighbour || moved ? "N0000000" : "K7QP2M9X";
  caller->roles = {patient ? rpc::v1::ROLE_PATIENT : rpc::v1::ROLE_VENUE_OPERATOR};
  found(std::shared_ptr<const platform::rpc::Caller>(std::move(caller)));
}

DoorWorld::DoorWorld(Options options) {
  platform::crypto::Initialise();
  StartServices(options.connect);
  const auto url = http::DoorUrl::Parse(options.url);
  const http::CookieJar cookies(url->secure);
  sessions = std::make_unique<http::Sessions>(resolver, clock, "gateway_public");
  invoker = std::make_unique<http::Invoker>(upstream, *sessions, clock, cookies, rpc::v1::COOKIE_NAME_OPERATOR_SESSION);

  const std::string web_root = folder.File("web");
  for (const auto& [name, content] : options.web) {
    std::filesystem::create_directories(std::filesystem::path(web_root + "/" + name).parent_path());
    folder.Write("web/" + name, content);
  }
  const std::string root = options.web.empty() ? "" : web_root;
  auto routes = http::ReadRoutes(rpc::v1::DOOR_PUBLIC);
  EXPECT_TRUE(routes.ok()) << routes.status();
  auto pages = http::Pages::Load(root, *url, rpc::v1::DOOR_PUBLIC);
  EXPECT_TRUE(pages.ok()) << pages.status();
  auto files = http::StaticFiles::Load(root);
  EXPECT_TRUE(files.ok()) << files.status();
  door = std::make_unique<http::Door>(*std::move(routes), *std::move(pages), *std::move(files), "{\"openapi\":\"3.1.0\"}",
                                      *url, *http::Cors::Parse(options.cors), *invoker);

  http::ServerOptions server_options = options.server;
  if (server_options.listen.empty()) server_options.listen = "127.0.0.1:0";
  server_options.every_answer = http::SecurityHeaders(*url);
  server_options.served = [this](const http::Served& one) {
    const std::lock_guard lock(served_mutex_);
    served.push_back({"", one.route, one.status, one.duration, ""});
  };
  auto started = http::Server::Start(std::move(server_options), *door);
  EXPECT_TRUE(started.ok()) << started.status();
  server = *std::move(started);
}

void DoorWorld::StartServices(bool connect) {
  EXPECT_TRUE(platform::crypto::WriteSigningKey(folder.path(), "gateway_public").ok());
  auto key = platform::crypto::Signer::FromFile(folder.File("gateway_public.key"));
  EXPECT_TRUE(key.ok()) << key.status();
  signer = std::make_unique<platform::rpc::CallerSigner>("gateway_public", *std::move(key), clock);
  probe = std::make_unique<ProbeService>(folder.path(), clock);
  const std::string address = "unix:" + folder.File("probe.sock");
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterService(probe.get());
  grpc_server = builder.BuildAndStart();
  if (!connect) return;
  upstream.Add({"probe", grpc::CreateChannel(address, grpc::InsecureChannelCredentials()), *signer});
}

DoorWorld::~DoorWorld() {
  probe->Release();
  server.reset();
  door.reset();
  invoker.reset();  // which keeps streams of boards for a while
  grpc_server->Shutdown();
}

}  // namespace mimamori::tests
