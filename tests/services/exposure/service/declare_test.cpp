// SPDX-License-Identifier: Apache-2.0
#include "tests/services/exposure/service/exposure_house.hpp"

namespace mimamori::exposure {
namespace {

using platform::rpc::ToTimestamp;

class DeclareTest : public ExposureHouse {};

TEST_F(DeclareTest, ProposesAnExposureAsTheVenueIsNow) {
  const auto declared = Declare(ADeclaration());
  ASSERT_TRUE(declared.ok()) << declared.status();
  EXPECT_EQ(declared->case_id(), case_id_);
  EXPECT_EQ(declared->venue_name(), "喫茶みまもり");
  EXPECT_EQ(declared->area_code(), "271004");
  EXPECT_EQ(declared->state(), v1::STATE_PROPOSED);
  EXPECT_EQ(declared->level(), v1::LEVEL_CLUSTER);
  EXPECT_EQ(declared->proposed_by(), "proposer");
  EXPECT_FALSE(declared->has_approve_time());
  EXPECT_EQ(declared->version(), 1);
  EXPECT_EQ(Now(declared->id()).venue_id(), VenueId(7).ToString());
  EXPECT_EQ(AuditEntries("exposure.Declare"), 1);
  EXPECT_EQ(AuditEntries("exposure.Declare\texposure\t" + declared->id() + "\t271004\t"), 1) << "its area's auditors find it";
}

TEST_F(DeclareTest, AnswersARetryWithTheFirstOne) {
  const auto request = ADeclaration();
  const auto first = Declare(request);
  const auto again = Declare(request);
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(again->id(), first->id());
  auto other = request;
  other.set_level(v1::LEVEL_CAUTION);
  EXPECT_EQ(ReasonOf(Declare(other).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(AuditEntries("exposure.Declare"), 1);
}

TEST_F(DeclareTest, RefusesWithAReasonAndKeepsNothing) {
  const std::string foreign_case = AddCase("131016", "");
  using Request = v1::DeclareExposureRequest;
  const struct {
    const char* name;
    std::function<void(Request&)> change;
    const char* reason;
    const char* field;
  } cases[] = {
      {"no request id", [](Request& r) { r.clear_request_id(); }, "MALFORMED_ID", "request_id"},
      {"no case", [](Request& r) { r.clear_case_id(); }, "MALFORMED_ID", "case_id"},
      {"no venue", [](Request& r) { r.clear_venue_id(); }, "MALFORMED_ID", "venue_id"},
      {"no start", [](Request& r) { r.clear_start_time(); }, "MISSING_FIELD", "start_time"},
      {"no end", [](Request& r) { r.clear_end_time(); }, "MISSING_FIELD", "end_time"},
      {"no level", [](Request& r) { r.clear_level(); }, "MISSING_FIELD", "level"},
      {"a level of the future", [](Request& r) { r.set_level(static_cast<v1::Level>(7)); }, "MISSING_FIELD", "level"},
      {"empty", [](Request& r) { *r.mutable_end_time() = r.start_time(); }, "EMPTY_WINDOW", "end_time"},
      {"too long", [](Request& r) { *r.mutable_start_time() = ToTimestamp(kNow - absl::Hours(68)); },
       "WINDOW_TOO_LONG", "end_time"},
      {"not over", [](Request& r) { *r.mutable_end_time() = ToTimestamp(kNow + absl::Hours(1)); },
       "WINDOW_IN_FUTURE", "end_time"},
      {"too old",
       [](Request& r) {
         *r.mutable_start_time() = ToTimestamp(kNow - absl::Hours(29 * 24));
         *r.mutable_end_time() = ToTimestamp(kNow - absl::Hours(29 * 24 - 1));
       },
       "WINDOW_TOO_OLD", "start_time"},
      {"a venue nobody knows", [](Request& r) { r.set_venue_id(VenueId(99).ToString()); }, "VENUE_UNKNOWN", ""},
      {"a foreign venue", [](Request& r) { r.set_venue_id(VenueId(8).ToString()); }, "VENUE_UNKNOWN", ""},
      {"a case nobody knows", [](Request& r) { r.set_case_id(CaseId::Random().ToString()); }, "CASE_UNKNOWN", ""},
      {"a foreign case", [&](Request& r) { r.set_case_id(foreign_case); }, "CASE_UNKNOWN", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    auto request = ADeclaration();
    c.change(request);
    const auto declared = Declare(request);
    EXPECT_EQ(ReasonOf(declared.status()), c.reason);
    EXPECT_EQ(FieldOf(declared.status()), c.field);
  }
  EXPECT_EQ(store_.List(Soon(), {platform::AreaCode::Parse("270008").value()}, 0, 10)->exposures.size(), 0u);
  EXPECT_EQ(AuditEntries("exposure.Declare"), 0);
}

TEST_F(DeclareTest, HidesAnExposureFromForeignAreas) {
  visit_.Set(People(6));
  const std::string id = Declared();
  const std::string foreign = Officer("stranger", {"131016"});
  const std::string near = Officer("neighbour", {"271403"});
  for (const std::string& token : {foreign, near}) {
    EXPECT_EQ(ReasonOf(Get(id, token).status()), "EXPOSURE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Preview(id, token).status()), "EXPOSURE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Approve(id, token).status()), "EXPOSURE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Cancel(id, token).status()), "EXPOSURE_UNKNOWN");
    EXPECT_EQ(ReasonOf(Watch(id, token).status()), "EXPOSURE_UNKNOWN");
    EXPECT_EQ(Ask(token, &Stub::ListExposures, v1::ListExposuresRequest())->exposures_size(), 0);
  }
  EXPECT_TRUE(Get(id, Officer("prefecture", {"270008"})).ok());
  EXPECT_TRUE(visit_.Questions().empty()) << "nobody's stays were looked at";
}

TEST_F(DeclareTest, ListsPagesThatOnlyTheirOwnerCanTurn) {
  std::vector<std::string> ids{Declared(), Declared(), Declared()};
  v1::ListExposuresRequest request;
  request.set_page_size(2);
  const auto first = Ask(Officer("proposer"), &Stub::ListExposures, request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->exposures_size(), 2);
  EXPECT_EQ(first->exposures(0).id(), ids[2]);
  request.set_page_token(first->next_page_token());
  EXPECT_EQ(ReasonOf(Ask(Officer("approver"), &Stub::ListExposures, request).status()), "BAD_PAGE_TOKEN");
  const auto second = Ask(Officer("proposer"), &Stub::ListExposures, request);
  ASSERT_EQ(second->exposures_size(), 1);
  EXPECT_EQ(second->exposures(0).id(), ids[0]);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(DeclareTest, AnswersHealthOfficersAndNobodyElse) {
  const std::string id = Declared();
  using mimamori::rpc::v1::Role;
  const std::pair<const char*, std::string> refused[] = {
      {"a visitor", callers_.Anyone()},
      {"nobody in particular at the staff door", callers_.Anyone("gateway_staff")},
      {"an administrator", callers_.Person("gateway_staff", "a", Role::ROLE_ADMINISTRATOR, {"271004"})},
      {"an auditor", callers_.Person("gateway_staff", "a", Role::ROLE_AUDITOR, {"271004"})},
      {"an operator", callers_.Person("gateway_public", "o", Role::ROLE_VENUE_OPERATOR, {})},
      {"mail", callers_.Service("mail")},
      {"the staff gateway itself", callers_.Service("gateway_staff")},
  };
  for (const auto& [name, token] : refused) {
    SCOPED_TRACE(name);
    EXPECT_EQ(Get(id, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(Preview(id, token).status().code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(Approve(id, token).status().code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(Get(id, "").status().code(), absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace mimamori::exposure
