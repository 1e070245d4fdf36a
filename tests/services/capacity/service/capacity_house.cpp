// SPDX-License-Identifier: Apache-2.0
#include "tests/services/capacity/service/capacity_house.hpp"

namespace mimamori::capacity {
namespace {

platform::Secret FreshKey() {
  platform::crypto::Initialise();
  return platform::crypto::RandomKey();
}

}  // namespace

CapacityHouse::CapacityHouse() : key_(FreshKey()), fingerprints_(key_, "mimamori.capacity-table") {
  grpc::ServerBuilder builder;
  builder.RegisterService(&vault_);
  vault_server_ = builder.BuildAndStart();
  seal_ = std::make_unique<vault::MonthlySeal>(
      platform::rpc::ServiceChannel("vault", vault_server_->InProcessChannel({}), signer_), vault::v1::RING_DESK);
  facility_service_ = std::make_unique<FacilityService>(
      runner_, FacilityService::Rooms{.facilities = facilities_,
                                      .imports = imports_,
                                      .seal = *seal_,
                                      .fingerprints = fingerprints_,
                                      .page_tokens = platform::rpc::PageTokens(key_.Clone())});
  grpc::ServerBuilder own;
  own.RegisterService(facility_service_.get());
  server_ = own.BuildAndStart();
  stub_ = v1::FacilityService::NewStub(server_->InProcessChannel({}));
}

CapacityHouse::~CapacityHouse() {
  runner_.Drain();
  server_->Shutdown();
  vault_server_->Shutdown();
}

std::string CapacityHouse::Nurse(const std::string& organisation) const {
  const platform::rpc::Caller caller{.issuer = "gateway_staff",
                                     .subject = kNurse,
                                     .roles = {mimamori::rpc::v1::ROLE_HOSPITAL_STAFF},
                                     .areas = {platform::AreaCode::Parse("270008").value()},
                                     .organisation = organisation};
  return callers_.SignerOf("gateway_staff").For("capacity", caller);
}

v1::CreateFacilityRequest CapacityHouse::ARequest(const std::string& name, const std::string& area) {
  v1::CreateFacilityRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_kind(v1::FACILITY_KIND_HOSPITAL);
  request.set_area_code(area);
  v1::FacilityFacts& facts = *request.mutable_facts();
  facts.set_display_name(name);
  facts.mutable_point()->set_latitude(34.6937);
  facts.mutable_point()->set_longitude(135.5023);
  facts.set_accepting(true);
  facts.add_capabilities("oxygen");
  facts.set_phone("06-1234-5678");
  facts.set_organisation_id(kHospital);
  request.set_email_address("desk@example.jp");
  return request;
}

absl::StatusOr<v1::Facility> CapacityHouse::Create(const v1::CreateFacilityRequest& request, const std::string& token) {
  return tests::CallWith(token, *stub_, &Facilities::CreateFacility, request);
}

v1::Facility CapacityHouse::Listed(const std::string& name, const std::string& area, const std::string& organisation) {
  v1::CreateFacilityRequest request = ARequest(name, area);
  request.mutable_facts()->set_organisation_id(organisation);
  const auto made = Create(request, callers_.Officer(kHanako, {area}));
  EXPECT_TRUE(made.ok()) << made.status();
  return made.value_or(v1::Facility());
}

absl::StatusOr<v1::Facility> CapacityHouse::Get(const std::string& id, const std::string& token) {
  v1::GetFacilityRequest request;
  request.set_facility_id(id);
  return tests::CallWith(token, *stub_, &Facilities::GetFacility, request);
}

int64_t CapacityHouse::Count(const std::string& sql) {
  const std::string name = std::to_string(std::hash<std::string>{}(sql));
  const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
  EXPECT_TRUE(rows.ok()) << rows.status();
  return rows.ok() ? rows->Int8(0, 0) : -1;
}

void CapacityHouse::Rule(const std::string& name, const std::string& body) {
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  const auto done = owner.Run(Soon(), {"test.rule", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    SELECT $1, max(version) + 1, $2, $3, 'hanako', 'taro' FROM policies WHERE name = $1
  )sql"}, platform::postgres::Params().Text(name).Time(clock_.Now() - absl::Seconds(1)).Json(body));
  EXPECT_TRUE(done.ok()) << done.status();
}

}  // namespace mimamori::capacity
