// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/gateway.hpp"

#include <fmt/format.h>

#include "embedded/gateway_descriptors.hpp"
#include "gateways/http/access_log.hpp"
#include "gateways/http/door.hpp"
#include "gateways/http/openapi.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::http {
namespace {

bool Loopback(const DoorUrl& url) {
  return url.domain == "localhost" || url.domain == "[::1]" || url.domain.starts_with("127.");
}

absl::Status CheckConfig(const GatewayConfig& config) {
  if (config.tls_cert.empty() != config.tls_key.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key go together");
  }
  if (config.url.empty()) return absl::OkStatus();  // said by Require
  const auto url = DoorUrl::Parse(config.url);
  if (!url.ok()) return url.status();
  if (!config.tls_cert.empty() && !url->secure) {
    return absl::InvalidArgumentError(fmt::format("with --tls-cert the door is https, not {}", config.url));
  }
  return absl::OkStatus();
}

Upstream Connect(platform::rpc::Process& process, const GatewayConfig& config) {
  Upstream upstream;
  for (const auto& [name, address] : config.services) {
    if (!address.empty()) upstream.Add(process.Connect(name, address));
  }
  return upstream;
}

ServerOptions OptionsOf(const GatewayConfig& config, const DoorUrl& url) {
  ServerOptions options;
  options.listen = config.http_listen;
  options.threads = config.http_threads;
  options.tls_cert = config.tls_cert;
  options.tls_key = config.tls_key;
  options.connections = config.connections;
  options.connections_per_network = config.connections_per_network;
  options.every_answer = SecurityHeaders(url);
  return options;
}

}  // namespace

void BindGatewayFlags(platform::Flags& flags, const std::string& url_flag, GatewayConfig& config) {
  platform::rpc::BindProcessFlags(flags, config.process);
  flags.Require(url_flag, &config.url, "own address as browsers write it: https://mimamori.example.jp")
      .Require("identity", &config.services["identity"], "address of the identity service: unix:…")
      .Add("http-listen", &config.http_listen, "address of the door: 127.0.0.1:8080")
      .Add("http-threads", &config.http_threads, "event loops", 1, 64)
      .Add("http-connections", &config.connections, "connections at most", 1, 1'000'000)
      .Add("http-connections-per-network", &config.connections_per_network, "of them from one /24 or /48", 1, 1'000'000)
      .Add("trusted-proxies", &config.trusted_proxies, "reverse proxies whose X-Forwarded-For is believed: 10.0.0.0/8,::1")
      .Add("cors-origins", &config.cors_origins, "other sites whose scripts may read what anyone may: https://data.example.jp")
      .Add("web-root", &config.web_root, "folder of the web client's files and pages; none when empty")
      .Add("tls-cert", &config.tls_cert, "PEM file with the certificate chain; plain HTTP when empty")
      .Add("tls-key", &config.tls_key, "PEM file with its key")
      .Check([&config] { return CheckConfig(config); });
  for (const std::string name : {"venue", "visit", "registry", "capacity", "observation", "admission", "exposure", "mail", "vault"}) {
    flags.Add(name, &config.services[name], fmt::format("address of the {} service", name));
  }
}

absl::StatusOr<int> RunGateway(platform::rpc::Process& process, const GatewayConfig& config, rpc::v1::Door door_name) {
  ASSIGN_OR_RETURN(const DoorUrl url, DoorUrl::Parse(config.url));
  if (!url.secure && !Loopback(url)) {
    platform::observe::Log(spdlog::level::warn, "serving plain http: cookies can be read on the way", {});
  }
  const CookieJar cookies(url.secure);
  const auto session_cookie = door_name == rpc::v1::DOOR_STAFF ? rpc::v1::COOKIE_NAME_STAFF_SESSION
                                                               : rpc::v1::COOKIE_NAME_OPERATOR_SESSION;
  const Upstream upstream = Connect(process, config);
  const auto resolver =
      MakeIdentityResolver(process.Connect("identity", config.services.at("identity")), process.name());
  // Staff whose account was disabled are out with their next request; there are few of them, and each is asked for.
  Sessions sessions(*resolver, process.clock(), process.name(),
                    door_name == rpc::v1::DOOR_STAFF ? absl::ZeroDuration() : Sessions::kRemembered);
  Invoker invoker(upstream, sessions, process.clock(), cookies, session_cookie);

  ASSIGN_OR_RETURN(RouteTable routes, ReadRoutes(door_name));
  ASSIGN_OR_RETURN(Pages pages, Pages::Load(config.web_root, url, door_name));
  ASSIGN_OR_RETURN(StaticFiles files, StaticFiles::Load(config.web_root));
  const char* title = door_name == rpc::v1::DOOR_STAFF ? "Mimamori, staff door" : "Mimamori, public door";
  ASSIGN_OR_RETURN(std::string openapi,
                   MakeOpenApi(routes, title, url, cookies, embedded::gateway_descriptors::Files()[0].content));
  ASSIGN_OR_RETURN(Cors cors, Cors::Parse(config.cors_origins));
  Door door(std::move(routes), std::move(pages), std::move(files), std::move(openapi), url, std::move(cors), invoker);

  AccessLog log(process.metrics());
  ServerOptions options = OptionsOf(config, url);
  // Staff import tables of thousands of rows, in base64.
  if (door_name == rpc::v1::DOOR_STAFF) options.body_limit = 4 * 1024 * 1024;
  ASSIGN_OR_RETURN(options.proxies, TrustedProxies::Parse(config.trusted_proxies));
  options.served = [&log](const Served& served) { log.Write(served); };
  ASSIGN_OR_RETURN(const std::unique_ptr<Server> server, Server::Start(std::move(options), door));
  process.metrics().GaugeOf("mimamori_http_connections", "Open connections.", {},
                            [&server] { return server->open_connections(); });
  process.metrics().GaugeOf("mimamori_http_boards", "Boards that are watched, each by one stream.", {},
                            [&invoker] { return invoker.boards().open(); });
  process.metrics().GaugeOf("mimamori_http_board_watchers", "Who watch them.", {},
                            [&invoker] { return invoker.boards().watchers(); });
  platform::observe::Log(spdlog::level::info, "listening", {{"port", fmt::to_string(server->port())}});
  process.OnDrain([&server](absl::Time until) { server->Drain(until - absl::Now()); });
  return process.Serve({});
}

}  // namespace mimamori::http
