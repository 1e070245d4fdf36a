// SPDX-License-Identifier: Apache-2.0
// Cases by the table.
#include "services/registry/service/case_import_service.hpp"
#include "fmt/format.h"
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using ImportStub = v1::CaseImportService::Stub;

class CaseImportTest : public RegistryHouse {
 protected:
  CaseImportTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&import_service_);
    import_server_ = builder.BuildAndStart();
    import_stub_ = v1::CaseImportService::NewStub(import_server_->InProcessChannel({}));
  }
  ~CaseImportTest() override { import_server_->Shutdown(); }

  absl::StatusOr<v1::ImportedCases> Import(const v1::ImportCasesRequest& request, const std::string& token) {
    return tests::CallWith(token, *import_stub_, &ImportStub::ImportCases, request);
  }
  static v1::ImportCasesRequest ATable(int rows = 2) {
    v1::ImportCasesRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    std::string table = "区分,団体コード,届出日,発症日,生年,性別,リスク因子,メールアドレス,言語,報告回数,観察開始日,観察終了日\n";
    for (int i = 1; i <= rows; ++i) {
      table += fmt::format("確定,271004,2026-11-20,2026-11-18,{},女,糖尿病,patient{}@example.jp,vi,2,2026-11-21,2026-12-01\n",
                           1930 + i % 90, i);
    }
    request.set_content(table);
    return request;
  }
  static absl::TimeZone Zone() {
    absl::TimeZone tokyo;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
    return tokyo;
  }

  CaseImportStore imports_{pool_};
  const platform::Secret key_ = platform::crypto::RandomKey();
  const platform::crypto::Mac fingerprints_{key_, "mimamori.case-table"};
  CaseImportService import_service_{runner_, {.imports = imports_, .sealer = *sealer_, .fingerprints = fingerprints_,
                                              .zone = Zone()}};
  std::unique_ptr<grpc::Server> import_server_;
  std::unique_ptr<ImportStub> import_stub_;
};

TEST_F(CaseImportTest, RecordsACaseOfEachRow) {
  const v1::ImportCasesRequest request = ATable();
  const auto imported = Import(request, Osaka());
  ASSERT_TRUE(imported.ok()) << imported.status();
  ASSERT_EQ(imported->numbers_size(), 2);
  EXPECT_EQ(imported->numbers(0), "271004-2026-000001");
  EXPECT_EQ(imported->numbers(1), "271004-2026-000002");
  EXPECT_EQ(vault_.asked, 1);
  EXPECT_EQ(Import(request, Osaka())->SerializeAsString(), imported->SerializeAsString()) << "a retry";
  const auto listed = List(Osaka());
  ASSERT_EQ(listed->cases_size(), 2);
  const v1::Case& second = listed->cases(listed->cases(0).number() == imported->numbers(1) ? 0 : 1);
  EXPECT_EQ(second.birth_year(), 1932);
  EXPECT_EQ(second.language(), "vi");
  EXPECT_EQ(second.plan().reports_per_day(), 2);
  EXPECT_EQ(second.status(), v1::CASE_STATUS_POSITIVE);
  const auto found = GetForExposure(second.id(), callers_.Service("exposure"));
  const auto opened = platform::crypto::OpenSealed(vault_.keys.private_key.Reveal(), found->sealed_contact());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->context.subject, second.id());
  vault::v1::Contact contact;
  ASSERT_TRUE(contact.ParseFromString(std::string(opened->text.Reveal())));
  EXPECT_EQ(contact.email_address(), "patient2@example.jp");
  EXPECT_EQ(contact.language(), "vi");
}

TEST_F(CaseImportTest, RecordsAllOrNothing) {
  v1::ImportCasesRequest request = ATable();
  request.set_content(request.content() + "確定,271004,2026-11-22,,,,,,,,,\n");
  const auto refused = Import(request, Osaka());
  EXPECT_EQ(ReasonOf(refused.status()), "DATE_IN_FUTURE");
  EXPECT_EQ(FieldOf(refused.status()), "content");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("line 4, column 3"));
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 0);
  vault_.down = true;
  EXPECT_EQ(Import(ATable(), Osaka()).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 0);
  vault_.down = false;
  request.set_content(ATable().content());
  EXPECT_TRUE(Import(request, Osaka()).ok()) << "the request may be mended";
  request.set_content(ATable(3).content());
  EXPECT_EQ(ReasonOf(Import(request, Osaka()).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 2);
  request.set_request_id("1");
  EXPECT_EQ(ReasonOf(Import(request, Osaka()).status()), "MALFORMED_ID");
  request = ATable();
  request.set_content(std::string(kLargestCaseTable + 1, 'x'));
  EXPECT_EQ(ReasonOf(Import(request, Osaka()).status()), "TOO_MANY_ROWS");
}

TEST_F(CaseImportTest, LetsAHouseholdsFirstReport) {
  v1::ImportCasesRequest request;
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_content("kind,area_code,report_date,household\nconfirmed,271004,2026-11-20,a\ncontact,271004,2026-11-20,a\n");
  ASSERT_TRUE(Import(request, Osaka()).ok());
  EXPECT_EQ(vault_.asked, 0) << "there was nothing to seal";
  EXPECT_EQ(Count("SELECT count(*) FROM cases m JOIN cases r ON r.id = m.reporter_id WHERE m.kind = 'CONTACT' AND "
                  "r.kind = 'CONFIRMED'"), 1);
}

TEST_F(CaseImportTest, KeepsNoAddressAndSaysWhoImported) {
  const v1::ImportCasesRequest request = ATable();
  ASSERT_TRUE(Import(request, Osaka()).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_THAT(dump, Not(HasSubstr("patient1@")));
  EXPECT_THAT(dump, Not(HasSubstr(platform::crypto::ToHex("patient1@example.jp"))));
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.ImportCases' AND area = '271004' AND "
                  "actor = '" + std::string(kHanako) + "' AND object_id = '" + request.request_id() + "'"), 1);
  EXPECT_EQ(platform::postgres::ReadChanges(pool_, Soon(), 0, 10)->size(), 2u) << "followers hear of each";
}

TEST_F(CaseImportTest, TakesTenThousandRows) {
  const auto imported = Import(ATable(10'000), Osaka());
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->numbers_size(), 10'000);
  EXPECT_EQ(imported->numbers(9'999), "271004-2026-010000");
  EXPECT_EQ(Count("SELECT count(*) FROM cases WHERE sealed_contact IS NOT NULL"), 10'000);
}

TEST_F(CaseImportTest, RefusesWhoIsElsewhereOrNotListed) {
  const auto elsewhere = Import(ATable(), Tokyo());
  EXPECT_EQ(ReasonOf(elsewhere.status()), "AREA_UNKNOWN");
  EXPECT_THAT(std::string(elsewhere.status().message()), HasSubstr("line 2, column 2"));
  const std::string administrator =
      callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_ADMINISTRATOR, {"271004"});
  for (const std::string& stranger : {administrator, callers_.Anyone(), callers_.Service("exposure")}) {
    EXPECT_EQ(ReasonOf(Import(ATable(), stranger).status()), "ACCESS_DENIED");
  }
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 0);
}

}  // namespace
}  // namespace mimamori::registry
