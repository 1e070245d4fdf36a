// SPDX-License-Identifier: Apache-2.0
// Correcting and withdrawing cases; the places of a case; what followers are told.
#include "tests/services/registry/service/registry_house.hpp"

namespace mimamori::registry {
namespace {

class PlacesTest : public RegistryHouse {
 protected:
  PlacesTest() { case_ = Create(ARequest(), Osaka()).value(); }

  template <class Request, class Response>
  absl::StatusOr<Response> Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request, const std::string& token) {
    return tests::CallWith(token, *stub_, method, request);
  }
  v1::AddPlaceRequest APlace(absl::Duration ago = absl::Hours(5)) const {
    v1::AddPlaceRequest request;
    request.set_request_id(platform::RequestId::Random().ToString());
    request.set_case_id(case_.id());
    request.set_venue_id(VenueId(7).ToString());
    *request.mutable_start_time() = platform::rpc::ToTimestamp(clock_.Now() - ago);
    *request.mutable_end_time() = platform::rpc::ToTimestamp(clock_.Now() - ago + absl::Hours(1));
    request.set_participants(40);
    return request;
  }
  v1::Place Added(absl::Duration ago = absl::Hours(5)) {
    const auto added = Ask(&Stub::AddPlace, APlace(ago), Osaka());
    EXPECT_TRUE(added.ok()) << added.status();
    return added.value_or(v1::Place());
  }
  v1::CorrectPlaceRequest ACorrection(const v1::Place& place) const {
    v1::CorrectPlaceRequest request;
    request.set_case_id(place.case_id());
    request.set_place_id(place.id());
    request.set_version(place.version());
    request.set_venue_id(VenueId(8).ToString());
    *request.mutable_start_time() = place.start_time();
    *request.mutable_end_time() = place.end_time();
    return request;
  }
  v1::WithdrawPlaceRequest AWithdrawal(const v1::Place& place) const {
    v1::WithdrawPlaceRequest request;
    request.set_case_id(place.case_id());
    request.set_place_id(place.id());
    return request;
  }
  v1::CorrectCaseRequest ACaseCorrection() const {
    v1::CorrectCaseRequest request;
    request.set_case_id(case_.id());
    request.set_version(1);
    request.set_kind(v1::CASE_KIND_CONFIRMED);
    request.set_sampling_date("2026-11-19");
    request.set_report_date("2026-11-20");
    return request;
  }
  absl::StatusOr<v1::ListPlacesResponse> Places(const std::string& token, int page_size = 0,
                                                const std::string& page_token = "") {
    v1::ListPlacesRequest request;
    request.set_case_id(case_.id());
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Ask(&Stub::ListPlaces, request, token);
  }
  absl::StatusOr<v1::Case> Withdraw(const std::string& token, const std::string& reason = "entered twice") {
    v1::WithdrawCaseRequest request;
    request.set_case_id(case_.id());
    request.set_reason(reason);
    return Ask(&Stub::WithdrawCase, request, token);
  }
  // The first `count` changes after the sequence.
  absl::StatusOr<std::vector<v1::CaseChange>> Follow(int64_t after, size_t count, const std::string& token) {
    grpc::ClientContext context;
    context.AddMetadata("mimamori-caller-bin", token);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::StreamChangesRequest request;
    request.set_after_sequence(after);
    const auto reader = stub_->StreamChanges(&context, request);
    std::vector<v1::CaseChange> seen;
    v1::CaseChange change;
    while (seen.size() < count && reader->Read(&change)) seen.push_back(change);
    if (seen.size() == count) context.TryCancel();  // it would go on for ever
    const grpc::Status ended = reader->Finish();
    if (seen.size() < count) return platform::rpc::FromGrpc(ended);
    return seen;
  }

  v1::Case case_;
};

TEST_F(PlacesTest, RecordsWhereThePatientWas) {
  const v1::AddPlaceRequest request = APlace();
  const auto added = Ask(&Stub::AddPlace, request, Osaka());
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->venue_id(), VenueId(7).ToString());
  EXPECT_EQ(added->participants(), 40);
  EXPECT_EQ(added->source(), v1::PLACE_SOURCE_INTERVIEW);
  EXPECT_EQ(added->recorded_by(), kHanako);
  EXPECT_EQ(added->version(), 1);
  clock_.Advance(absl::Hours(24 * 40));
  EXPECT_EQ(Ask(&Stub::AddPlace, request, Osaka())->id(), added->id()) << "a retry, however late";
  EXPECT_EQ(Places(Osaka(kTaro))->places_size(), 1);
}

TEST_F(PlacesTest, NamesTheFieldThatIsWrong) {
  const struct {
    const char* name;
    void (*change)(v1::AddPlaceRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {"no request id", [](auto& r) { r.clear_request_id(); }, "request_id", "MALFORMED_ID"},
      {"no venue", [](auto& r) { r.clear_venue_id(); }, "venue_id", "MALFORMED_ID"},
      {"no start", [](auto& r) { r.clear_start_time(); }, "start_time", "MISSING_FIELD"},
      {"no end", [](auto& r) { r.clear_end_time(); }, "end_time", "MISSING_FIELD"},
      {"a time that is none", [](auto& r) { r.mutable_end_time()->set_nanos(-1); }, "end_time", "MALFORMED_TIME"},
      {"no length", [](auto& r) { *r.mutable_end_time() = r.start_time(); }, "end_time", "EMPTY_WINDOW"},
      {"not over", [](auto& r) { r.mutable_end_time()->set_seconds(r.end_time().seconds() + 4 * 3600 + 1); },
       "end_time", "WINDOW_IN_FUTURE"},
      {"too long", [](auto& r) { r.mutable_start_time()->set_seconds(r.end_time().seconds() - 48 * 3600 - 1); },
       "end_time", "WINDOW_TOO_LONG"},
      {"too old", [](auto& r) {
         r.mutable_start_time()->set_seconds(r.start_time().seconds() - 28 * 86400);
         r.mutable_end_time()->set_seconds(r.end_time().seconds() - 28 * 86400);
       }, "start_time", "WINDOW_TOO_OLD"},
      {"too few", [](auto& r) { r.set_participants(-1); }, "participants", "BAD_COUNT"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::AddPlaceRequest request = APlace();
    c.change(request);
    const auto refused = Ask(&Stub::AddPlace, request, Osaka());
    EXPECT_EQ(ReasonOf(refused.status()), c.reason);
    EXPECT_EQ(platform::FieldOf(refused.status()), c.field);
  }
  EXPECT_EQ(Places(Osaka())->places_size(), 0);
}

TEST_F(PlacesTest, CorrectsAndTakesBack) {
  const v1::Place place = Added();
  const v1::CorrectPlaceRequest correction = ACorrection(place);
  const auto corrected = Ask(&Stub::CorrectPlace, correction, Osaka(kTaro));
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->version(), 2);
  EXPECT_EQ(corrected->recorded_by(), kTaro);
  EXPECT_EQ(Ask(&Stub::CorrectPlace, correction, Osaka(kTaro))->version(), 2) << "a retry";
  v1::CorrectPlaceRequest late = correction;
  late.set_participants(9);
  EXPECT_EQ(ReasonOf(Ask(&Stub::CorrectPlace, late, Osaka()).status()), "PLACE_CHANGED");
  EXPECT_EQ(Ask(&Stub::WithdrawPlace, AWithdrawal(place), Osaka())->version(), 3);
  EXPECT_EQ(Ask(&Stub::WithdrawPlace, AWithdrawal(place), Osaka())->version(), 3) << "idempotent";
  EXPECT_EQ(Places(Osaka())->places_size(), 0);
  late.set_version(3);
  EXPECT_EQ(ReasonOf(Ask(&Stub::CorrectPlace, late, Osaka()).status()), "PLACE_WITHDRAWN");
}

TEST_F(PlacesTest, CorrectsACaseAndShowsItsInfectiousDays) {
  EXPECT_EQ(case_.infectious_start_date(), "2026-11-16");
  EXPECT_EQ(case_.infectious_end_date(), "2026-11-20");
  EXPECT_EQ(case_.version(), 1);
  const auto corrected = Ask(&Stub::CorrectCase, ACaseCorrection(), Osaka());
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->onset_date(), "");
  EXPECT_EQ(corrected->infectious_start_date(), "2026-11-17");
  EXPECT_EQ(corrected->version(), 2);
  EXPECT_EQ(Ask(&Stub::CorrectCase, ACaseCorrection(), Osaka())->version(), 2) << "a retry";
  v1::CorrectCaseRequest contact = ACaseCorrection();
  contact.set_kind(v1::CASE_KIND_CONTACT);
  EXPECT_EQ(ReasonOf(Ask(&Stub::CorrectCase, contact, Osaka()).status()), "CASE_CHANGED");
  contact.set_version(2);
  EXPECT_EQ(Ask(&Stub::CorrectCase, contact, Osaka())->infectious_start_date(), "");
  contact.set_report_date("");
  EXPECT_EQ(ReasonOf(Ask(&Stub::CorrectCase, contact, Osaka()).status()), "MISSING_FIELD");
}

TEST_F(PlacesTest, WithdrawsACaseOnce) {
  const v1::Place place = Added();
  const auto withdrawn = Withdraw(Osaka());
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_TRUE(withdrawn->has_withdraw_time());
  EXPECT_EQ(Withdraw(Osaka())->SerializeAsString(), withdrawn->SerializeAsString());
  EXPECT_EQ(ReasonOf(Ask(&Stub::AddPlace, APlace(), Osaka()).status()), "CASE_WITHDRAWN");
  EXPECT_EQ(ReasonOf(Ask(&Stub::CorrectPlace, ACorrection(place), Osaka()).status()), "CASE_WITHDRAWN");
  EXPECT_EQ(ReasonOf(Ask(&Stub::CorrectCase, ACaseCorrection(), Osaka()).status()), "CASE_WITHDRAWN");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.WithdrawCase' AND "
                  "reason = 'entered twice'"), 1);
  EXPECT_EQ(ReasonOf(Withdraw(Osaka(), std::string(501, 'x')).status()), "TEXT_TOO_LONG");
}

TEST_F(PlacesTest, ListsInPages) {
  std::vector<std::string> ids;
  for (int hours = 9; hours > 4; --hours) ids.push_back(Added(absl::Hours(hours)).id());
  std::vector<std::string> seen;
  std::string token;
  do {
    const auto page = Places(Osaka(), 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Place& place : page->places()) seen.push_back(place.id());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, ids);
  EXPECT_EQ(ReasonOf(Places(Osaka(kTaro), 2, Places(Osaka(), 2)->next_page_token()).status()), "BAD_PAGE_TOKEN");
  EXPECT_EQ(ReasonOf(Places(Osaka(), -1).status()), "BAD_PAGE_SIZE");
}

TEST_F(PlacesTest, TellsFollowersEachCaseAsItIsNow) {
  const v1::Place place = Added();
  const auto changes = Follow(0, 2, callers_.Service("exposure"));
  ASSERT_TRUE(changes.ok()) << changes.status();
  ASSERT_EQ(changes->size(), 2u);
  EXPECT_EQ(changes->at(0).current().infectious_start_date(), "2026-11-16");
  EXPECT_EQ(changes->at(1).places(0).id(), place.id());
  EXPECT_LT(changes->at(0).sequence(), changes->at(1).sequence());
  ASSERT_TRUE(Withdraw(Osaka()).ok());
  const auto news = Follow(changes->at(1).sequence(), 1, callers_.Service("exposure"));
  ASSERT_EQ(news->size(), 1u);
  EXPECT_TRUE(news->front().current().has_withdraw_time());
  EXPECT_EQ(news->front().places_size(), 0);
  EXPECT_EQ(ReasonOf(Follow(-1, 1, callers_.Service("exposure")).status()), "BAD_SEQUENCE");
}

TEST_F(PlacesTest, RefusesWhoIsElsewhereOrNotListed) {
  const v1::Place place = Added();
  const auto everything = [&](const std::string& token) {
    return std::vector<std::string>{
        ReasonOf(Ask(&Stub::CorrectCase, ACaseCorrection(), token).status()), ReasonOf(Withdraw(token).status()),
        ReasonOf(Ask(&Stub::AddPlace, APlace(), token).status()),
        ReasonOf(Ask(&Stub::CorrectPlace, ACorrection(place), token).status()),
        ReasonOf(Ask(&Stub::WithdrawPlace, AWithdrawal(place), token).status()),
        ReasonOf(Places(token).status())};
  };
  EXPECT_EQ(everything(Tokyo()), std::vector<std::string>(6, "CASE_UNKNOWN"));
  const std::string administrator =
      callers_.Person("gateway_staff", kTaro, mimamori::rpc::v1::ROLE_ADMINISTRATOR, {"271004"});
  for (const std::string& stranger : {administrator, callers_.Anyone(), callers_.Service("exposure")}) {
    EXPECT_EQ(everything(stranger), std::vector<std::string>(6, "ACCESS_DENIED"));
  }
  for (const std::string& stranger : {Osaka(), administrator, callers_.Service("visit")}) {
    EXPECT_EQ(ReasonOf(Follow(0, 1, stranger).status()), "ACCESS_DENIED");
  }
  EXPECT_EQ(Places(Osaka())->places(0).SerializeAsString(), place.SerializeAsString()) << "nothing happened";
}

}  // namespace
}  // namespace mimamori::registry
