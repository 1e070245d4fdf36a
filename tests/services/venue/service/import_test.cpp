// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "services/venue/service/import_service.hpp"
#include "tests/services/venue/service/venue_house.hpp"

namespace mimamori::venue {
namespace {

using testing::HasSubstr;
using testing::Not;
using ImportStub = v1::ImportService::Stub;

class ImportTest : public VenueHouse {
 protected:
  absl::StatusOr<v1::ImportedVenues> Import(const Person& person, const v1::ImportVenuesRequest& request) {
    return platform::rpc::Ask(*imports_stub_, &ImportStub::ImportVenues, *ContextOf(person), request);
  }
  static v1::ImportVenuesRequest ATable(int rows = 2) {
    v1::ImportVenuesRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    std::string table = "施設名,住所,団体コード,種別,メールアドレス\n";
    for (int i = 1; i <= rows; ++i) table += fmt::format("店 {0},大阪市北区{0},271004,飲食店,shop{0}@example.jp\n", i);
    request.set_content(table);
    return request;
  }
  int64_t Venues() { return pool_.Run(absl::Now() + absl::Seconds(20), {"test_venues", "SELECT count(*) FROM venues"})->Int8(0, 0); }
  // The session of the operator who has that address.
  absl::StatusOr<v1::ConfirmedLogIn> LogIn(const std::string& email) {
    v1::RequestLogInRequest ask;
    ask.set_request_id(platform::RequestId::Random().ToString());
    ask.set_email_address(email);
    EXPECT_TRUE(Ask(kAnyone, &Stub::RequestLogIn, ask).ok());
    EXPECT_TRUE(relay_.Run(clock_.Now()).ok());
    v1::ConfirmLogInRequest use;
    use.set_request_id(platform::RequestId::Random().ToString());
    use.set_token(MailedToken());
    return Ask(kAnyone, &Stub::ConfirmLogIn, use);
  }

  ImportStore imports_{pool_};
  ImportService import_service_{{.venues = store_, .imports = imports_, .quotas = quotas_},
                                {"identity", identity_server_.Channel(), signer_},
                                {"vault", vault_server_.Channel(), signer_},
                                runner_};
  InProcess import_server_{import_service_};
  const std::unique_ptr<ImportStub> imports_stub_ = v1::ImportService::NewStub(import_server_.Channel());
};

TEST_F(ImportTest, MakesVenuesWhoseOperatorsLogInByTheirOwnMail) {
  const auto request = ATable();
  const auto imported = Import(Officer({"271004"}), request);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->venues(), 2);
  EXPECT_TRUE(mail_.Messages().empty()) << "nobody is mailed who didn't ask";
  EXPECT_EQ(Import(Officer({"271004"}), request)->venues(), 2) << "a retry";
  EXPECT_EQ(Venues(), 2);
  const auto listed = Ask(Officer({"271004"}), &Stub::ListVenues, {});
  ASSERT_EQ(listed->venues_size(), 2);
  EXPECT_EQ(listed->venues(0).code_url(), "") << "whoever imports sees no code";
  EXPECT_EQ(listed->venues(0).typical_stay_minutes(), 90);

  const auto session = LogIn("Shop2@EXAMPLE.jp");
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->venue().display_name(), "店 2");
  EXPECT_TRUE(Resolve(CodeIn(session->venue())).ok());
  vault::v1::Contact contact;
  ASSERT_TRUE(contact.ParseFromString(std::string(vault_.Open(mail_.Messages().back().sealed_contact()).text.Reveal())));
  EXPECT_EQ(platform::EmailAddress::Parse(contact.email_address())->Folded(), "shop2@example.jp");
}

TEST_F(ImportTest, MakesAllOrNothing) {
  auto request = ATable();
  request.set_content(request.content() + "店,大阪市,271004,屋台,a@example.jp\n");
  const auto refused = Import(Officer({"271004"}), request);
  EXPECT_EQ(ReasonOf(refused.status()), "UNKNOWN_KIND");
  EXPECT_EQ(FieldOf(refused.status()), "content");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("line 4, column 4"));
  EXPECT_EQ(Venues(), 0);
  request.set_content(ATable().content());
  EXPECT_TRUE(Import(Officer({"271004"}), request).ok()) << "the request may be mended";
  request.set_content(ATable(3).content());
  EXPECT_EQ(ReasonOf(Import(Officer({"271004"}), request).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Venues(), 2);
  request.set_request_id("1");
  EXPECT_EQ(ReasonOf(Import(Officer({"271004"}), request).status()), "MALFORMED_ID");
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_content(std::string(5 * 512 * 1024 + 1, 'x'));
  EXPECT_EQ(ReasonOf(Import(Officer({"271004"}), request).status()), "TOO_MANY_ROWS");
}

TEST_F(ImportTest, IsForStaffOfTheAreasAlone) {
  EXPECT_EQ(ReasonOf(Import(Officer({"271403"}), ATable()).status()), "AREA_NOT_SERVED");
  const Person administrator{.issuer = "gateway_staff", .subject = "administrator-1",
                             .roles = {mimamori::rpc::v1::ROLE_ADMINISTRATOR}, .areas = {"270008"}};
  EXPECT_EQ(Import(administrator, ATable())->venues(), 2);
  for (const Person& other : {kAnyone, kVisit, Operator("00000000"), Person{.issuer = "exposure", .service = true}}) {
    EXPECT_EQ(ReasonOf(Import(other, ATable()).status()), "ACCESS_DENIED");
  }
}

TEST_F(ImportTest, KeepsNoAddressAndSaysWhoImported) {
  ASSERT_TRUE(Import(Officer({"271004"}), ATable()).ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_THAT(dump, Not(HasSubstr("shop1@")));
  EXPECT_THAT(dump, HasSubstr("venue.ImportVenues"));
  const auto news = store_.NewsAfter(absl::Now() + absl::Seconds(20), 0, 10);
  ASSERT_EQ(news->size(), 2u) << "followers hear of each";
  EXPECT_EQ((*news)[1].sequence, (*news)[0].sequence + 1);
}

TEST_F(ImportTest, TakesTenThousandRows) {
  const auto imported = Import(Officer({"271004"}), ATable(10'000));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->venues(), 10'000);
  EXPECT_EQ(Venues(), 10'000);
}

TEST_F(ImportTest, PreparesEveryStatement) {
  auto connection = pool_.Borrow(absl::Now() + absl::Seconds(20));
  for (const auto& statement : ImportStore::Statements()) {
    EXPECT_TRUE((*connection)->Prepare(statement).ok()) << statement.name << ": " << (*connection)->Prepare(statement);
  }
}

}  // namespace
}  // namespace mimamori::venue
