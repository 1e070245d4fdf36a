// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/capacity/service/board_service.hpp"
#include "services/capacity/service/facility_service.hpp"
#include "services/capacity/service/figure_service.hpp"
#include "services/capacity/service/report_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "embedded/capacity_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::capacity {

using platform::FieldOf;
using platform::ReasonOf;
using platform::RequestId;

inline const char kHanako[] = "0192f0c1-0000-4000-8000-000000000001";
inline const char kNurse[] = "0192f0c1-0000-4000-8000-000000000005";
inline const char kHospital[] = "0192f0c1-0000-4000-8000-00000000000a";  // an organisation

// Gives out one key a period, as the vault does; the test keeps the private half.
class FakeVault final : public vault::v1::VaultService::Service {
 public:
  grpc::Status GetSealingKey(grpc::ServerContext*, const vault::v1::GetSealingKeyRequest* request,
                             vault::v1::SealingKey* response) override {
    if (request->ring() != vault::v1::RING_DESK) return {grpc::StatusCode::INVALID_ARGUMENT, "another ring"};
    if (down) return platform::rpc::ToGrpc(platform::Failure(absl::StatusCode::kUnavailable, "DOWN", "down"));
    response->set_ring_name("desk");
    response->set_period(request->period());
    response->set_public_key(keys.public_key);
    return grpc::Status::OK;
  }
  const platform::crypto::SealingKeyPair keys = platform::crypto::NewSealingKeyPair();
  std::atomic<bool> down = false;
};

// Facilities, reports, board and figures behind a real entrance, on real PostgreSQL.
class CapacityHouse : public testing::Test {
 protected:
  using Facilities = v1::FacilityService::Stub;
  using Reports = v1::ReportService::Stub;
  using Board = v1::BoardService::Stub;
  using FigureStub = v1::FigureService::Stub;

  // Not in the header: every file of tests would be built with all of it.
  CapacityHouse();
  ~CapacityHouse() override;

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  std::string Osaka() const { return callers_.Officer(kHanako, {"271004"}); }
  std::string Prefecture() const { return callers_.Officer(kHanako, {"270008"}); }
  std::string Sakai() const { return callers_.Officer(kHanako, {"271403"}); }  // in the same prefecture
  std::string Tokyo() const { return callers_.Officer(kHanako, {"130001"}); }
  // Of the hospital's own, or another one's, whatever areas their accounts have.
  std::string Nurse(const std::string& organisation = kHospital) const;

  static v1::CreateFacilityRequest ARequest(const std::string& name = "総合病院", const std::string& area = "271004");
  absl::StatusOr<v1::Facility> Create(const v1::CreateFacilityRequest& request, const std::string& token);
  // A hospital of kHospital.
  v1::Facility Listed(const std::string& name = "総合病院", const std::string& area = "271004",
                      const std::string& organisation = kHospital);
  absl::StatusOr<v1::Facility> Get(const std::string& id, const std::string& token);

  // Beds of one class, staffed, occupied and blocked.
  static v1::ReportContent Beds(const std::string& bed_class, int staffed, int occupied, int blocked = 0);
  static v1::SubmitReportRequest AReport(const v1::Facility& facility, const v1::ReportContent& content);
  absl::StatusOr<v1::SubmittedReport> Submit(const v1::SubmitReportRequest& request, const std::string& token);
  // By the facility's own staff, of now, with every finding confirmed; it is kept.
  v1::Report Told(const v1::Facility& facility, const v1::ReportContent& content);

  int64_t Count(const std::string& sql);
  // A policy in force from now on.
  void Rule(const std::string& name, const std::string& body);

  // 21 November 2026, 12:00 in Tokyo.
  tests::FakeClock clock_{absl::FromCivil(absl::CivilMinute(2026, 11, 21, 3, 0), absl::UTCTimeZone())};
  const tests::Callers callers_{"capacity", clock_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("capacity");
  tests::ScratchDatabase database_{"capacity", embedded::capacity_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};
  FacilityStore facilities_{pool_};
  FacilityImportStore imports_{pool_};
  ReportStore reports_{pool_};
  BoardStore board_{pool_};
  FigureStore figures_{pool_};
  PlanStore plans_{pool_};
  FakeVault vault_;
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"capacity", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 8}, verifier_, clock_, metrics_};
  const platform::Secret key_;
  const platform::crypto::Mac fingerprints_;
  std::unique_ptr<grpc::Server> vault_server_;
  std::unique_ptr<vault::MonthlySeal> seal_;
  std::unique_ptr<FacilityService> facility_service_;
  std::unique_ptr<ReportService> report_service_;
  std::unique_ptr<BoardNews> board_news_;
  std::unique_ptr<BoardService> board_service_;
  std::unique_ptr<FigureService> figure_service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Facilities> stub_;
  std::unique_ptr<Reports> report_stub_;
  std::unique_ptr<Board> board_stub_;
  std::unique_ptr<FigureStub> figure_stub_;
};

}  // namespace mimamori::capacity
