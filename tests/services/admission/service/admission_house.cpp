// SPDX-License-Identifier: Apache-2.0
#include "tests/services/admission/service/admission_house.hpp"

namespace mimamori::admission {

AdmissionHouse::AdmissionHouse() {
  platform::crypto::Initialise();
  holds_.ends = kNow + absl::Hours(4);
  grpc::ServerBuilder beside;
  for (grpc::Service* one : std::initializer_list<grpc::Service*>{&statuses_, &registry_, &contacts_, &mail_, &holds_, &stays_,
                                                                  &places_, &facilities_, &diaries_}) {
    beside.RegisterService(one);
  }
  neighbours_ = beside.BuildAndStart();
  Known({APlace(1), APlace(2), APlace(3, 5, "272035")});
  finder_ = std::make_unique<PlaceFinder>(To("capacity"));
  const auto tokens = [] { return platform::rpc::PageTokens(platform::crypto::RandomKey()); };
  const auto wake = [this] { ++woken_; };
  admission_service_ = std::make_unique<AdmissionService>(
      runner_, AdmissionService::Rooms{.pool = pool_, .admissions = admissions_, .steps = steps_, .registry = To("registry"),
                                       .observation = To("observation"), .page_tokens = tokens(), .wake_steps = wake});
  placement_service_ = std::make_unique<PlacementService>(
      runner_, PlacementService::Rooms{.pool = pool_, .admissions = admissions_, .decisions = decisions_, .places = *finder_,
                                       .page_tokens = tokens(), .wake_steps = wake});
  own_place_service_ = std::make_unique<OwnPlaceService>(
      runner_, OwnPlaceService::Rooms{.admissions = admissions_, .observation = To("observation")});
  transport_service_ = std::make_unique<TransportService>(
      runner_, TransportService::Rooms{.transports = transports_, .page_tokens = tokens()});
  grpc::ServerBuilder builder;
  builder.RegisterService(admission_service_.get());
  builder.RegisterService(own_place_service_.get());
  builder.RegisterService(placement_service_.get());
  builder.RegisterService(transport_service_.get());
  server_ = builder.BuildAndStart();
  admission_ = v1::AdmissionService::NewStub(server_->InProcessChannel({}));
  own_places_ = v1::OwnPlaceService::NewStub(server_->InProcessChannel({}));
  placement_ = v1::PlacementService::NewStub(server_->InProcessChannel({}));
  transport_ = v1::TransportService::NewStub(server_->InProcessChannel({}));
}

AdmissionHouse::~AdmissionHouse() {
  server_->Shutdown();
  neighbours_->Shutdown();
}

std::string AdmissionHouse::Staff(const std::string& organisation) const {
  return callers_.SignerOf("gateway_staff")
      .For("admission", {.issuer = "gateway_staff", .subject = "00000000-0000-4000-8000-0000000000a1",
                         .roles = {rpc::v1::ROLE_HOSPITAL_STAFF}, .organisation = organisation});
}

std::string AdmissionHouse::Driver(const std::string& firm, const std::string& area) const {
  return callers_.SignerOf("gateway_staff")
      .For("admission", {.issuer = "gateway_staff", .subject = "00000000-0000-4000-8000-0000000000b1",
                         .roles = {rpc::v1::ROLE_TRANSPORT_STAFF}, .areas = {*platform::AreaCode::Parse(area)},
                         .organisation = firm});
}

std::string AdmissionHouse::Facility(int number) { return fmt::format("00000000-0000-4000-8000-00000000f{:03}", number); }

capacity::v1::Place AdmissionHouse::APlace(int number, int free, const std::string& area) const {
  capacity::v1::Place place;
  place.set_facility_id(Facility(number));
  place.set_display_name(fmt::format("病院{}", number));
  place.set_kind(capacity::v1::FACILITY_KIND_HOSPITAL);
  place.set_area_code(area);
  place.mutable_point()->set_latitude(34.70 + number * 0.05);
  place.mutable_point()->set_longitude(135.50);
  place.set_accepting(true);
  place.set_has_class(true);
  place.set_freshness(capacity::v1::PLACE_FRESHNESS_FRESH);
  place.set_staffed(10);
  place.set_free(free);
  return place;
}

void AdmissionHouse::Known(const std::vector<capacity::v1::Place>& places) {
  places_.places = places;
  for (const auto& place : places) {
    capacity::v1::Facility& facility = facilities_.facilities[place.facility_id()];
    facility.set_id(place.facility_id());
    facility.set_kind(place.kind());
    facility.mutable_facts()->set_display_name(place.display_name());
    facility.mutable_facts()->set_organisation_id(kHospital);
  }
}

std::string AdmissionHouse::ACase() {
  const std::string id = CaseId::Random().ToString();
  registry::v1::Case& made = registry_.cases[id];
  made.set_id(id);
  made.set_number("271004-2026-000123");
  made.set_area_code("271004");
  made.set_kind(registry::v1::CASE_KIND_CONFIRMED);
  made.set_status(registry::v1::CASE_STATUS_POSITIVE);
  return id;
}

v1::CreateAdmissionRequest AdmissionHouse::ARequest(const std::string& case_id) const {
  v1::CreateAdmissionRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_case_id(case_id);
  request.mutable_needs()->set_bed_class("severe");
  request.mutable_needs()->set_urgency(v1::URGENCY_URGENT);
  request.mutable_origin()->set_latitude(34.70);
  request.mutable_origin()->set_longitude(135.50);
  return request;
}

v1::Admission AdmissionHouse::Created() {
  const auto created = tests::CallWith(Osaka(), *admission_, &Admissions::CreateAdmission, ARequest(ACase()));
  EXPECT_TRUE(created.ok()) << created.status();
  EXPECT_TRUE(Tell().ok());
  return Get(created->id());
}

v1::Decision AdmissionHouse::Recommended(const v1::Admission& admission, const std::string& token) {
  v1::RecommendRequest request;
  request.set_admission_id(admission.id());
  const auto decision = tests::CallWith(token, *placement_, &Placements::Recommend, request);
  EXPECT_TRUE(decision.ok()) << decision.status();
  return decision.ok() ? *decision : v1::Decision();
}

v1::OfferPlaceRequest AdmissionHouse::AnOffer(const v1::Admission& admission, const v1::Decision& decision,
                                              int facility) const {
  v1::OfferPlaceRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_admission_id(admission.id());
  request.set_version(decision.admission_version());
  request.set_decision_id(decision.id());
  request.set_facility_id(Facility(facility));
  if (decision.candidates().empty() || decision.candidates(0).facility_id() != request.facility_id()) {
    request.set_override_reason("家族が近くに住んでいる");
  }
  return request;
}

v1::Admission AdmissionHouse::Offered(const v1::Admission& admission, int facility) {
  const auto offered = tests::CallWith(Osaka(), *placement_, &Placements::OfferPlace,
                                       AnOffer(admission, Recommended(admission), facility));
  EXPECT_TRUE(offered.ok()) << offered.status();
  return offered.ok() ? *offered : v1::Admission();
}

v1::Admission AdmissionHouse::Held(int facility) {
  v1::AcceptOfferRequest request;
  const v1::Admission offered = Offered(Created(), facility);
  request.set_offer_id(offered.offer().id());
  const auto accepted = tests::CallWith(Staff(), *placement_, &Placements::AcceptOffer, request);
  EXPECT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_TRUE(Tell().ok());
  return Get(offered.id());
}

v1::Admission AdmissionHouse::Admitted(int facility) {
  const v1::Admission held = Held(facility);
  EXPECT_TRUE(Admit(held, Staff()).ok());
  EXPECT_TRUE(Tell().ok());
  return Get(held.id());
}

v1::Admission AdmissionHouse::Get(const std::string& id) {
  v1::GetAdmissionRequest request;
  request.set_admission_id(id);
  const auto found = tests::CallWith(Desk(), *admission_, &Admissions::GetAdmission, request);
  EXPECT_TRUE(found.ok()) << found.status();
  return found.ok() ? *found : v1::Admission();
}

absl::StatusOr<v1::AdmittedPatient> AdmissionHouse::Admit(const v1::Admission& admission, const std::string& token) {
  v1::AdmitPatientRequest request;
  request.set_admission_id(admission.id());
  request.set_version(admission.version());
  return tests::CallWith(token, *admission_, &Admissions::AdmitPatient, request);
}

absl::StatusOr<v1::AdmittedPatient> AdmissionHouse::Discharge(const v1::Admission& admission, v1::DischargeTo to,
                                                              const std::string& token) {
  v1::DischargePatientRequest request;
  request.set_admission_id(admission.id());
  request.set_version(admission.version());
  request.set_to(to);
  return tests::CallWith(token, *admission_, &Admissions::DischargePatient, request);
}

absl::Status AdmissionHouse::Tell() {
  absl::TimeZone japan;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &japan));
  StepRunner runner(steps_, {.registry = To("registry"), .capacity = To("capacity"), .mail = To("mail")}, permits_, japan);
  return runner.Run(clock_.Now());
}

int64_t AdmissionHouse::Count(const std::string& sql) {
  platform::postgres::Pool admin(database_.OwnerConninfo(), 1);
  const auto rows = admin.Run(Soon(), {"test.count", sql.c_str()});
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? rows->Int8(0, 0) : -1;
}

}  // namespace mimamori::admission
