// SPDX-License-Identifier: Apache-2.0
// Where patients are: the next status, corrections, the history, and who is where.
#include "services/registry/service/status_service.hpp"
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

using platform::FieldOf;
using StatusStub = v1::StatusService::Stub;

class StatusesTest : public RegistryHouse {
 protected:
  StatusesTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&status_service_);
    status_server_ = builder.BuildAndStart();
    status_stub_ = v1::StatusService::NewStub(status_server_->InProcessChannel({}));
    case_ = RegistryHouse::Create(ARequest(), Osaka()).value();
  }
  ~StatusesTest() override { status_server_->Shutdown(); }

  v1::ChangeStatusRequest AChange(v1::CaseStatus status = v1::CASE_STATUS_HOME, int version = 1) const {
    v1::ChangeStatusRequest request;
    request.set_case_id(case_.id());
    request.set_version(version);
    request.set_status(status);
    request.set_status_date("2026-11-21");
    return request;
  }
  v1::CorrectStatusRequest ACorrection(v1::CaseStatus status = v1::CASE_STATUS_AWAITING, int version = 2) const {
    v1::CorrectStatusRequest request;
    request.set_case_id(case_.id());
    request.set_version(version);
    request.set_status(status);
    request.set_status_date("2026-11-20");
    request.set_reason(v1::CORRECTION_REASON_TOLD_WRONGLY);
    return request;
  }
  absl::StatusOr<v1::Case> Change(const v1::ChangeStatusRequest& request, const std::string& token) {
    return tests::CallWith(token, *status_stub_, &StatusStub::ChangeStatus, request);
  }
  absl::StatusOr<v1::Case> Correct(const v1::CorrectStatusRequest& request, const std::string& token) {
    return tests::CallWith(token, *status_stub_, &StatusStub::CorrectStatus, request);
  }
  absl::StatusOr<v1::ListStatusesResponse> History(const std::string& token, int page_size = 0,
                                                   const std::string& page_token = "") {
    v1::ListStatusesRequest request;
    request.set_case_id(case_.id());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(token, *status_stub_, &StatusStub::ListStatuses, request);
  }
  absl::StatusOr<v1::ListCasesResponse> ListOf(const std::function<void(v1::ListCasesRequest&)>& wish) {
    v1::ListCasesRequest request;
    wish(request);
    return tests::CallWith(Osaka(), *stub_, &Stub::ListCases, request);
  }
  static absl::TimeZone Zone() {
    absl::TimeZone tokyo;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
    return tokyo;
  }

  StatusStore statuses_{pool_};
  StatusService status_service_{runner_, {.statuses = statuses_, .cases = store_,
                                          .page_tokens = platform::rpc::PageTokens(platform::crypto::RandomKey()),
                                          .zone = Zone()}};
  std::unique_ptr<grpc::Server> status_server_;
  std::unique_ptr<StatusStub> status_stub_;
  v1::Case case_;
};

TEST_F(StatusesTest, FollowsAPatientAndKeepsWhoSaidSo) {
  EXPECT_EQ(case_.status(), v1::CASE_STATUS_POSITIVE);
  EXPECT_EQ(case_.status_date(), "");
  const auto home = Change(AChange(), Osaka());
  ASSERT_TRUE(home.ok()) << home.status();
  EXPECT_EQ(home->status(), v1::CASE_STATUS_HOME);
  EXPECT_EQ(home->status_date(), "2026-11-21");
  EXPECT_EQ(home->version(), 2);
  EXPECT_EQ(Change(AChange(), Osaka())->version(), 2) << "a retry";
  clock_.Advance(absl::Hours(1));
  v1::ChangeStatusRequest worse = AChange(v1::CASE_STATUS_ADMITTED, 2);
  worse.set_severe(true);
  const std::string colleague = Osaka(kTaro);
  EXPECT_TRUE(Change(worse, colleague)->severe());
  EXPECT_EQ(Get(case_.id(), colleague)->status(), v1::CASE_STATUS_ADMITTED);

  const auto corrected = Correct(ACorrection(v1::CASE_STATUS_AWAITING, 3), Osaka());
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->status(), v1::CASE_STATUS_AWAITING);
  EXPECT_FALSE(corrected->severe());
  const auto history = History(Osaka());
  ASSERT_EQ(history->statuses_size(), 3);
  EXPECT_EQ(history->statuses(0).changed_by(), kHanako);
  EXPECT_EQ(history->statuses(0).correction(), v1::CORRECTION_REASON_UNSPECIFIED);
  EXPECT_EQ(history->statuses(1).changed_by(), kTaro);
  EXPECT_TRUE(history->statuses(1).severe());
  EXPECT_EQ(history->statuses(1).change_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  EXPECT_EQ(history->statuses(2).status_date(), "2026-11-20");
  EXPECT_EQ(history->statuses(2).correction(), v1::CORRECTION_REASON_TOLD_WRONGLY);
  EXPECT_EQ(history->statuses(2).version(), 4);
}

TEST_F(StatusesTest, RefusesWhatIsNotForeseen) {
  ASSERT_TRUE(Change(AChange(v1::CASE_STATUS_RELEASED), Osaka()).ok());
  const auto again = Change(AChange(v1::CASE_STATUS_HOME, 2), Osaka());
  EXPECT_EQ(ReasonOf(again.status()), "STATUS_NOT_NEXT");
  EXPECT_EQ(FieldOf(again.status()), "status");
  EXPECT_EQ(ReasonOf(Change(AChange(v1::CASE_STATUS_DEAD), Osaka()).status()), "CASE_CHANGED");
  const struct {
    const char* name;
    void (*change)(v1::ChangeStatusRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"no status", [](auto& r) { r.clear_status(); }, "status", "MISSING_FIELD"},
      {"one that there isn't", [](auto& r) { r.set_status(v1::CaseStatus(99)); }, "status", "MISSING_FIELD"},
      {"no date", [](auto& r) { r.clear_status_date(); }, "status_date", "MISSING_FIELD"},
      {"tomorrow in Japan", [](auto& r) { r.set_status_date("2026-11-22"); }, "status_date", "DATE_IN_FUTURE"},
      {"severely ill at home", [](auto& r) { r.set_severe(true); }, "severe", "SEVERE_NOT_ADMITTED"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::ChangeStatusRequest request = AChange();
    c.change(request);
    EXPECT_EQ(ReasonOf(Change(request, Osaka()).status()), c.reason);
    EXPECT_EQ(FieldOf(Change(request, Osaka()).status()), c.field);
  }
  for (const auto reason : {v1::CORRECTION_REASON_UNSPECIFIED, v1::CORRECTION_REASON_MERGED, v1::CorrectionReason(9)}) {
    v1::CorrectStatusRequest request = ACorrection();
    request.set_reason(reason);
    EXPECT_EQ(FieldOf(Correct(request, Osaka()).status()), "reason");
  }
  EXPECT_EQ(History(Osaka())->statuses_size(), 1);
}

TEST_F(StatusesTest, ContactsHaveNone) {
  v1::CreateCaseRequest request = ARequest();
  request.set_kind(v1::CASE_KIND_CONTACT);
  case_ = RegistryHouse::Create(request, Osaka()).value();
  EXPECT_EQ(case_.status(), v1::CASE_STATUS_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(Change(AChange(), Osaka()).status()), "NOT_INFECTED");
  EXPECT_EQ(ReasonOf(Correct(ACorrection(v1::CASE_STATUS_HOME, 1), Osaka()).status()), "NOT_INFECTED");
}

TEST_F(StatusesTest, ListsWhoIsWhere) {
  ASSERT_TRUE(Change(AChange(), Osaka()).ok());
  const v1::Case other = RegistryHouse::Create(ARequest(), Osaka()).value();
  const auto home = ListOf([](auto& r) { r.set_status(v1::CASE_STATUS_HOME); });
  ASSERT_EQ(home->cases_size(), 1) << home.status();
  EXPECT_EQ(home->cases(0).id(), case_.id());
  EXPECT_EQ(ListOf([](auto& r) { r.set_area_code("270008"); })->cases_size(), 2);
  EXPECT_EQ(ListOf([](auto& r) { r.set_area_code("271403"); })->cases_size(), 0);
  EXPECT_EQ(ListOf([](auto& r) { r.set_area_code("131016"); })->cases_size(), 0) << "not hers";
  EXPECT_EQ(ListOf([&](auto& r) { r.set_number(other.number()); })->cases(0).id(), other.id());
  EXPECT_EQ(ReasonOf(ListOf([](auto& r) { r.set_area_code("271005"); }).status()), "MALFORMED_AREA_CODE");
  EXPECT_EQ(ReasonOf(ListOf([](auto& r) { r.set_status(v1::CaseStatus(9)); }).status()), "UNKNOWN_STATUS");
  EXPECT_EQ(ReasonOf(ListOf([](auto& r) { r.set_reporter_id("1"); }).status()), "MALFORMED_ID");
  EXPECT_EQ(ReasonOf(ListOf([](auto& r) { r.set_number(std::string(31, '1')); }).status()), "MALFORMED_NUMBER");

  const std::string token = ListOf([](auto& r) { r.set_page_size(1); })->next_page_token();
  EXPECT_TRUE(ListOf([&](auto& r) { r.set_page_token(token); }).ok());
  EXPECT_EQ(ReasonOf(ListOf([&](auto& r) {
              r.set_page_token(token);
              r.set_status(v1::CASE_STATUS_HOME);
            }).status()), "BAD_PAGE_TOKEN") << "of another list";
}

TEST_F(StatusesTest, ListsTheHistoryInPages) {
  int version = 1;
  for (const auto status : {v1::CASE_STATUS_HOME, v1::CASE_STATUS_AWAITING, v1::CASE_STATUS_ADMITTED}) {
    ASSERT_TRUE(Change(AChange(status, version++), Osaka()).ok());
  }
  std::vector<int> seen;
  std::string token;
  do {
    const auto page = History(Osaka(), 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::StatusEntry& row : page->statuses()) seen.push_back(row.version());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, (std::vector{2, 3, 4}));
  EXPECT_EQ(ReasonOf(History(Osaka(kTaro), 2, History(Osaka(), 2)->next_page_token()).status()), "BAD_PAGE_TOKEN");
  EXPECT_EQ(ReasonOf(History(Osaka(), -1).status()), "BAD_PAGE_SIZE");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.ListStatuses' AND object_id = '" +
                  case_.id() + "'"), 3);
}

// Told by the observation service of what a person confirmed there, as often as it takes.
TEST_F(StatusesTest, IsReleasedOnceHoweverOftenItIsTold) {
  const std::string observation = callers_.Service("observation");
  v1::ReleaseCaseRequest request;
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_case_id(case_.id());
  request.set_status_date("2026-11-21");
  request.set_officer_id(kHanako);
  const auto release = [&](const std::string& token) { return tests::CallWith(token, *status_stub_, &StatusStub::ReleaseCase, request); };
  const auto first = release(observation);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->version(), 2);
  EXPECT_EQ(Get(case_.id(), Osaka())->status(), v1::CASE_STATUS_RELEASED);
  EXPECT_FALSE(Get(case_.id(), Osaka())->has_plan()) << "the monitoring ends with it";
  EXPECT_EQ(History(Osaka())->statuses(0).changed_by(), kHanako);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.ReleaseCase' AND actor = '" + std::string(kHanako) + "'"), 1);

  // An officer finds it wrong meanwhile: a late retry doesn't undo that.
  ASSERT_TRUE(Correct(ACorrection(v1::CASE_STATUS_HOME, 2), Osaka()).ok());
  EXPECT_EQ(release(observation)->version(), 3);
  EXPECT_EQ(Get(case_.id(), Osaka())->status(), v1::CASE_STATUS_HOME);
  const v1::Case other = RegistryHouse::Create(ARequest(), Osaka()).value();
  request.set_case_id(other.id());
  EXPECT_EQ(ReasonOf(release(observation).status()), "REQUEST_ID_REUSED");
  request.set_request_id(platform::RequestId::Random().ToString());
  EXPECT_TRUE(release(observation).ok());
  request.set_request_id(platform::RequestId::Random().ToString());
  EXPECT_EQ(release(observation)->version(), 2) << "released already: nothing happens";
  EXPECT_EQ(Count("SELECT count(*) FROM case_statuses"), 3);
}

TEST_F(StatusesTest, ReleasesNobodyWhoCantBe) {
  const std::string observation = callers_.Service("observation");
  v1::ReleaseCaseRequest request;
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_case_id(case_.id());
  request.set_status_date("2026-11-22");
  request.set_officer_id(kHanako);
  const auto refusal = [&](const std::string& token) {
    return ReasonOf(tests::CallWith(token, *status_stub_, &StatusStub::ReleaseCase, request).status());
  };
  EXPECT_EQ(refusal(observation), "DATE_IN_FUTURE");
  request.set_status_date("2026-11-21");
  for (const std::string& stranger : {Osaka(), callers_.Anyone(), callers_.Service("exposure")}) {
    EXPECT_EQ(refusal(stranger), "ACCESS_DENIED");
  }
  request.set_officer_id("hanako");
  EXPECT_EQ(refusal(observation), "MALFORMED_ID");
  request.set_officer_id(kHanako);
  ASSERT_TRUE(Change(AChange(v1::CASE_STATUS_DEAD), Osaka()).ok());
  EXPECT_EQ(refusal(observation), "STATUS_NOT_NEXT");
  v1::CreateCaseRequest contact = ARequest();
  contact.set_kind(v1::CASE_KIND_CONTACT);
  request.set_case_id(RegistryHouse::Create(contact, Osaka())->id());
  EXPECT_EQ(refusal(observation), "NOT_INFECTED");
  request.set_case_id(platform::RequestId::Random().ToString());
  EXPECT_EQ(refusal(observation), "CASE_UNKNOWN");
}

TEST_F(StatusesTest, PlacesACaseOnceAndInTheNameOfThePerson) {
  const std::string admission = callers_.Service("admission");
  v1::PlaceCaseRequest request;
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_case_id(case_.id());
  request.set_status(v1::CASE_STATUS_AWAITING);
  request.set_status_date("2026-11-21");
  request.set_officer_id(kHanako);
  const auto place = [&](const std::string& token) { return tests::CallWith(token, *status_stub_, &StatusStub::PlaceCase, request); };
  EXPECT_EQ(place(admission)->version(), 2);
  EXPECT_EQ(place(admission)->version(), 2) << "told again";
  EXPECT_EQ(Get(case_.id(), Osaka())->status(), v1::CASE_STATUS_AWAITING);
  EXPECT_EQ(History(Osaka())->statuses(0).changed_by(), kHanako);

  request.set_request_id(platform::RequestId::Random().ToString());
  EXPECT_EQ(place(admission)->version(), 2) << "she is there already";
  request.set_severe(true);
  EXPECT_EQ(ReasonOf(place(admission).status()), "SEVERE_NOT_ADMITTED");
  request.set_status(v1::CASE_STATUS_ADMITTED);
  EXPECT_EQ(place(admission)->version(), 3);
  EXPECT_TRUE(Get(case_.id(), Osaka())->severe());

  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_severe(false);
  request.set_status(v1::CASE_STATUS_RELEASED);
  EXPECT_EQ(place(admission)->version(), 4);
  EXPECT_FALSE(Get(case_.id(), Osaka())->has_plan()) << "the monitoring ends with it";
  request.set_request_id(platform::RequestId::Random().ToString());
  request.set_status(v1::CASE_STATUS_HOME);
  EXPECT_EQ(ReasonOf(place(admission).status()), "STATUS_NOT_NEXT");
  for (const std::string& stranger : {Osaka(), callers_.Anyone(), callers_.Service("observation")}) {
    EXPECT_EQ(ReasonOf(place(stranger).status()), "ACCESS_DENIED");
  }
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.PlaceCase' AND actor = '" + std::string(kHanako) + "'"), 3);
}

TEST_F(StatusesTest, RefusesWhoIsElsewhereOrNotListed) {
  const auto everything = [&](const std::string& token) {
    return std::vector<std::string>{ReasonOf(Change(AChange(), token).status()),
                                    ReasonOf(Correct(ACorrection(), token).status()),
                                    ReasonOf(History(token).status())};
  };
  EXPECT_EQ(everything(Tokyo()), std::vector<std::string>(3, "CASE_UNKNOWN"));
  const std::string administrator =
      callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_ADMINISTRATOR, {"271004"});
  for (const std::string& stranger : {administrator, callers_.Anyone(), callers_.Service("exposure")}) {
    EXPECT_EQ(everything(stranger), std::vector<std::string>(3, "ACCESS_DENIED"));
  }
  EXPECT_EQ(Get(case_.id(), Osaka())->SerializeAsString(), case_.SerializeAsString()) << "nothing happened";
}

}  // namespace
}  // namespace mimamori::registry
