// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/status.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::tests {

// Everybody who might call a service under test, with the keys of all of them: services in their own name, people as the
// gateways would vouch for them.
class Callers {
 public:
  Callers(std::string audience, const platform::Clock& clock) : audience_(std::move(audience)), clock_(clock) {
    for (const char* name : {"vault", "mail", "identity", "venue", "registry", "capacity", "visit", "observation", "exposure",
                             "admission",
                             "gateway_public", "gateway_staff", "inbound_mail"}) {
      if (!platform::crypto::WriteSigningKey(folder_.path(), name).ok()) std::abort();
    }
  }

  const std::string& keys() const { return folder_.path(); }  // --caller-keys
  platform::rpc::CallerSigner SignerOf(const std::string& name) const {
    return {name, *platform::crypto::Signer::FromFile(folder_.File(name + ".key")), clock_};
  }

  // Values of the metadata `mimamori-caller-bin`.
  std::string Service(const std::string& name) const { return SignerOf(name).ForService(audience_); }
  std::string Anyone(const std::string& gateway = "gateway_public") const {
    return Person(gateway, "", mimamori::rpc::v1::ROLE_ANYONE, {});
  }
  std::string Person(const std::string& gateway, const std::string& subject, mimamori::rpc::v1::Role role,
                     const std::vector<std::string>& areas) const {
    platform::rpc::Caller caller{.issuer = gateway, .subject = subject, .roles = {role}, .areas = {}, .organisation = {}};
    for (const std::string& area : areas) caller.areas.push_back(platform::AreaCode::Parse(area).value());
    return SignerOf(gateway).For(audience_, caller);
  }
  std::string Officer(const std::string& subject, const std::vector<std::string>& areas) const {
    return Person("gateway_staff", subject, mimamori::rpc::v1::ROLE_HEALTH_OFFICER, areas);
  }

 private:
  const std::string audience_;
  const platform::Clock& clock_;
  const TempFolder folder_;
};

// One call with that token, as a client far away would make it. `network` as a gateway would say it.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> CallWith(const std::string& token, Stub& stub,
                                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                  const Request& request, const std::string& network = "") {
  grpc::ClientContext context;
  if (!token.empty()) context.AddMetadata("mimamori-caller-bin", token);
  if (!network.empty()) context.AddMetadata("mimamori-network", network);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return platform::rpc::FromGrpc(status);
  return response;
}

}  // namespace mimamori::tests
