// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/client.hpp"

#include "services/platform/rpc/metadata.hpp"

namespace mimamori::platform::rpc {
namespace {

std::unique_ptr<grpc::ClientContext> MakeContext(absl::Time deadline, const Trace& trace, std::string token) {
  auto context = std::make_unique<grpc::ClientContext>();
  if (deadline != absl::InfiniteFuture()) context->set_deadline(absl::ToChronoTime(deadline));
  context->AddMetadata(kTraceKey, trace.ToHeader());
  context->AddMetadata(kCallerKey, std::move(token));
  return context;
}

}  // namespace

std::unique_ptr<grpc::ClientContext> ServiceChannel::Context(const Call& call) const {
  auto context = MakeContext(call.deadline, call.trace.Below(), signer_->ForService(service_));
  if (!call.network.empty()) context->AddMetadata(kNetworkKey, call.network);
  return context;
}

std::unique_ptr<grpc::ClientContext> ServiceChannel::Context(absl::Time deadline) const {
  return MakeContext(deadline, Trace::Fresh(), signer_->ForService(service_));
}

std::string ServiceChannel::TokenFor(const Caller& caller) const { return signer_->For(service_, caller); }

std::unique_ptr<grpc::ClientContext> ServiceChannel::ContextFor(const Call& call, const Caller& caller) const {
  auto context = MakeContext(call.deadline, call.trace.Below(), TokenFor(caller));
  if (!call.network.empty()) context->AddMetadata(kNetworkKey, call.network);
  return context;
}

}  // namespace mimamori::platform::rpc
