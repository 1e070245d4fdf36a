// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "gateways/http/route_table.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::http {

// A server stream as the gateway reads it: one message at a time, when the browser took the last one.
class ServerStream {
 public:
  virtual ~ServerStream() = default;
  // `ready(true, OK)`: the next message is in `into`; `ready(false, status)`: the stream ended so. Called once, on any
  // thread; `into` lives until then. At most one read is under way.
  virtual void Read(google::protobuf::Message& into, std::function<void(bool, absl::Status)> ready) = 0;
  virtual void Cancel() = 0;
};

// The services behind a door. Built at start, then immutable. Goes after the last answer came, and after its users.
class Upstream {
 public:
  Upstream();
  void Add(platform::rpc::ServiceChannel channel);
  bool Has(const std::string& service) const { return channels_.contains(service); }

  // Calls the route's method for `caller`, over a lane where the method wants one and the service has it. `request` may go when this returns; `response` lives until `done`, which is
  // called once: at once, or on a thread of answers, which it must not block. UNAVAILABLE (SERVICE_NOT_CONNECTED) for a
  // service that was not added; NOT_FOUND (SERVICE_UNKNOWN) when the request names one that was not.
  void Call(const Route& route, const platform::rpc::Call& call, const platform::rpc::Caller& caller,
            const google::protobuf::Message& request, google::protobuf::Message& response,
            std::function<void(absl::Status)> done) const;

  // Opens a server stream; null for a service that was not added.
  std::shared_ptr<ServerStream> Open(const Route& route, const platform::rpc::Call& call,
                                     const platform::rpc::Caller& caller,
                                     const google::protobuf::Message& request) const;

 private:
  struct Answers;
  struct Service;
  std::shared_ptr<Answers> answers_;
  std::map<std::string, std::shared_ptr<Service>> channels_;
};

}  // namespace mimamori::http
