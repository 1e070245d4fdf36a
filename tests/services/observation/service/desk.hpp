// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::observation {

using platform::FieldOf;
using platform::ReasonOf;

inline const char kHanako[] = "0192f0c1-0000-4000-8000-000000000001";
inline const char kTaro[] = "0192f0c1-0000-4000-8000-000000000002";

// What staff of a health centre ask, on a real database. Whoever serves shuts the server down before the service is gone.
class Desk : public ObservationStoreTest {
 protected:
  void Serve(std::initializer_list<grpc::Service*> services) {
    grpc::ServerBuilder builder;
    for (grpc::Service* service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  std::shared_ptr<grpc::Channel> channel() { return server_->InProcessChannel({}); }

  std::string Osaka(const char* who = kHanako) const { return callers_.Officer(who, {"271004"}); }
  std::string Tokyo() const { return callers_.Officer(kTaro, {"130001"}); }
  // Everybody who is no health officer.
  std::vector<std::string> Strangers() const {
    return {callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_AUDITOR, {"271004"}),
            callers_.Person("gateway_public", kTaro, mimamori::rpc::v1::ROLE_PATIENT, {}), callers_.Anyone(),
            callers_.Service("exposure")};
  }
  void Say(const CaseId& id, const Report& report) {
    auto kept = reports_.Keep(Soon(), reports_.Rules(Soon()).value(), WorkRules(),
                              {{.patient = id, .request = RequestId::Random(), .report = report, .reported_by = "x"}});
    ASSERT_TRUE(kept.ok() && kept->front().ok()) << kept.status();
  }
  int64_t Count(const std::string& sql) {
    const std::string name = std::to_string(std::hash<std::string>{}(sql));
    const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }
  // All messages of a stream.
  template <class Stub, class Request, class Message>
  absl::StatusOr<std::vector<Message>> ReadAll(
      const std::string& token, Stub& stub,
      std::unique_ptr<grpc::ClientReader<Message>> (Stub::*method)(grpc::ClientContext*, const Request&),
      const Request& request) {
    grpc::ClientContext context;
    context.AddMetadata("mimamori-caller-bin", token);
    const auto reader = (stub.*method)(&context, request);
    std::vector<Message> messages;
    for (Message message; reader->Read(&message);) messages.push_back(message);
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return platform::rpc::FromGrpc(status);
    return messages;
  }

  tests::FakeClock clock_{kNow};
  tests::Callers callers_{"observation", clock_};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"observation", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 4}, verifier_, clock_, metrics_};
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace mimamori::observation
