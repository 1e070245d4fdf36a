// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "services/platform/rpc/call.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::platform::rpc {

// A channel to one service and what a call on it needs.
class ServiceChannel {
 public:
  ServiceChannel(std::string service, std::shared_ptr<grpc::Channel> channel, const CallerSigner& signer)
      : service_(std::move(service)), channel_(std::move(channel)), signer_(&signer) {}

  const std::string& service() const { return service_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // In this process's own name, on behalf of `call`: its deadline (already shaved), its trace, its network.
  std::unique_ptr<grpc::ClientContext> Context(const Call& call) const;
  // For jobs: in this process's own name with a deadline (in the system's time) and a fresh trace.
  std::unique_ptr<grpc::ClientContext> Context(absl::Time deadline) const;
  // For a person whose token the process may mint or was called with (gateways).
  std::unique_ptr<grpc::ClientContext> ContextFor(const Call& call, const Caller& caller) const;
  // What ContextFor puts in as `mimamori-caller-bin`.
  std::string TokenFor(const Caller& caller) const;

 private:
  std::string service_;
  std::shared_ptr<grpc::Channel> channel_;
  const CallerSigner* signer_;
};

// auto reply = Ask(*stub, &VaultService::StubInterface::GetSealingKey, *channel.Context(call), request);
template <class Stub, class Interface, class Request, class Response>
absl::StatusOr<Response> Ask(Stub& stub,
                             grpc::Status (Interface::*method)(grpc::ClientContext*, const Request&, Response*),
                             grpc::ClientContext& context, const Request& request) {
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromGrpc(status);
  return response;
}

}  // namespace mimamori::platform::rpc
