// SPDX-License-Identifier: Apache-2.0
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

class RegistryServiceTest : public RegistryHouse {};

TEST_F(RegistryServiceTest, RecordsACase) {
  const auto created = Create(ARequest(), Osaka());
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->number(), "271004-2026-000001");
  EXPECT_TRUE(created->has_contact());
  EXPECT_EQ(created->onset_date(), "2026-11-18");
  EXPECT_EQ(created->sampling_date(), "");
  const auto found = Get(created->id(), Osaka(kTaro));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->SerializeAsString(), created->SerializeAsString());
}

TEST_F(RegistryServiceTest, KnowsWhatDayItIsInJapan) {
  v1::CreateCaseRequest request = ARequest();
  request.set_report_date("2026-11-21");
  EXPECT_TRUE(Create(request, Osaka()).ok());
  request = ARequest();
  request.set_report_date("2026-11-22");
  EXPECT_EQ(ReasonOf(Create(request, Osaka()).status()), "DATE_IN_FUTURE");
}

TEST_F(RegistryServiceTest, SealsTheContactForTheVaultAlone) {
  const auto created = Create(ARequest(), Osaka());
  ASSERT_TRUE(created.ok()) << created.status();
  const auto found = GetForExposure(created->id(), callers_.Service("exposure"));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->area_code(), "271004");
  const auto opened = platform::crypto::OpenSealed(vault_.keys.private_key.Reveal(), found->sealed_contact());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->context,
            (platform::crypto::SealContext{.ring = "patient", .period = "2026-11", .subject = created->id()}));
  vault::v1::Contact contact;
  ASSERT_TRUE(contact.ParseFromString(std::string(opened->text.Reveal())));
  EXPECT_EQ(contact.email_address(), kAddress);
  EXPECT_EQ(contact.language(), "en");
}

TEST_F(RegistryServiceTest, LeavesNoAddressInItsDatabase) {
  const auto created = Create(ARequest(), Osaka());
  ASSERT_TRUE(created.ok());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_THAT(dump, HasSubstr(created->id()));
  EXPECT_THAT(dump, Not(HasSubstr("patient@")));
  EXPECT_THAT(dump, Not(HasSubstr("example.jp")));
  EXPECT_THAT(dump, Not(HasSubstr(platform::crypto::ToHex(kAddress))));
}

TEST_F(RegistryServiceTest, AsksForAMonthsKeyOnce) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Create(ARequest(), Osaka()).ok());
  EXPECT_EQ(vault_.asked, 1);
  clock_.Advance(absl::Hours(24 * 11));  // December
  EXPECT_TRUE(Create(ARequest(), Osaka()).ok());
  EXPECT_EQ(vault_.asked, 2);
}

TEST_F(RegistryServiceTest, RecordsNothingWhenTheContactCantBeSealed) {
  vault_.down = true;
  EXPECT_EQ(Create(ARequest(), Osaka()).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 0);
  v1::CreateCaseRequest without = ARequest();
  without.clear_email_address();
  const auto created = Create(without, Osaka());
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_FALSE(created->has_contact());
  EXPECT_EQ(created->number(), "271004-2026-000001");
  EXPECT_EQ(GetForExposure(created->id(), callers_.Service("exposure"))->sealed_contact(), "");
}

TEST_F(RegistryServiceTest, AnswersARetryWithTheFirstCase) {
  const v1::CreateCaseRequest request = ARequest();
  const auto first = Create(request, Osaka());
  clock_.Advance(absl::Minutes(1));
  const auto again = Create(request, Osaka());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  v1::CreateCaseRequest other = request;
  other.set_kind(v1::CASE_KIND_PROBABLE);
  EXPECT_EQ(ReasonOf(Create(other, Osaka()).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.CreateCase' AND actor = '" +
                  std::string(kHanako) + "'"), 1);
  const auto changes = platform::postgres::ReadChanges(pool_, Soon(), 0, 10);
  ASSERT_TRUE(changes.ok() && changes->size() == 1);
  EXPECT_EQ(changes->front().key, first->id());
  EXPECT_EQ(changes->front().payload, "") << "who follows is told the case as it is by then";
}

TEST_F(RegistryServiceTest, HidesTheCasesOfOtherAreas) {
  const auto created = Create(ARequest(), Osaka());
  ASSERT_TRUE(created.ok());
  EXPECT_EQ(ReasonOf(Create(ARequest(), Tokyo()).status()), "AREA_UNKNOWN");
  EXPECT_EQ(Create(ARequest(), Tokyo()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(Get(created->id(), Tokyo()).status()), "CASE_UNKNOWN");
  EXPECT_EQ(Get(created->id(), Tokyo()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(List(Tokyo())->cases_size(), 0);
  EXPECT_TRUE(Get(created->id(), callers_.Officer(kTaro, {"270008"})).ok()) << "the prefecture's officer";
  for (const char* id : {"", "1", "0192f0c1-0000-4000-8000-00000000000f"}) {
    EXPECT_EQ(ReasonOf(Get(id, Osaka()).status()), "CASE_UNKNOWN");
  }
}

TEST_F(RegistryServiceTest, ListsNewestFirst) {
  std::vector<std::string> numbers;
  for (int i = 0; i < 5; ++i) {
    numbers.insert(numbers.begin(), Create(ARequest(), Osaka())->number());
    clock_.Advance(absl::Seconds(1));
  }
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = List(Osaka(), 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Case& kept : page->cases()) seen.push_back(kept.number());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, numbers);

  const std::string mine = List(Osaka(), 2)->next_page_token();
  EXPECT_EQ(ReasonOf(List(Osaka(kTaro), 2, mine).status()), "BAD_PAGE_TOKEN") << "another officer's";
  EXPECT_EQ(ReasonOf(List(callers_.Officer(kHanako, {"270008"}), 2, mine).status()), "BAD_PAGE_TOKEN")
      << "other areas";
  EXPECT_EQ(ReasonOf(List(Osaka(), -1).status()), "BAD_PAGE_SIZE");
}

TEST_F(RegistryServiceTest, AuditsWhoReadWhat) {
  const auto created = Create(ARequest(), Osaka());
  ASSERT_TRUE(Get(created->id(), Osaka()).ok());
  ASSERT_TRUE(List(Osaka()).ok());
  ASSERT_TRUE(GetForExposure(created->id(), callers_.Service("exposure")).ok());
  const std::string of = " AND area = '271004' AND object_id = '" + created->id() + "'";
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.GetCase' AND actor = '" +
                  std::string(kHanako) + "'" + of), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.ListCases'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.GetCaseForExposure' AND "
                  "actor = 'exposure' AND payload->>'event_id' = '" + std::string(kEvent) +
                  "' AND payload->>'officer_id' = '" + kHanako + "'" + of), 1);
}

TEST_F(RegistryServiceTest, NamesTheFieldThatIsWrong) {
  const struct {
    const char* name;
    void (*change)(v1::CreateCaseRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"no request id", [](auto& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"no kind", [](auto& r) { r.clear_kind(); }, "kind", "MISSING_FIELD"},
      {"a kind that there isn't", [](auto& r) { r.set_kind(v1::CaseKind(99)); }, "kind", "MISSING_FIELD"},
      {"no address", [](auto& r) { r.set_email_address("patient"); }, "email_address", "MALFORMED_EMAIL_ADDRESS"},
      {"another language", [](auto& r) { r.set_language("de"); }, "language", "UNKNOWN_LANGUAGE"},
      {"wrong check digit", [](auto& r) { r.set_area_code("271005"); }, "area_code", "MALFORMED_AREA_CODE"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::CreateCaseRequest request = ARequest();
    c.change(request);
    const auto refused = Create(request, Osaka());
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(refused.status()), c.field);
    EXPECT_THAT(refused.status().message(), Not(HasSubstr("patient")));
  }
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 0);
}

TEST_F(RegistryServiceTest, RefusesWhoIsNotListed) {
  const std::string id = Create(ARequest(), Osaka())->id();
  const std::string administrator =
      callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_ADMINISTRATOR, {"271004"});
  for (const std::string& stranger : {administrator, callers_.Anyone(), callers_.Service("visit"),
                                      callers_.Service("exposure"), callers_.Service("gateway_staff")}) {
    EXPECT_EQ(ReasonOf(Create(ARequest(), stranger).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(Get(id, stranger).status()), "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(List(stranger).status()), "ACCESS_DENIED");
  }
  for (const std::string& stranger : {Osaka(), administrator, callers_.Service("visit"), callers_.Service("mail")}) {
    EXPECT_EQ(ReasonOf(GetForExposure(id, stranger).status()), "ACCESS_DENIED");
  }
}

}  // namespace
}  // namespace mimamori::registry
