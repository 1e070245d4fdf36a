// SPDX-License-Identifier: Apache-2.0
// Who a patient is, her plan, her contact, her household; two cases that turn out to be one.
#include "services/registry/service/patient_service.hpp"
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using PatientStub = v1::PatientService::Stub;

class PatientsTest : public RegistryHouse {
 protected:
  PatientsTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&patient_service_);
    patient_server_ = builder.BuildAndStart();
    patient_stub_ = v1::PatientService::NewStub(patient_server_->InProcessChannel({}));
    case_ = Create(ADescribedRequest(), Osaka()).value();
  }
  ~PatientsTest() override { patient_server_->Shutdown(); }

  static v1::CreateCaseRequest ADescribedRequest() {
    v1::CreateCaseRequest request = ARequest();
    request.set_birth_year(1961);
    request.set_sex(v1::SEX_FEMALE);
    request.add_risk_factors(v1::RISK_FACTOR_DIALYSIS);
    request.add_risk_factors(v1::RISK_FACTOR_DIABETES);
    request.set_time_zone("Asia/Seoul");
    request.set_route(v1::INFECTION_ROUTE_UNKNOWN);
    request.mutable_plan()->set_reports_per_day(2);
    request.mutable_plan()->set_start_date("2026-11-21");
    request.mutable_plan()->set_end_date("2026-12-01");
    return request;
  }
  template <class Request>
  absl::StatusOr<v1::Case> Ask(grpc::Status (PatientStub::*method)(grpc::ClientContext*, const Request&, v1::Case*),
                               const Request& request, const std::string& token) {
    return tests::CallWith(token, *patient_stub_, method, request);
  }
  v1::CorrectPatientRequest ACorrection(int version = 1) const {
    v1::CorrectPatientRequest request;
    request.set_case_id(case_.id());
    request.set_version(version);
    request.set_birth_year(1960);
    request.add_risk_factors(v1::RISK_FACTOR_OBESITY);
    return request;
  }
  v1::PlanMonitoringRequest APlan(int version = 1) const {
    v1::PlanMonitoringRequest request;
    request.set_case_id(case_.id());
    request.set_version(version);
    request.mutable_plan()->set_reports_per_day(1);
    request.mutable_plan()->set_start_date("2026-11-21");
    request.mutable_plan()->set_end_date("2026-12-05");
    return request;
  }
  v1::ReplaceContactRequest AContact(int version = 1) const {
    v1::ReplaceContactRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_case_id(case_.id());
    request.set_version(version);
    request.set_email_address("other@example.jp");
    request.set_language("vi");
    return request;
  }
  v1::SetReporterRequest AReporter(const v1::Case& member, const std::string& reporter) const {
    v1::SetReporterRequest request;
    request.set_case_id(member.id());
    request.set_version(member.version());
    request.set_reporter_id(reporter);
    return request;
  }
  v1::MergeCasesRequest AMerge(const v1::Case& kept, const v1::Case& duplicate) const {
    v1::MergeCasesRequest request;
    request.set_case_id(kept.id());
    request.set_version(kept.version());
    request.set_duplicate_id(duplicate.id());
    request.set_duplicate_version(duplicate.version());
    return request;
  }
  v1::ListCasesResponse Listed(const std::function<void(v1::ListCasesRequest&)>& wish) {
    v1::ListCasesRequest request;
    wish(request);
    return tests::CallWith(Osaka(), *stub_, &Stub::ListCases, request).value();
  }
  // What the first `count` changes tell of the cases.
  std::vector<v1::Case> Told(size_t count, const std::string& token) {
    grpc::ClientContext context;
    context.AddMetadata("mimamori-caller-bin", token);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    const auto reader = stub_->StreamChanges(&context, {});
    std::vector<v1::Case> seen;
    v1::CaseChange change;
    while (seen.size() < count && reader->Read(&change)) seen.push_back(change.current());
    context.TryCancel();
    reader->Finish();
    return seen;
  }
  static absl::TimeZone Zone() {
    absl::TimeZone tokyo;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
    return tokyo;
  }

  PatientStore patients_{pool_};
  PatientService patient_service_{runner_,
                                  {.patients = patients_, .cases = store_, .sealer = *sealer_, .zone = Zone()}};
  std::unique_ptr<grpc::Server> patient_server_;
  std::unique_ptr<PatientStub> patient_stub_;
  v1::Case case_;
};

TEST_F(PatientsTest, RecordsWhatTheOfficerKnows) {
  EXPECT_EQ(case_.birth_year(), 1961);
  EXPECT_EQ(case_.sex(), v1::SEX_FEMALE);
  ASSERT_EQ(case_.risk_factors_size(), 2);
  EXPECT_EQ(case_.risk_factors(0), v1::RISK_FACTOR_DIABETES);
  EXPECT_EQ(case_.risk_factors(1), v1::RISK_FACTOR_DIALYSIS);
  EXPECT_EQ(case_.language(), "en");
  EXPECT_EQ(case_.time_zone(), "Asia/Seoul");
  EXPECT_EQ(case_.route(), v1::INFECTION_ROUTE_UNKNOWN);
  EXPECT_EQ(case_.plan().reports_per_day(), 2);
  EXPECT_EQ(case_.plan().start_date(), "2026-11-21");
  EXPECT_EQ(case_.plan().end_date(), "2026-12-01");
  EXPECT_EQ(Get(case_.id(), Osaka())->SerializeAsString(), case_.SerializeAsString());
}

TEST_F(PatientsTest, NamesTheFieldThatIsWrong) {
  const struct {
    const char* name;
    void (*change)(v1::CreateCaseRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"not born", [](auto& r) { r.set_birth_year(2027); }, "birth_year", "BAD_BIRTH_YEAR"},
      {"a sex that there isn't", [](auto& r) { r.set_sex(v1::Sex(9)); }, "sex", "UNKNOWN_SEX"},
      {"a risk that there isn't", [](auto& r) { r.add_risk_factors(v1::RiskFactor(99)); }, "risk_factors",
       "UNKNOWN_RISK_FACTOR"},
      {"two kinds of pneumonia", [](auto& r) {
         r.add_risk_factors(v1::RISK_FACTOR_PNEUMONIA_BOTH_SIDES);
         r.add_risk_factors(v1::RISK_FACTOR_PNEUMONIA_HALF_OR_MORE);
       }, "risk_factors", "RISK_FACTORS_EXCLUDE_EACH_OTHER"},
      {"nowhere", [](auto& r) { r.set_time_zone("Asia/Osaka"); }, "time_zone", "UNKNOWN_TIME_ZONE"},
      {"a route that there isn't", [](auto& r) { r.set_route(v1::InfectionRoute(9)); }, "route", "UNKNOWN_ROUTE"},
      {"never", [](auto& r) { r.mutable_plan()->clear_reports_per_day(); }, "plan.reports_per_day", "BAD_COUNT"},
      {"no end", [](auto& r) { r.mutable_plan()->clear_end_date(); }, "plan.end_date", "MISSING_FIELD"},
      {"too long", [](auto& r) { r.mutable_plan()->set_end_date("2027-11-21"); }, "plan.end_date", "PLAN_TOO_LONG"},
      {"nobody", [](auto& r) { r.set_reporter_id("1"); }, "reporter_id", "REPORTER_UNKNOWN"},
      {"nobody here", [](auto& r) { r.set_reporter_id(kEvent); }, "reporter_id", "REPORTER_UNKNOWN"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::CreateCaseRequest request = ADescribedRequest();
    c.change(request);
    const auto refused = Create(request, Osaka());
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
    EXPECT_EQ(FieldOf(refused.status()), c.field);
  }
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 1);
}

TEST_F(PatientsTest, CorrectsWhoItIsAndWhatIsPlanned) {
  const auto corrected = Ask(&PatientStub::CorrectPatient, ACorrection(), Osaka());
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->birth_year(), 1960);
  EXPECT_EQ(corrected->sex(), v1::SEX_UNSPECIFIED) << "what is left out is emptied";
  EXPECT_EQ(corrected->risk_factors_size(), 1);
  EXPECT_EQ(corrected->time_zone(), "Asia/Tokyo");
  EXPECT_EQ(corrected->language(), "en") << "it goes with the address";
  EXPECT_EQ(corrected->plan().reports_per_day(), 2) << "another thing";
  EXPECT_EQ(corrected->version(), 2);
  EXPECT_EQ(Ask(&PatientStub::CorrectPatient, ACorrection(), Osaka())->version(), 2) << "a retry";
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::PlanMonitoring, APlan(), Osaka()).status()), "CASE_CHANGED");
  const auto planned = Ask(&PatientStub::PlanMonitoring, APlan(2), Osaka());
  EXPECT_EQ(planned->plan().end_date(), "2026-12-05");
  EXPECT_EQ(planned->plan().reports_per_day(), 1);
  v1::PlanMonitoringRequest end = APlan(3);
  end.clear_plan();
  EXPECT_FALSE(Ask(&PatientStub::PlanMonitoring, end, Osaka())->has_plan());
  end.mutable_plan();
  EXPECT_EQ(FieldOf(Ask(&PatientStub::PlanMonitoring, end, Osaka()).status()), "plan.reports_per_day");
  v1::CorrectPatientRequest unborn = ACorrection(4);
  unborn.set_birth_year(1);
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::CorrectPatient, unborn, Osaka()).status()), "BAD_BIRTH_YEAR");
}

TEST_F(PatientsTest, SealsAnotherAddressForTheVaultAlone) {
  const v1::ReplaceContactRequest request = AContact();
  const auto replaced = Ask(&PatientStub::ReplaceContact, request, Osaka());
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->language(), "vi");
  EXPECT_EQ(Ask(&PatientStub::ReplaceContact, request, Osaka())->version(), 2) << "a retry";
  const auto found = GetForExposure(case_.id(), callers_.Service("exposure"));
  const auto opened = platform::crypto::OpenSealed(vault_.keys.private_key.Reveal(), found->sealed_contact());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->context.subject, case_.id());
  EXPECT_THAT(std::string(opened->text.Reveal()), HasSubstr("other@example.jp"));
  EXPECT_THAT(tests::DumpDatabase(database_.Conninfo()), Not(HasSubstr("other@")));

  v1::ReplaceContactRequest wrong = AContact(2);
  wrong.set_email_address("other");
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::ReplaceContact, wrong, Osaka()).status()), "MALFORMED_EMAIL_ADDRESS");
  wrong = AContact(2);
  wrong.set_language("de");
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::ReplaceContact, wrong, Osaka()).status()), "UNKNOWN_LANGUAGE");
  wrong = AContact(2);
  wrong.clear_request_id();
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::ReplaceContact, wrong, Osaka()).status()), "MALFORMED_ID");
  v1::ReplaceContactRequest none = AContact(2);
  none.clear_email_address();
  EXPECT_FALSE(Ask(&PatientStub::ReplaceContact, none, Osaka())->has_contact());
}

TEST_F(PatientsTest, LetsAMotherReportForHerChildren) {
  v1::CreateCaseRequest request = ARequest();
  request.clear_email_address();
  request.set_reporter_id(case_.id());
  const auto child = Create(request, Osaka());
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_EQ(child->reporter_id(), case_.id());
  const v1::Case father = Create(ARequest(), Osaka()).value();
  EXPECT_EQ(Ask(&PatientStub::SetReporter, AReporter(father, case_.id()), Osaka())->reporter_id(), case_.id());
  EXPECT_EQ(Listed([&](auto& r) { r.set_reporter_id(case_.id()); }).cases_size(), 2);
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::SetReporter, AReporter(case_, father.id()), Osaka()).status()),
            "REPORTS_FOR_OTHERS");
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::SetReporter, AReporter(case_, case_.id()), Osaka()).status()), "SAME_CASE");
  EXPECT_EQ(ReasonOf(Ask(&PatientStub::SetReporter, AReporter(case_, "x"), Osaka()).status()), "REPORTER_UNKNOWN");
  EXPECT_EQ(Ask(&PatientStub::SetReporter, AReporter(*child, ""), Osaka())->reporter_id(), "");
}

TEST_F(PatientsTest, MergesADuplicateThatStaysToBeFound) {
  const v1::Case duplicate = Create(ARequest(), Osaka()).value();
  const auto merged = Ask(&PatientStub::MergeCases, AMerge(case_, duplicate), Osaka());
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->merged_numbers(0), duplicate.number());
  EXPECT_EQ(Ask(&PatientStub::MergeCases, AMerge(case_, duplicate), Osaka())->version(), merged->version()) << "a retry";
  const auto gone = Get(duplicate.id(), Osaka());
  EXPECT_EQ(gone->merged_into_id(), case_.id());
  EXPECT_TRUE(gone->has_withdraw_time());
  const auto found = Listed([&](auto& r) { r.set_number(duplicate.number()); });
  ASSERT_EQ(found.cases_size(), 2);
  v1::MergeCasesRequest stale = AMerge(case_, Create(ARequest(), Osaka()).value());
  const auto refused = Ask(&PatientStub::MergeCases, stale, Osaka());
  EXPECT_EQ(ReasonOf(refused.status()), "CASE_CHANGED");
  EXPECT_EQ(FieldOf(refused.status()), "version");
  stale.set_duplicate_id("x");
  EXPECT_EQ(FieldOf(Ask(&PatientStub::MergeCases, stale, Osaka()).status()), "duplicate_id");
}

TEST_F(PatientsTest, TellsExposuresNothingOfWhoItIs) {
  const std::vector<v1::Case> told = Told(1, callers_.Service("exposure"));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].kind(), v1::CASE_KIND_CONFIRMED);
  EXPECT_EQ(told[0].infectious_start_date(), case_.infectious_start_date());
  for (const int field : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) {
    const auto* descriptor = v1::Case::descriptor()->FindFieldByNumber(field);
    if (!case_.GetReflection()->HasField(case_, descriptor) && !descriptor->is_repeated()) continue;
    EXPECT_TRUE(told[0].GetReflection()->HasField(told[0], descriptor)) << descriptor->name();
  }
  std::vector<const google::protobuf::FieldDescriptor*> set;
  told[0].GetReflection()->ListFields(told[0], &set);
  for (const auto* descriptor : set) EXPECT_LE(descriptor->number(), 13) << descriptor->name();
}

TEST_F(PatientsTest, RefusesWhoIsElsewhereOrNotListed) {
  const v1::Case duplicate = Create(ARequest(), Osaka()).value();
  const auto everything = [&](const std::string& token) {
    return std::vector<std::string>{
        ReasonOf(Ask(&PatientStub::CorrectPatient, ACorrection(), token).status()),
        ReasonOf(Ask(&PatientStub::PlanMonitoring, APlan(), token).status()),
        ReasonOf(Ask(&PatientStub::ReplaceContact, AContact(), token).status()),
        ReasonOf(Ask(&PatientStub::SetReporter, AReporter(case_, duplicate.id()), token).status()),
        ReasonOf(Ask(&PatientStub::MergeCases, AMerge(case_, duplicate), token).status())};
  };
  EXPECT_EQ(everything(Tokyo()), std::vector<std::string>(5, "CASE_UNKNOWN"));
  const std::string administrator =
      callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_ADMINISTRATOR, {"271004"});
  for (const std::string& stranger : {administrator, callers_.Anyone(), callers_.Service("exposure")}) {
    EXPECT_EQ(everything(stranger), std::vector<std::string>(5, "ACCESS_DENIED"));
  }
  EXPECT_EQ(Get(case_.id(), Osaka())->SerializeAsString(), case_.SerializeAsString()) << "nothing happened";
}

}  // namespace
}  // namespace mimamori::registry
