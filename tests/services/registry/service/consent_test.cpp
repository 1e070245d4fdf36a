// SPDX-License-Identifier: Apache-2.0
// Asking a patient for her own stays, and what she gives.
#include "services/registry/service/consent_service.hpp"
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using ConsentStub = v1::ConsentService::Stub;

class ConsentTest : public RegistryHouse {
 protected:
  ConsentTest() {
    absl::TimeZone tokyo;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
    consent_service_ = std::make_unique<ConsentService>(
        runner_, ConsentService::Rooms{.consents = consents_, .cases = store_, .places = places_, .codes = codes_,
                                       .zone = tokyo});
    grpc::ServerBuilder builder;
    builder.RegisterService(consent_service_.get());
    consent_server_ = builder.BuildAndStart();
    consent_stub_ = v1::ConsentService::NewStub(consent_server_->InProcessChannel({}));
    case_ = Create(ARequest(), Osaka()).value();
  }
  ~ConsentTest() override { consent_server_->Shutdown(); }

  template <class Request, class Response>
  absl::StatusOr<Response> Ask(grpc::Status (ConsentStub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request, const std::string& token) {
    return tests::CallWith(token, *consent_stub_, method, request);
  }
  v1::AskConsentRequest AnAsking() const {
    v1::AskConsentRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_case_id(case_.id());
    return request;
  }
  std::string Visit() const { return callers_.Service("visit"); }
  // The canonical code.
  std::string Asked() {
    const auto asked = Ask(&ConsentStub::AskConsent, AnAsking(), Osaka());
    EXPECT_TRUE(asked.ok()) << asked.status();
    std::string code = asked.ok() ? asked->code() : "";
    std::erase(code, '-');
    return code;
  }
  absl::StatusOr<v1::Consent> Get(const std::string& code, char giver = 'h') {
    v1::GetConsentRequest request;
    request.set_code(code);
    request.set_giver(std::string(16, giver));
    return Ask(&ConsentStub::GetConsent, request, Visit());
  }
  v1::GiveConsentRequest AGift(const std::string& code, char giver = 'h') const {
    v1::GiveConsentRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_code(code);
    request.set_giver(std::string(16, giver));
    for (int hours : {30, 5}) {
      v1::GivenStay& stay = *request.add_stays();
      stay.set_venue_id(VenueId(hours).ToString());
      *stay.mutable_start_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Hours(hours));
      *stay.mutable_end_time() = platform::rpc::ToTimestamp(clock_.Now() - absl::Hours(hours - 1));
    }
    return request;
  }
  absl::StatusOr<v1::Consent> Withdraw(const std::string& code, char giver = 'h') {
    v1::WithdrawConsentRequest request;
    request.set_code(code);
    request.set_giver(std::string(16, giver));
    return Ask(&ConsentStub::WithdrawConsent, request, Visit());
  }
  std::vector<v1::Place> Places() {
    v1::ListPlacesRequest request;
    request.set_case_id(case_.id());
    const auto list = tests::CallWith(Osaka(), *stub_, &Stub::ListPlaces, request);
    EXPECT_TRUE(list.ok()) << list.status();
    return list.ok() ? std::vector<v1::Place>(list->places().begin(), list->places().end()) : std::vector<v1::Place>();
  }

  ConsentStore consents_{pool_};
  const ConsentCodes codes_{platform::Secret(std::string(32, 'k'))};
  std::unique_ptr<ConsentService> consent_service_;
  std::unique_ptr<grpc::Server> consent_server_;
  std::unique_ptr<ConsentStub> consent_stub_;
  v1::Case case_;
};

TEST_F(ConsentTest, MakesACodeThatARetryShowsAgainAndNoDatabaseHolds) {
  const v1::AskConsentRequest request = AnAsking();
  const auto asked = Ask(&ConsentStub::AskConsent, request, Osaka());
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->code().size(), 11u);
  EXPECT_EQ(asked->code()[5], '-');
  EXPECT_EQ(asked->expire_time().seconds(), absl::ToUnixSeconds(clock_.Now() + absl::Hours(48)));
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Ask(&ConsentStub::AskConsent, request, Osaka())->SerializeAsString(), asked->SerializeAsString());
  EXPECT_NE(Ask(&ConsentStub::AskConsent, AnAsking(), Osaka())->code(), asked->code());
  const std::string dump = tests::DumpDatabase(database_.Conninfo());
  EXPECT_EQ(dump.find(asked->code()), std::string::npos);
  EXPECT_EQ(dump.find(asked->code().substr(0, 5) + asked->code().substr(6)), std::string::npos);
}

TEST_F(ConsentTest, AsksForCasesOfTheOfficersAreasAlone) {
  EXPECT_EQ(ReasonOf(Ask(&ConsentStub::AskConsent, AnAsking(), Tokyo()).status()), "CASE_UNKNOWN");
  v1::AskConsentRequest request = AnAsking();
  request.set_case_id("x");
  EXPECT_EQ(ReasonOf(Ask(&ConsentStub::AskConsent, request, Osaka()).status()), "CASE_UNKNOWN");
  request = AnAsking();
  request.clear_request_id();
  EXPECT_EQ(FieldOf(Ask(&ConsentStub::AskConsent, request, Osaka()).status()), "request_id");
  v1::CreateCaseRequest contact = ARequest();
  contact.set_kind(v1::CASE_KIND_CONTACT);
  request = AnAsking();
  request.set_case_id(Create(contact, Osaka())->id());
  EXPECT_EQ(ReasonOf(Ask(&ConsentStub::AskConsent, request, Osaka()).status()), "NOT_INFECTIOUS");
}

TEST_F(ConsentTest, ShowsWhoAsksAndForWhichDays) {
  const auto consent = Get(Asked());
  ASSERT_TRUE(consent.ok()) << consent.status();
  EXPECT_EQ(consent->area_code(), "271004");
  absl::TimeZone tokyo;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  EXPECT_EQ(consent->start_time().seconds(), absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(2026, 11, 16), tokyo)));
  EXPECT_EQ(consent->end_time().seconds(), absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(2026, 11, 21), tokyo)));
  EXPECT_FALSE(consent->has_give_time());
  EXPECT_EQ(ReasonOf(Get("0000000000").status()), "CONSENT_UNKNOWN");
  EXPECT_EQ(FieldOf(Get("").status()), "code");
}

TEST_F(ConsentTest, KeepsWhatIsGivenAsPlacesUntilItIsTakenBack) {
  const std::string code = Asked();
  const v1::GiveConsentRequest gift = AGift(code);
  const auto given = Ask(&ConsentStub::GiveConsent, gift, Visit());
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(given->stays(), 2);
  EXPECT_TRUE(given->has_give_time());
  const auto places = Places();
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[0].venue_id(), VenueId(30).ToString());
  EXPECT_EQ(places[0].source(), v1::PLACE_SOURCE_CONSENT);
  EXPECT_EQ(places[0].recorded_by(), kHanako);
  clock_.Advance(absl::Hours(72));
  EXPECT_TRUE(Ask(&ConsentStub::GiveConsent, gift, Visit()).ok()) << "a retry, however late";
  EXPECT_EQ(ReasonOf(Ask(&ConsentStub::GiveConsent, AGift(code), Visit()).status()), "CONSENT_GIVEN");
  EXPECT_EQ(Places().size(), 2u);

  EXPECT_EQ(ReasonOf(Get(code, 'o').status()), "CONSENT_UNKNOWN") << "the code alone shows nobody anything";
  EXPECT_EQ(ReasonOf(Withdraw(code, 'o').status()), "CONSENT_UNKNOWN");
  const auto withdrawn = Withdraw(code);
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_TRUE(withdrawn->has_withdraw_time());
  EXPECT_TRUE(Withdraw(code).ok()) << "again";
  EXPECT_TRUE(Places().empty());
  EXPECT_TRUE(Get(code)->has_withdraw_time());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE actor = 'patient' AND trace_id = '' AND object_type = 'case'"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE actor = 'patient' AND payload::text LIKE '%" +
                  VenueId(30).ToString() + "%'"), 0);
}

TEST_F(ConsentTest, NamesWhatIsWrong) {
  const std::string code = Asked();
  const struct {
    const char* name;
    void (*change)(v1::GiveConsentRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"no request id", [](auto& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"no giver", [](auto& r) { r.clear_giver(); }, "giver", "MALFORMED_GIVER"},
      {"nothing", [](auto& r) { r.clear_stays(); }, "stays", "MISSING_FIELD"},
      {"no venue", [](auto& r) { r.mutable_stays(0)->clear_venue_id(); }, "venue_id", "MALFORMED_ID"},
      {"no start", [](auto& r) { r.mutable_stays(0)->clear_start_time(); }, "start_time", "MISSING_FIELD"},
      {"another time", [](auto& r) {
         r.mutable_stays(1)->mutable_start_time()->set_seconds(r.stays(1).start_time().seconds() - 9 * 86'400);
         r.mutable_stays(1)->mutable_end_time()->set_seconds(r.stays(1).end_time().seconds() - 9 * 86'400);
       }, "stays", "STAY_OUT_OF_DAYS"},
      {"not over", [](auto& r) { r.mutable_stays(1)->mutable_end_time()->set_seconds(r.stays(1).end_time().seconds() + 14'401); },
       "end_time", "WINDOW_IN_FUTURE"},
      {"another code", [](auto& r) { r.set_code("0000000000"); }, "code", "CONSENT_UNKNOWN"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::GiveConsentRequest request = AGift(code);
    c.change(request);
    const absl::Status refused = Ask(&ConsentStub::GiveConsent, request, Visit()).status();
    EXPECT_EQ(ReasonOf(refused), c.reason);
    EXPECT_EQ(FieldOf(refused), c.field);
  }
  v1::GiveConsentRequest many = AGift(code);
  for (int i = 0; i < 200; ++i) *many.add_stays() = many.stays(0);
  EXPECT_EQ(ReasonOf(Ask(&ConsentStub::GiveConsent, many, Visit()).status()), "TOO_MANY_PLACES");
  EXPECT_TRUE(Places().empty()) << "nothing is half given";
}

TEST_F(ConsentTest, StopsWhereTheCaseIsTakenBackOrTimeIsUp) {
  const std::string code = Asked(), later = Asked();
  EXPECT_EQ(ReasonOf(Get(code).status()), "CONSENT_EXPIRED") << "a later one was made";
  EXPECT_TRUE(Get(later).ok());
  clock_.Advance(absl::Hours(48));
  EXPECT_EQ(ReasonOf(Get(later).status()), "CONSENT_EXPIRED");
  const std::string last = Asked();
  EXPECT_TRUE(Get(last).ok());
  v1::WithdrawCaseRequest withdrawal;
  withdrawal.set_case_id(case_.id());
  ASSERT_TRUE(tests::CallWith(Osaka(), *stub_, &Stub::WithdrawCase, withdrawal).ok());
  EXPECT_EQ(ReasonOf(Get(last).status()), "CONSENT_EXPIRED");
  EXPECT_EQ(ReasonOf(Ask(&ConsentStub::GiveConsent, AGift(last), Visit()).status()), "CONSENT_EXPIRED");
  EXPECT_EQ(ReasonOf(Ask(&ConsentStub::AskConsent, AnAsking(), Osaka()).status()), "CASE_WITHDRAWN");
}

TEST_F(ConsentTest, AdmitsOnlyWhomEachMethodNames) {
  const auto denied = [](const absl::Status& status) { return ReasonOf(status) == "ACCESS_DENIED"; };
  for (const std::string& token : {callers_.Anyone(), callers_.Service("visit"), callers_.Service("exposure"),
                                   callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_AUDITOR, {"271004"}),
                                   callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_ADMINISTRATOR, {"271004"})}) {
    EXPECT_TRUE(denied(Ask(&ConsentStub::AskConsent, AnAsking(), token).status()));
  }
  for (const std::string& token : {callers_.Anyone(), Osaka(), callers_.Service("exposure"),
                                   callers_.Service("gateway_public")}) {
    EXPECT_TRUE(denied(Ask(&ConsentStub::GetConsent, {}, token).status()));
    EXPECT_TRUE(denied(Ask(&ConsentStub::GiveConsent, {}, token).status()));
    EXPECT_TRUE(denied(Ask(&ConsentStub::WithdrawConsent, {}, token).status()));
  }
}

}  // namespace
}  // namespace mimamori::registry
