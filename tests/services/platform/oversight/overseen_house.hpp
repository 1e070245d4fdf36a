// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "services/platform/crypto/aead.hpp"
#include "services/platform/oversight/audit_service.hpp"
#include "services/platform/oversight/policy_service.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/policy_body.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::oversight {

// A service "visit" with one policy, behind a real entrance, on a real database.
class OverseenHouse {
 public:
  using PolicyStub = mimamori::rpc::v1::PolicyService::Stub;
  using AuditStub = mimamori::rpc::v1::AuditService::Stub;

  OverseenHouse() {
    crypto::Initialise();
    grpc::ServerBuilder builder;
    builder.RegisterService(&policy_service_);
    builder.RegisterService(&audit_service_);
    server_ = builder.BuildAndStart();
    policies_ = mimamori::rpc::v1::PolicyService::NewStub(server_->InProcessChannel({}));
    audit_ = mimamori::rpc::v1::AuditService::NewStub(server_->InProcessChannel({}));
  }
  ~OverseenHouse() { server_->Shutdown(); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }
  tests::FakeClock& clock() { return clock_; }
  PolicyStub& policies() { return *policies_; }
  AuditStub& audit() { return *audit_; }
  postgres::Pool& pool() { return pool_; }
  const tests::Callers& callers() const { return callers_; }
  std::string Person(const std::string& subject, mimamori::rpc::v1::Role role,
                     const std::vector<std::string>& areas = {}) const {
    return callers_.Person("gateway_staff", subject, role, areas);
  }
  int64_t Number(const std::string& sql) {
    const std::string name = std::to_string(std::hash<std::string>{}(sql));
    const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  // As the hourly job does, at that time.
  void ForgetPayloads(absl::Time now) {
    if (!postgres::ForgetAuditPayloads(pool_, Soon(), now).ok()) std::abort();
  }

 private:
  tests::FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  tests::Callers callers_{"visit", clock_};
  tests::ScratchDatabase database_{
      "visit",
      {{"0001_ship_policies.sql",
        "INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES"
        " ('visit.retention', 1, '-infinity', '{\"days\": 28}', 'mimamori', 'mimamori'),"
        " ('visit.forgotten', 1, '-infinity', '{}', 'mimamori', 'mimamori')"}}};
  postgres::Pool pool_{database_.ServiceConninfo(), 4};
  observe::Metrics metrics_;
  const rpc::CallerVerifier verifier_{"visit", callers_.keys(), clock_};
  rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 1}, verifier_, clock_, metrics_};
  PolicyService policy_service_{"visit", runner_, pool_, rpc::PageTokens(crypto::RandomKey()),
                                {{"visit.retention", Reads([](const std::string& body) {
                                    return postgres::PolicyBody(body).Int("days", 1, 90);
                                  })}}};
  AuditService audit_service_{"visit", runner_, pool_, rpc::PageTokens(crypto::RandomKey())};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<PolicyStub> policies_;
  std::unique_ptr<AuditStub> audit_;
};

}  // namespace mimamori::platform::oversight
