// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/registry/service/registry_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "embedded/registry_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/registry/store/postgres_case_store.hpp"
#include "services/registry/store/postgres_place_store.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::registry {

using platform::ReasonOf;
using testing::HasSubstr;
using testing::Not;
using Stub = v1::RegistryService::Stub;

inline const char kHanako[] = "0192f0c1-0000-4000-8000-000000000001";
inline const char kTaro[] = "0192f0c1-0000-4000-8000-000000000002";
inline const char kEvent[] = "0192f0c1-0000-7000-8000-000000000003";
inline const char kAddress[] = "patient@example.jp";

// Gives out one key a period, as the vault does; the test keeps the private half.
class FakeVault final : public vault::v1::VaultService::Service {
 public:
  grpc::Status GetSealingKey(grpc::ServerContext*, const vault::v1::GetSealingKeyRequest* request,
                             vault::v1::SealingKey* response) override {
    ++asked;
    if (request->ring() != vault::v1::RING_PATIENT) return {grpc::StatusCode::INVALID_ARGUMENT, "another ring"};
    if (down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    response->set_ring_name("patient");
    response->set_period(request->period());
    response->set_public_key(keys.public_key);
    return grpc::Status::OK;
  }
  const platform::crypto::SealingKeyPair keys = platform::crypto::NewSealingKeyPair();
  std::atomic<int> asked = 0;
  std::atomic<bool> down = false;
};

class RegistryHouse : public testing::Test {
 protected:
  // Not in the header: every file of tests would be built with all of it.
  RegistryHouse();
  ~RegistryHouse() override;

  static v1::CreateCaseRequest ARequest() {
    v1::CreateCaseRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_kind(v1::CASE_KIND_CONFIRMED);
    request.set_area_code("271004");
    request.set_onset_date("2026-11-18");
    request.set_report_date("2026-11-20");
    request.set_email_address(kAddress);
    request.set_language("en");
    return request;
  }
  std::string Osaka(const char* who = kHanako) const { return callers_.Officer(who, {"271004"}); }
  std::string Tokyo() const { return callers_.Officer(kTaro, {"130001"}); }

  absl::StatusOr<v1::Case> Create(const v1::CreateCaseRequest& request, const std::string& token) {
    return tests::CallWith(token, *stub_, &Stub::CreateCase, request);
  }
  absl::StatusOr<v1::Case> Get(const std::string& id, const std::string& token) {
    v1::GetCaseRequest request;
    request.set_case_id(id);
    return tests::CallWith(token, *stub_, &Stub::GetCase, request);
  }
  absl::StatusOr<v1::ListCasesResponse> List(const std::string& token, int page_size = 0,
                                             const std::string& page_token = "") {
    v1::ListCasesRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(token, *stub_, &Stub::ListCases, request);
  }
  absl::StatusOr<v1::CaseForExposure> GetForExposure(const std::string& id, const std::string& token) {
    v1::GetCaseForExposureRequest request;
    request.set_case_id(id);
    request.set_event_id(kEvent);
    request.set_officer_id(kHanako);
    return tests::CallWith(token, *stub_, &Stub::GetCaseForExposure, request);
  }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  int64_t Count(const std::string& sql) {
    const std::string name = std::to_string(std::hash<std::string>{}(sql));
    const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  // 21 November 2026, 00:30 in Tokyo: still the 20th in Greenwich.
  tests::FakeClock clock_{absl::FromCivil(absl::CivilMinute(2026, 11, 20, 15, 30), absl::UTCTimeZone())};
  tests::Callers callers_{"registry", clock_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("registry");
  tests::ScratchDatabase database_{"registry", embedded::registry_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresCaseStore store_{pool_};
  PostgresPlaceStore places_{pool_};
  FakeVault vault_;
  std::unique_ptr<grpc::Server> vault_server_;
  std::unique_ptr<ContactSealer> sealer_;
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"registry", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 4}, verifier_, clock_, metrics_};
  std::unique_ptr<RegistryService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace mimamori::registry
