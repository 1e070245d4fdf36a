// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "embedded/exposure_migrations.hpp"
#include "services/exposure/jobs/dispatcher.hpp"
#include "services/exposure/service/exposure_service.hpp"
#include "services/exposure/store/postgres_exposure_store.hpp"
#include "tests/services/exposure/service/fake_neighbours.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::exposure {

using platform::FieldOf;
using platform::ReasonOf;
using Stub = v1::ExposureService::Stub;

inline const absl::Time kNow = absl::FromUnixSeconds(1'795'237'200);  // 21 November 2026, 14:20 in Osaka
inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

// The service behind a real entrance, on real PostgreSQL, with the real vault and fakes of the other neighbours.
class ExposureHouse : public testing::Test {
 protected:
  // Not in the header: every file of tests would take half a minute to build.
  ExposureHouse();
  ~ExposureHouse() override;

  void AddVenue(int number, const std::string& name, const std::string& area) {
    venue::v1::Venue venue;
    venue.set_id(VenueId(number).ToString());
    venue.set_display_name(name);
    venue.set_area_code(area);
    venue.set_time_zone("Asia/Tokyo");
    venue_.venues[venue.id()] = venue;
  }
  // `address`: the patient's, sealed as registry does; empty: not known.
  std::string AddCase(const std::string& area, const std::string& address) {
    registry::v1::CaseForExposure patient;
    patient.set_id(CaseId::Random().ToString());
    patient.set_area_code(area);
    if (!address.empty()) {
      patient.set_sealed_contact(vault_.Seal(vault::v1::RING_PATIENT, "2026-11", patient.id(), address));
    }
    registry_.cases[patient.id()] = patient;
    return patient.id();
  }
  // One person's day as visit tells it: 20 minutes from 18:00 in Osaka.
  visit::v1::Overlap Overlap(const std::string& address, const std::string& day = "2026-11-20", bool verified = true) {
    visit::v1::Overlap overlap;
    overlap.set_contact_subject(std::to_string(++stay_id_));
    overlap.set_sealed_contact(vault_.Seal(vault::v1::RING_VISIT, day, overlap.contact_subject(), address));
    overlap.set_pseudonym(std::string(16, 'p'));
    overlap.set_service_day(day);
    overlap.set_minutes(20);
    overlap.set_stays(1);
    overlap.set_confidence(visit::v1::CONFIDENCE_CHECKED_OUT);
    overlap.set_verified(verified);
    absl::CivilDay civil;
    EXPECT_TRUE(absl::ParseCivilTime(day, &civil));
    const absl::Time start = absl::FromCivil(absl::CivilHour(civil) + 9, absl::UTCTimeZone());
    *overlap.mutable_stay_start_time() = platform::rpc::ToTimestamp(start);
    *overlap.mutable_stay_end_time() = platform::rpc::ToTimestamp(start + absl::Minutes(20));
    return overlap;
  }
  std::vector<visit::v1::Overlap> People(int count, const std::string& family = "") {
    std::vector<visit::v1::Overlap> overlaps;
    for (int i = 0; i < count; ++i) overlaps.push_back(Overlap(fmt::format("visitor{}{}@example.jp", i, family)));
    return overlaps;
  }

  std::string Officer(const std::string& subject, const std::vector<std::string>& areas = {"271004"}) const {
    return callers_.Officer(subject, areas);
  }
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const std::string& token,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return tests::CallWith(token, *stub_, method, request);
  }
  v1::DeclareExposureRequest ADeclaration() const {
    v1::DeclareExposureRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_case_id(case_id_);
    request.set_venue_id(VenueId(7).ToString());
    *request.mutable_start_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(22));
    *request.mutable_end_time() = platform::rpc::ToTimestamp(kNow - absl::Hours(19));
    request.set_level(v1::LEVEL_CLUSTER);
    return request;
  }
  absl::StatusOr<v1::Exposure> Declare(const v1::DeclareExposureRequest& request) {
    return Ask(Officer("proposer"), &Stub::DeclareExposure, request);
  }
  std::string Declared() {
    const auto declared = Declare(ADeclaration());
    EXPECT_TRUE(declared.ok()) << declared.status();
    return declared.ok() ? declared->id() : "";
  }
  absl::StatusOr<v1::Exposure> Get(const std::string& id, const std::string& token) {
    v1::GetExposureRequest request;
    request.set_exposure_id(id);
    return Ask(token, &Stub::GetExposure, request);
  }
  v1::Exposure Now(const std::string& id) { return Get(id, Officer("proposer")).value(); }
  absl::StatusOr<v1::Preview> Preview(const std::string& id, const std::string& token) {
    v1::PreviewExposureRequest request;
    request.set_exposure_id(id);
    return Ask(token, &Stub::PreviewExposure, request);
  }
  v1::Preview Previewed(const std::string& id) {
    const auto preview = Preview(id, Officer("approver"));
    EXPECT_TRUE(preview.ok()) << preview.status();
    return preview.ok() ? *preview : v1::Preview();
  }
  absl::StatusOr<v1::Exposure> Approve(const std::string& id, const std::string& token, int version = 1,
                                       const std::string& reason = "") {
    v1::ApproveExposureRequest request;
    request.set_exposure_id(id);
    request.set_version(version);
    request.set_reason(reason);
    return Ask(token, &Stub::ApproveExposure, request);
  }
  absl::StatusOr<v1::Exposure> Cancel(const std::string& id, const std::string& token, const std::string& reason = "") {
    v1::CancelExposureRequest request;
    request.set_exposure_id(id);
    request.set_reason(reason);
    return Ask(token, &Stub::CancelExposure, request);
  }
  absl::StatusOr<std::vector<v1::Progress>> Watch(const std::string& id, const std::string& token) {
    grpc::ClientContext context;
    context.AddMetadata("mimamori-caller-bin", token);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::WatchProgressRequest request;
    request.set_exposure_id(id);
    const auto reader = stub_->WatchProgress(&context, request);
    std::vector<v1::Progress> seen;
    v1::Progress progress;
    while (reader->Read(&progress)) seen.push_back(progress);
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return platform::rpc::FromGrpc(status);
    return seen;
  }
  // Who got a mail, as the vault tells mail.
  std::vector<std::string> Told() {
    std::vector<std::string> addresses;
    for (const auto& [id, kept] : mail_.Messages()) addresses.push_back(vault_.AddressIn(kept));
    std::sort(addresses.begin(), addresses.end());
    return addresses;
  }
  int AuditEntries(const std::string& action) {
    const std::string dump = tests::DumpDatabase(database_.Conninfo());
    int count = 0;
    for (size_t at = dump.find(action); at != std::string::npos; at = dump.find(action, at + 1)) ++count;
    return count;
  }

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"exposure", clock_};
  tests::ScratchDatabase database_{"exposure", embedded::exposure_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 6};
  PostgresExposureStore store_{pool_};

  FakeVenue venue_{callers_, clock_};
  FakeRegistry registry_{callers_, clock_};
  FakeVisit visit_{callers_, clock_};
  tests::FakeMail mail_{"exposure", callers_, clock_};
  FakeTexts texts_{callers_, clock_};
  tests::VaultRoom vault_{callers_, clock_};
  tests::InProcess venue_server_{venue_};
  tests::InProcess registry_server_{registry_};
  tests::InProcess visit_server_{visit_};
  tests::InProcess mail_server_{{&mail_, &texts_}};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("exposure");
  const platform::crypto::Signer permits_ = *platform::crypto::Signer::FromFile(callers_.keys() + "/exposure.key");
  const platform::rpc::ServiceChannel vault_channel_{"vault", vault_.Channel(), signer_};
  const platform::rpc::ServiceChannel registry_channel_{"registry", registry_server_.Channel(), signer_};
  const platform::rpc::ServiceChannel mail_channel_{"mail", mail_server_.Channel(), signer_};

  Gatherer gatherer_{store_, {"visit", visit_server_.Channel(), signer_}, vault_channel_, registry_channel_};
  CorrectionStore corrections_{pool_};
  Corrector corrector_{corrections_, store_, mail_channel_, permits_};
  const std::set<std::string, std::less<>> contact_hosts_{"www.pref.example.jp"};
  Dispatcher dispatcher_{store_, gatherer_, mail_channel_, permits_, contact_hosts_};
  const platform::rpc::PageTokens page_tokens_{platform::Secret(std::string(32, 'p'))};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"exposure", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 4}, verifier_, clock_, metrics_};
  std::atomic<int> wake_ups_ = 0;
  ExposureService service_{{store_, gatherer_, corrector_, page_tokens_, clock_, [this] { ++wake_ups_; },
                            contact_hosts_},
                           {{"venue", venue_server_.Channel(), signer_}, registry_channel_, mail_channel_},
                           runner_};
  tests::InProcess server_{service_};
  const std::unique_ptr<Stub> stub_ = v1::ExposureService::NewStub(server_.Channel());
  std::string case_id_;
  int stay_id_ = 1000;
};

}  // namespace mimamori::exposure
