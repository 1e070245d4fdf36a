// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "embedded/admission_migrations.hpp"
#include "services/admission/jobs/latecomers.hpp"
#include "services/admission/jobs/step_runner.hpp"
#include "services/admission/service/admission_service.hpp"
#include "services/admission/service/own_place_service.hpp"
#include "services/admission/service/placement_service.hpp"
#include "services/admission/service/transport_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/services/admission/service/neighbours.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::admission {

using platform::FieldOf;
using platform::ReasonOf;

inline const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 11, 21, 3, 0, 0), absl::UTCTimeZone());
inline constexpr char kHanako[] = "00000000-0000-4000-8000-000000000001";
inline constexpr char kHospital[] = "00000000-0000-4000-8000-0000000000aa";
inline constexpr char kFirm[] = "00000000-0000-4000-8000-0000000000bb";
inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

// The service behind a real entrance, on real PostgreSQL, its neighbours beside it.
class AdmissionHouse : public testing::Test {
 protected:
  AdmissionHouse();
  ~AdmissionHouse() override;

  std::string Osaka() const { return callers_.Officer(kHanako, {"271004"}); }
  std::string Desk() const { return callers_.Officer("00000000-0000-4000-8000-000000000002", {"270008"}); }
  std::string Tokyo() const { return callers_.Officer("00000000-0000-4000-8000-000000000003", {"130001"}); }
  std::string Staff(const std::string& organisation = kHospital) const;
  std::string Driver(const std::string& firm = kFirm, const std::string& area = "271004") const;

  // A facility with so many of ten beds free.
  capacity::v1::Place APlace(int number, int free = 5, const std::string& area = "271004") const;
  void Known(const std::vector<capacity::v1::Place>& places);
  static std::string Facility(int number);

  // A case of the registry, in Osaka.
  std::string ACase();
  v1::CreateAdmissionRequest ARequest(const std::string& case_id) const;
  v1::Admission Created();
  v1::Decision Recommended(const v1::Admission& admission) { return Recommended(admission, Osaka()); }
  v1::Decision Recommended(const v1::Admission& admission, const std::string& token);
  v1::OfferPlaceRequest AnOffer(const v1::Admission& admission, const v1::Decision& decision, int facility) const;
  // As far as each; what is to be told is told.
  v1::Admission Offered(const v1::Admission& admission, int facility = 1);
  v1::Admission Held(int facility = 1);
  v1::Admission Admitted(int facility = 1);

  v1::Admission Get(const std::string& id);
  absl::StatusOr<v1::AdmittedPatient> Admit(const v1::Admission& admission, const std::string& token);
  absl::StatusOr<v1::AdmittedPatient> Discharge(const v1::Admission& admission, v1::DischargeTo to, const std::string& token);
  // A runner of its own, as after a restart.
  absl::Status Tell();
  absl::StatusOr<bool> EndLate() { return EndWhatIsLate(admissions_, OfferRules(), clock_.Now()); }
  int64_t Count(const std::string& sql);

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"admission", clock_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("admission");
  const platform::crypto::Signer permits_ = *platform::crypto::Signer::FromFile(callers_.keys() + "/admission.key");
  tests::ScratchDatabase database_{"admission", embedded::admission_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 8};

  Told told_;
  FakeStatuses statuses_{told_};
  FakeRegistry registry_;
  FakeContacts contacts_;
  FakeMail mail_{told_};
  FakeHolds holds_{told_};
  FakeStays stays_{told_};
  FakePlaces places_;
  FakeFacilities facilities_;
  FakeDiaries diaries_;
  std::unique_ptr<grpc::Server> neighbours_;

  AdmissionStore admissions_{pool_};
  StepStore steps_{pool_};
  DecisionStore decisions_{pool_};
  TransportStore transports_{pool_};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"admission", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 256, .stream_threads = 1}, verifier_, clock_, metrics_};
  std::unique_ptr<PlaceFinder> finder_;
  std::unique_ptr<AdmissionService> admission_service_;
  std::unique_ptr<PlacementService> placement_service_;
  std::unique_ptr<OwnPlaceService> own_place_service_;
  std::unique_ptr<TransportService> transport_service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::AdmissionService::Stub> admission_;
  std::unique_ptr<v1::OwnPlaceService::Stub> own_places_;
  std::unique_ptr<v1::PlacementService::Stub> placement_;
  std::unique_ptr<v1::TransportService::Stub> transport_;
  using Admissions = v1::AdmissionService::Stub;
  using OwnPlaces = v1::OwnPlaceService::Stub;
  using Placements = v1::PlacementService::Stub;
  using Transports = v1::TransportService::Stub;
  int woken_ = 0;
  platform::rpc::ServiceChannel To(const std::string& service) { return {service, neighbours_->InProcessChannel({}), signer_}; }
};

}  // namespace mimamori::admission
