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
  report_service_ = std::make_unique<ReportService>(
      runner_, ReportService::Rooms{.reports = reports_,
                                    .facilities = facilities_,
                                    .page_tokens = platform::rpc::PageTokens(key_.Clone())});
  own.RegisterService(report_service_.get());
  board_news_ = std::make_unique<BoardNews>(board_, database_.ServiceConninfo());
  board_service_ = std::make_unique<BoardService>(
      runner_, BoardService::Rooms{.board = board_, .news = *board_news_,
                                   .page_tokens = platform::rpc::PageTokens(key_.Clone()), .clock = clock_});
  own.RegisterService(board_service_.get());
  absl::TimeZone tokyo;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  figure_service_ = std::make_unique<FigureService>(
      runner_, FigureService::Rooms{.figures = figures_, .plans = plans_, .board = board_, .facilities = facilities_,
                                    .zone = tokyo});
  own.RegisterService(figure_service_.get());
  server_ = own.BuildAndStart();
  report_stub_ = v1::ReportService::NewStub(server_->InProcessChannel({}));
  board_stub_ = v1::BoardService::NewStub(server_->InProcessChannel({}));
  figure_stub_ = v1::FigureService::NewStub(server_->InProcessChannel({}));
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

v1::ReportContent CapacityHouse::Beds(const std::string& bed_class, int staffed, int occupied, int blocked) {
  v1::ReportContent content;
  v1::ClassReport& one = *content.add_classes();
  one.set_bed_class(bed_class);
  one.mutable_counts()->set_staffed(staffed);
  one.mutable_counts()->set_occupied(occupied);
  one.mutable_counts()->set_blocked(blocked);
  return content;
}

v1::SubmitReportRequest CapacityHouse::AReport(const v1::Facility& facility, const v1::ReportContent& content) {
  v1::SubmitReportRequest request;
  request.set_request_id(RequestId::Random().ToString());
  request.set_facility_id(facility.id());
  *request.mutable_content() = content;
  return request;
}

absl::StatusOr<v1::SubmittedReport> CapacityHouse::Submit(const v1::SubmitReportRequest& request, const std::string& token) {
  return tests::CallWith(token, *report_stub_, &Reports::SubmitReport, request);
}

v1::Report CapacityHouse::Told(const v1::Facility& facility, const v1::ReportContent& content) {
  v1::SubmitReportRequest request = AReport(facility, content);
  const std::string nurse = Nurse(facility.facts().organisation_id());
  auto answer = Submit(request, nurse);
  EXPECT_TRUE(answer.ok()) << answer.status();
  if (answer.ok() && !answer->has_report()) {
    for (const v1::Finding& finding : answer->findings()) {
      v1::Confirmation& read = *request.add_confirmed();
      read.set_code(finding.code());
      read.set_path(finding.path());
    }
    answer = Submit(request, nurse);
  }
  EXPECT_TRUE(answer.ok() && answer->has_report()) << answer.status();
  return answer.ok() ? answer->report() : v1::Report();
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
