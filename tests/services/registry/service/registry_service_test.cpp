// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/registry_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "embedded/registry_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/registry/store/postgres_case_store.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/dump.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::registry {
namespace {

using platform::ReasonOf;
using testing::HasSubstr;
using testing::Not;
using Stub = v1::RegistryService::Stub;

const char kHanako[] = "0192f0c1-0000-4000-8000-000000000001";
const char kTaro[] = "0192f0c1-0000-4000-8000-000000000002";
const char kEvent[] = "0192f0c1-0000-7000-8000-000000000003";
const char kAddress[] = "patient@example.jp";

// Gives out one key a period, as the vault does; the test keeps the private half.
class FakeVault final : public vault::v1::VaultService::Service {
 public:
  grpc::Status GetSealingKey(grpc::ServerContext*, const vault::v1::GetSealingKeyRequest* request,
                             vault::v1::SealingKey* response) override {
    ++asked;
    if (request->ring() != vault::v1::RING_PATIENT) return {grpc::StatusCode::INVALID_ARGUMENT, "another ring"};
    if (down) return {grpc::StatusCode::UNAVAILABLE, "down"};
    response->set_ring_name("patient");
    response->set_period(request->period());
    response->set_public_key(keys.public_key);
    return grpc::Status::OK;
  }
  const platform::crypto::SealingKeyPair keys = platform::crypto::NewSealingKeyPair();
  std::atomic<int> asked = 0;
  std::atomic<bool> down = false;
};

class RegistryServiceTest : public testing::Test {
 protected:
  RegistryServiceTest() {
    platform::crypto::Initialise();
    grpc::ServerBuilder builder;
    builder.RegisterService(&vault_);
    vault_server_ = builder.BuildAndStart();
    sealer_ = std::make_unique<ContactSealer>(
        platform::rpc::ServiceChannel("vault", vault_server_->InProcessChannel({}), signer_));
    absl::TimeZone tokyo;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
    service_ = std::make_unique<RegistryService>(runner_, store_, *sealer_,
                                                 platform::rpc::PageTokens(platform::crypto::RandomKey()), tokyo);
    grpc::ServerBuilder own;
    own.RegisterService(service_.get());
    server_ = own.BuildAndStart();
    stub_ = v1::RegistryService::NewStub(server_->InProcessChannel({}));
  }
  ~RegistryServiceTest() override {
    server_->Shutdown();
    vault_server_->Shutdown();
  }

  static v1::CreateCaseRequest ARequest() {
    v1::CreateCaseRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_kind(v1::CASE_KIND_CONFIRMED);
    request.set_area_code("271004");
    request.set_onset_date("2026-11-18");
    request.set_report_date("2026-11-20");
    request.set_email_address(kAddress);
    request.set_language("en");
    return request;
  }
  std::string Osaka(const char* who = kHanako) const { return callers_.Officer(who, {"271004"}); }
  std::string Tokyo() const { return callers_.Officer(kTaro, {"130001"}); }

  absl::StatusOr<v1::Case> Create(const v1::CreateCaseRequest& request, const std::string& token) {
    return tests::CallWith(token, *stub_, &Stub::CreateCase, request);
  }
  absl::StatusOr<v1::Case> Get(const std::string& id, const std::string& token) {
    v1::GetCaseRequest request;
    request.set_case_id(id);
    return tests::CallWith(token, *stub_, &Stub::GetCase, request);
  }
  absl::StatusOr<v1::ListCasesResponse> List(const std::string& token, int page_size = 0,
                                             const std::string& page_token = "") {
    v1::ListCasesRequest request;
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(token, *stub_, &Stub::ListCases, request);
  }
  absl::StatusOr<v1::CaseForExposure> GetForExposure(const std::string& id, const std::string& token) {
    v1::GetCaseForExposureRequest request;
    request.set_case_id(id);
    request.set_event_id(kEvent);
    request.set_officer_id(kHanako);
    return tests::CallWith(token, *stub_, &Stub::GetCaseForExposure, request);
  }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  int64_t Count(const std::string& sql) {
    const std::string name = std::to_string(std::hash<std::string>{}(sql));
    const auto rows = pool_.Run(Soon(), {name.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  // 21 November 2026, 00:30 in Tokyo: still the 20th in Greenwich.
  tests::FakeClock clock_{absl::FromCivil(absl::CivilMinute(2026, 11, 20, 15, 30), absl::UTCTimeZone())};
  tests::Callers callers_{"registry", clock_};
  const platform::rpc::CallerSigner signer_ = callers_.SignerOf("registry");
  tests::ScratchDatabase database_{"registry", embedded::registry_migrations::Files()};
  platform::postgres::Pool pool_{database_.ServiceConninfo(), 4};
  PostgresCaseStore store_{pool_};
  FakeVault vault_;
  std::unique_ptr<grpc::Server> vault_server_;
  std::unique_ptr<ContactSealer> sealer_;
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"registry", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 1}, verifier_, clock_, metrics_};
  std::unique_ptr<RegistryService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

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
  EXPECT_EQ(changes->front().payload, first->SerializeAsString());
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
      {"another language", [](auto& r) { r.set_language("fr"); }, "language", "UNKNOWN_LANGUAGE"},
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
