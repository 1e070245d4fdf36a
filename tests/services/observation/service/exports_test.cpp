// SPDX-License-Identifier: Apache-2.0
// Tables and FHIR, to be saved as files.
#include "services/observation/service/export_service.hpp"

#include "services/platform/core/csv.hpp"
#include "services/platform/core/csv_writer.hpp"
#include "tests/services/observation/service/desk.hpp"

namespace mimamori::observation {
namespace {

using mimamori::rpc::v1::Document;
using Stub = v1::ExportService::Stub;

class ExportsTest : public Desk {
 protected:
  ExportsTest() {
    Serve({&service_});
    stub_ = v1::ExportService::NewStub(channel());
  }
  ~ExportsTest() override { server_->Shutdown(); }

  CaseId Told(int reports, const char* area = "271004") {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    const CaseId id = Watched(patient);
    for (int i = 0; i < reports; ++i) Say(id, Well(kNow - absl::Hours(12 * i)));
    return id;
  }
  template <class Request>
  absl::StatusOr<std::string> File(std::unique_ptr<grpc::ClientReader<Document>> (Stub::*method)(grpc::ClientContext*,
                                                                                                 const Request&),
                                   const Request& request, const std::string& token) {
    const auto parts = ReadAll(token, *stub_, method, request);
    if (!parts.ok()) return parts.status();
    first_ = parts->front();
    std::string file;
    for (const Document& part : *parts) file += part.content();
    return file;
  }
  absl::StatusOr<std::string> LineList(const std::string& token, const std::vector<std::string>& areas = {}) {
    v1::GetLineListRequest request;
    for (const std::string& area : areas) request.add_area_codes(area);
    return File(&Stub::GetLineList, request, token);
  }
  absl::StatusOr<std::string> Reports(const std::string& token, absl::Duration back = absl::Hours(48)) {
    v1::GetReportTableRequest request;
    *request.mutable_start_time() = platform::rpc::ToTimestamp(kNow - back);
    *request.mutable_end_time() = platform::rpc::ToTimestamp(kNow + absl::Hours(1));
    return File(&Stub::GetReportTable, request, token);
  }
  absl::StatusOr<std::string> Fhir(const std::string& id, const std::string& token) {
    v1::GetFhirBundleRequest request;
    request.set_case_id(id);
    return File(&Stub::GetFhirBundle, request, token);
  }
  static size_t RowsOf(const std::string& file) {
    std::vector<platform::CsvProblem> problems;
    return platform::ParseCsv(std::string_view(file).substr(platform::kByteOrderMark.size()), problems).size();
  }

  ExportStore exports_{pool_};
  ExportService service_{runner_, {.exports = exports_, .public_url = "https://mimamori.example.jp/", .page = 2}};
  std::unique_ptr<Stub> stub_;
  Document first_;
};

TEST_F(ExportsTest, TheLineListHoldsTheCallersPatients) {
  for (int i = 0; i < 3; ++i) Told(1);
  Told(1, "131016");
  const auto file = LineList(Osaka());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->starts_with("\xEF\xBB\xBFnumber,")) << file->substr(0, 20);
  EXPECT_EQ(RowsOf(*file), 4u);
  EXPECT_EQ(first_.content_type(), "text/csv; charset=utf-8");
  EXPECT_EQ(first_.file_name(), "line-list.csv");
  EXPECT_EQ(RowsOf(*LineList(Tokyo())), 2u);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.GetLineList'"), 4) << "begun and ended";
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE area = '271004' AND payload @> '{\"rows\": 3, \"whole\": true}'"), 1);
  EXPECT_EQ(ReasonOf(LineList(Osaka(), {"131016"}).status()), "AREA_UNKNOWN");
  EXPECT_EQ(ReasonOf(LineList(Osaka(), {"271005"}).status()), "MALFORMED_AREA_CODE");
}

TEST_F(ExportsTest, TheReportTableHoldsAWindow) {
  Told(4);
  Told(1);
  Told(2);
  EXPECT_EQ(RowsOf(*Reports(Osaka())), 8u);
  EXPECT_EQ(RowsOf(*Reports(Osaka(), absl::Hours(1))), 4u);
  EXPECT_EQ(RowsOf(*Reports(Tokyo())), 1u) << "the heading";
  EXPECT_EQ(ReasonOf(Reports(Osaka(), -absl::Hours(2)).status()), "EMPTY_WINDOW");
  EXPECT_EQ(ReasonOf(Reports(Osaka(), absl::Hours(24 * 401)).status()), "WINDOW_TOO_LONG");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE payload @> '{\"rows\": 7}'"), 1);
}

TEST_F(ExportsTest, AFhirBundleIsOnePatients) {
  const CaseId id = Told(2);
  Told(3);
  const auto bundle = Fhir(id.ToString(), Osaka());
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(first_.content_type(), "application/fhir+json");
  EXPECT_EQ(first_.file_name(), "271004-2026-000123.json");
  size_t responses = 0;
  for (size_t at = bundle->find("\"QuestionnaireResponse\""); at != std::string::npos;
       at = bundle->find("\"QuestionnaireResponse\"", at + 1)) {
    ++responses;
  }
  EXPECT_EQ(responses, 2u);
  EXPECT_NE(bundle->find("https://mimamori.example.jp/fhir/Patient/" + id.ToString()), std::string::npos);
  EXPECT_EQ(ReasonOf(Fhir(id.ToString(), Tokyo()).status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(ReasonOf(Fhir("1", Osaka()).status()), "MALFORMED_ID");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'observation.GetFhirBundle' AND object_id = '" +
                  id.ToString() + "'"), 1);
}

TEST_F(ExportsTest, AreForHealthOfficers) {
  const CaseId id = Told(1);
  for (const std::string& stranger : Strangers()) {
    EXPECT_EQ(ReasonOf(LineList(stranger).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Reports(stranger).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Fhir(id.ToString(), stranger).status()), "ACCESS_DENIED");
  }
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries"), 0);
}

}  // namespace
}  // namespace mimamori::observation
