// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"
#include "tests/services/platform/oversight/overseen_house.hpp"

namespace mimamori::platform::oversight {
namespace {

namespace v1 = mimamori::rpc::v1;
using v1::ROLE_ADMINISTRATOR;
using v1::ROLE_AUDITOR;
using Stub = OverseenHouse::PolicyStub;

class Policies : public testing::Test {
 protected:
  v1::ProposePolicyRequest AProposal(const std::string& body = R"({"days": 21})") {
    v1::ProposePolicyRequest request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_service("visit");
    request.set_name("visit.retention");
    request.set_body(body);
    *request.mutable_valid_from_time() = rpc::ToTimestamp(house_.clock().Now() + absl::Hours(24));
    request.set_reason("the ordinance of November");
    return request;
  }
  absl::StatusOr<v1::Policy> Propose(const v1::ProposePolicyRequest& request, const std::string& by = "yuki") {
    return tests::CallWith(house_.Person(by, ROLE_ADMINISTRATOR), house_.policies(), &Stub::ProposePolicy, request);
  }
  absl::StatusOr<v1::Policy> Approve(int version, const std::string& by = "ken",
                                     const std::string& name = "visit.retention") {
    v1::ApprovePolicyRequest request;
    request.set_service("visit");
    request.set_name(name);
    request.set_version(version);
    return tests::CallWith(house_.Person(by, ROLE_ADMINISTRATOR), house_.policies(), &Stub::ApprovePolicy, request);
  }
  absl::StatusOr<v1::ListPoliciesResponse> List(const std::string& name = "", int page_size = 0,
                                                const std::string& page_token = "") {
    v1::ListPoliciesRequest request;
    request.set_service("visit");
    request.set_name(name);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return tests::CallWith(house_.Person("yuki", ROLE_AUDITOR), house_.policies(), &Stub::ListPolicies, request);
  }

  OverseenHouse house_;
};

TEST_F(Policies, CountFromTheirFirstMomentOnceAnotherPersonApproved) {
  const auto proposed = Propose(AProposal());
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->version(), 2);
  EXPECT_EQ(proposed->proposed_by(), "yuki");
  EXPECT_EQ(proposed->approved_by(), "");
  EXPECT_EQ(ReasonOf(Approve(2, "yuki").status()), "SAME_PERSON");
  EXPECT_EQ(postgres::PolicyAt(house_.pool(), house_.Soon(), "visit.retention", house_.clock().Now() + absl::Hours(48))
                ->version,
            1)
      << "a proposal counts for nothing";
  const auto approved = Approve(2);
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->approved_by(), "ken");
  EXPECT_TRUE(Approve(2).ok()) << "a retry";
  EXPECT_EQ(ReasonOf(Approve(2, "mika").status()), "POLICY_ALREADY_APPROVED");

  EXPECT_TRUE(List("visit.retention")->policies(0).in_force());
  EXPECT_FALSE(List("visit.retention")->policies(1).in_force());
  house_.clock().Advance(absl::Hours(24));
  EXPECT_FALSE(List("visit.retention")->policies(0).in_force());
  EXPECT_TRUE(List("visit.retention")->policies(1).in_force());
}

TEST_F(Policies, AreAuditedWithTheirVersion) {
  ASSERT_TRUE(Propose(AProposal()).ok() && Approve(2).ok() && Approve(2).ok());
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'visit.ProposePolicy' AND actor = 'yuki' "
                          "AND object_id = 'visit.retention' AND payload = '{\"version\": 2}' "
                          "AND reason = 'the ordinance of November'"),
            1);
  EXPECT_EQ(house_.Number("SELECT count(*) FROM audit_entries WHERE action = 'visit.ApprovePolicy' AND actor = 'ken'"), 1);
}

TEST_F(Policies, AnswerARetryAlike) {
  const v1::ProposePolicyRequest request = AProposal();
  const auto first = Propose(request);
  const auto again = Propose(request);
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  v1::ProposePolicyRequest other = request;
  other.set_body(R"({"days": 22})");
  EXPECT_EQ(ReasonOf(Propose(other).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Propose(request, "ken")->version(), 3) << "request ids are each caller's own";
  EXPECT_EQ(house_.Number("SELECT count(*) FROM policies WHERE version > 1"), 2);
}

TEST_F(Policies, AreRefusedWhereTheServiceCouldNotWorkByThem) {
  const struct {
    const char* name;
    std::function<void(v1::ProposePolicyRequest&)> spoil;
    const char* field;
    const char* reason;
  } cases[] = {
      {"out of range", [](auto& r) { r.set_body(R"({"days": 9000})"); }, "body.days", "POLICY_MALFORMED"},
      {"another type", [](auto& r) { r.set_body(R"({"days": "28"})"); }, "body.days", "POLICY_MALFORMED"},
      {"missing", [](auto& r) { r.set_body("{}"); }, "body.days", "POLICY_MALFORMED"},
      {"no object", [](auto& r) { r.set_body("[28]"); }, "body", "MALFORMED_POLICY"},
      {"no JSON", [](auto& r) { r.set_body("days: 28"); }, "body", "MALFORMED_POLICY"},
      {"nothing", [](auto& r) { r.clear_body(); }, "body", "MALFORMED_POLICY"},
      {"far too long", [](auto& r) { r.set_body(std::string(70'000, ' ')); }, "body", "POLICY_TOO_LONG"},
      {"another policy", [](auto& r) { r.set_name("visit.retentoin"); }, "", "POLICY_UNKNOWN"},
      {"a policy without a reader", [](auto& r) { r.set_name("visit.forgotten"); }, "", "POLICY_UNKNOWN"},
      {"another service", [](auto& r) { r.set_service("venue"); }, "", "SERVICE_UNKNOWN"},
      {"no first moment", [](auto& r) { r.clear_valid_from_time(); }, "valid_from_time", "MISSING_FIELD"},
      {"a first moment that is over",
       [](auto& r) { r.mutable_valid_from_time()->set_seconds(r.valid_from_time().seconds() - 86'400); },
       "valid_from_time", "POLICY_STARTS_TOO_SOON"},
      {"a first moment within the minute",
       [](auto& r) { r.mutable_valid_from_time()->set_seconds(r.valid_from_time().seconds() - 86'400 + 59); },
       "valid_from_time", "POLICY_STARTS_TOO_SOON"},
      {"request id", [](auto& r) { r.set_request_id("x"); }, "request_id", "MALFORMED_ID"},
      {"a reason like a book", [](auto& r) { r.set_reason(std::string(201, 'x')); }, "reason", "TEXT_TOO_LONG"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    v1::ProposePolicyRequest request = AProposal();
    c.spoil(request);
    const auto refused = Propose(request);
    EXPECT_EQ(ReasonOf(refused.status()), c.reason) << refused.status();
    EXPECT_EQ(FieldOf(refused.status()), c.field);
  }
  EXPECT_EQ(house_.Number("SELECT count(*) FROM policies WHERE version > 1"), 0);
}

TEST_F(Policies, AreReadAgainWhenTheyAreApproved) {
  ASSERT_TRUE(Propose(AProposal()).ok());
  // As after an upgrade whose reader asks for more.
  ASSERT_EQ(house_.Number("INSERT INTO policies (name, version, valid_from, body, proposed_by) "
                          "VALUES ('visit.retention', 3, '2027-02-01T00:00:00Z', '{}', 'yuki') RETURNING 3::bigint"),
            3);
  const auto refused = Approve(3);
  EXPECT_EQ(ReasonOf(refused.status()), "POLICY_MALFORMED");
  EXPECT_EQ(FieldOf(refused.status()), "body.days");
  house_.clock().Advance(absl::Hours(25));
  EXPECT_EQ(ReasonOf(Approve(2).status()), "POLICY_STARTS_TOO_SOON");
  EXPECT_EQ(ReasonOf(Approve(9).status()), "POLICY_UNKNOWN");
  EXPECT_EQ(ReasonOf(Approve(1, "ken", "visit.unheard").status()), "POLICY_UNKNOWN");
}

TEST_F(Policies, AreListedInPages) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Propose(AProposal()).ok());
  std::vector<std::string> seen;
  std::string page;
  do {
    const auto list = List("", 2, page);
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_LE(list->policies_size(), 2);
    for (const auto& policy : list->policies()) seen.push_back(policy.name() + " " + std::to_string(policy.version()));
    page = list->next_page_token();
  } while (!page.empty());
  EXPECT_THAT(seen, testing::ElementsAre("audit.retention 1", "visit.forgotten 1", "visit.retention 1", "visit.retention 2",
                                         "visit.retention 3", "visit.retention 4"));
  EXPECT_EQ(List("visit.retention")->policies_size(), 4);
  const std::string next = List("visit.retention", 1)->next_page_token();
  EXPECT_EQ(List("visit.retention", 1, next)->policies(0).version(), 2);
  EXPECT_EQ(ReasonOf(List("", 1, next).status()), "BAD_PAGE_TOKEN") << "a page of another list";
  v1::ListPoliciesRequest stolen;
  stolen.set_service("visit");
  stolen.set_name("visit.retention");
  stolen.set_page_token(next);
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.Person("mika", ROLE_AUDITOR), house_.policies(), &Stub::ListPolicies, stolen)
                         .status()),
            "BAD_PAGE_TOKEN");
  EXPECT_FALSE(List("visit.retention")->policies(0).has_valid_from_time()) << "since always";
}

TEST_F(Policies, AreDecidedByAdministratorsOfTheWholeInstallation) {
  const std::string osaka = house_.Person("mika", ROLE_ADMINISTRATOR, {"270008"});
  EXPECT_EQ(ReasonOf(tests::CallWith(osaka, house_.policies(), &Stub::ProposePolicy, AProposal()).status()),
            "WHOLE_INSTALLATION_ONLY");
  v1::ApprovePolicyRequest approve;
  approve.set_service("visit");
  approve.set_name("visit.retention");
  approve.set_version(1);
  EXPECT_EQ(ReasonOf(tests::CallWith(osaka, house_.policies(), &Stub::ApprovePolicy, approve).status()),
            "WHOLE_INSTALLATION_ONLY");
  for (const auto role : {ROLE_AUDITOR, v1::ROLE_HEALTH_OFFICER, v1::ROLE_ANYONE}) {
    const std::string person = house_.Person("x", role);
    EXPECT_EQ(ReasonOf(tests::CallWith(person, house_.policies(), &Stub::ProposePolicy, AProposal()).status()),
              "ACCESS_DENIED");
    EXPECT_EQ(ReasonOf(tests::CallWith(person, house_.policies(), &Stub::ApprovePolicy, approve).status()),
              "ACCESS_DENIED");
  }
  v1::ListPoliciesRequest list;
  list.set_service("visit");
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.Person("x", v1::ROLE_HEALTH_OFFICER), house_.policies(),
                                     &Stub::ListPolicies, list)
                         .status()),
            "ACCESS_DENIED");
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.callers().Service("exposure"), house_.policies(), &Stub::ListPolicies, list)
                         .status()),
            "ACCESS_DENIED");
}

}  // namespace
}  // namespace mimamori::platform::oversight
