// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "gateways/http/door.hpp"
#include "gateways/http/server.hpp"
#include "tests/gateways/http_client.hpp"
#include "tests/gateways/probe_service.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::tests {

// Sessions by token, each in its own cookie: "operator" is one, "patient" another; any other has ended. "neighbour" is another
// venue's operator.
class FakeResolver final : public http::SessionResolver {
 public:
  void Resolve(rpc::v1::CookieName cookie, const std::string& token, const platform::rpc::Call& call,
               http::CallerFound found) override;
  std::atomic<int> asked = 0;
  std::atomic<bool> ended = false;
  std::atomic<bool> moved = false;  // the operator has another venue by now
};

// A public door in front of the probe service: real gRPC over a unix socket, real HTTP on a loopback port.
class DoorWorld {
 public:
  struct Options {
    std::map<std::string, std::string> web = {};  // files of the web root
    http::ServerOptions server = {};
    bool connect = true;  // else the probe service is not connected
    std::string url = "http://door.test";
    std::string cors = "";
  };
  DoorWorld() : DoorWorld(Options()) {}
  explicit DoorWorld(Options options);
  ~DoorWorld();

  int port() const { return server->port(); }

  TempFolder folder;
  FakeClock clock{absl::FromUnixSeconds(1'795'219'200)};  // 2026-11-21T00:00:00Z
  FakeResolver resolver;
  std::unique_ptr<ProbeService> probe;
  std::unique_ptr<grpc::Server> grpc_server;
  std::unique_ptr<platform::rpc::CallerSigner> signer;
  http::Upstream upstream;
  std::unique_ptr<http::Sessions> sessions;
  std::unique_ptr<http::Invoker> invoker;
  std::unique_ptr<http::Door> door;
  std::vector<http::Served> served;  // read after the server has drained
  std::unique_ptr<http::Server> server;

 private:
  void StartServices(bool connect);
  std::mutex served_mutex_;
};

}  // namespace mimamori::tests
