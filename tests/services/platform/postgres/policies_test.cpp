// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policies.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <set>

#include "services/platform/core/error.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::platform::postgres {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1714564800);
const absl::Time kTomorrow = kNoon + absl::Hours(24);
constexpr char kName[] = "visit.retention";

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class PoliciesTest : public testing::Test {
 protected:
  absl::StatusOr<Policy> Propose(const std::string& body, absl::Time from = kTomorrow, const std::string& by = "yuki") {
    return Propose({.name = kName, .body = body, .valid_from = from, .proposed_by = by, .request_id = RequestId::Random()});
  }
  absl::StatusOr<Policy> Propose(const PolicyProposal& proposal) {
    return ProposePolicy(pool_, Soon(), kNoon, proposal, Audit("visit.ProposePolicy", proposal.proposed_by));
  }
  absl::StatusOr<Policy> Approve(int version, const std::string& by = "ken", absl::Time now = kNoon,
                                 const absl::Status& check = absl::OkStatus()) {
    return ApprovePolicy(
        pool_, Soon(), now,
        {.name = kName, .version = version, .approved_by = by, .check = [&](const std::string&) { return check; }},
        Audit("visit.ApprovePolicy", by));
  }
  static AuditEntry Audit(const char* action, const std::string& by) {
    return {.time = kNoon, .actor = by, .action = action, .object_type = "policy", .object_id = kName, .area = "",
            .reason = "", .payload = "", .trace_id = ""};
  }
  int64_t Count(const char* sql) {
    const auto rows = pool_.Run(Soon(), {sql, sql});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }
  std::string BodyAt(absl::Time at) {
    const auto policy = PolicyAt(pool_, Soon(), kName, at);
    return policy.ok() ? policy->body : ReasonOf(policy.status());
  }

  tests::ScratchDatabase database_{
      "visit",
      {{"0001_ship_policies.sql",
        "INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)"
        " VALUES ('visit.retention', 1, '-infinity', '{\"days\": 28}', 'mimamori', 'mimamori')"}}};
  Pool pool_{database_.ServiceConninfo(), 4};
};

TEST_F(PoliciesTest, ShipsAFirstVersion) {
  const auto policy = PolicyAt(pool_, Soon(), kName, kNoon);
  EXPECT_EQ(policy->version, 1);
  EXPECT_EQ(policy->valid_from, absl::InfinitePast());
  EXPECT_EQ(policy->body, R"({"days": 28})");
  EXPECT_EQ(ReasonOf(PolicyAt(pool_, Soon(), "unheard.of", kNoon).status()), "POLICY_MISSING");
}

TEST_F(PoliciesTest, IsInForceFromItsFirstMomentOnceApproved) {
  const auto proposed = Propose(R"({"days":21})");
  EXPECT_EQ(proposed->version, 2);
  EXPECT_EQ(proposed->approved_by, "");
  EXPECT_EQ(BodyAt(kTomorrow), R"({"days": 28})");
  const auto approved = Approve(2);
  EXPECT_EQ(approved->approved_by, "ken");
  EXPECT_EQ(BodyAt(kTomorrow - absl::Microseconds(1)), R"({"days": 28})");
  EXPECT_EQ(BodyAt(kTomorrow), R"({"days": 21})");
  EXPECT_EQ(BodyAt(absl::InfiniteFuture()), R"({"days": 21})");
}

TEST_F(PoliciesTest, PrefersTheLaterStartThenTheHigherVersion) {
  ASSERT_TRUE(Propose(R"({"days":2})", kTomorrow + absl::Hours(24)).ok());
  ASSERT_TRUE(Propose(R"({"days":3})", kTomorrow).ok());
  ASSERT_TRUE(Propose(R"({"days":4})", kTomorrow).ok());
  for (const int version : {2, 3, 4}) ASSERT_TRUE(Approve(version).ok());
  EXPECT_EQ(BodyAt(kTomorrow), R"({"days": 4})");
  EXPECT_EQ(BodyAt(kTomorrow + absl::Hours(48)), R"({"days": 2})");
  const auto all = ListPolicies(pool_, Soon(), kName);
  ASSERT_EQ(all->size(), 4u);
  EXPECT_EQ(all->back().version, 4);
}

TEST_F(PoliciesTest, NeedsAnotherPersonInTime) {
  ASSERT_TRUE(Propose(R"({"days":21})").ok());
  const struct {
    const char* name;
    int version;
    const char* by;
    absl::Time now;
    const char* reason;
  } cases[] = {
      {"the proposer", 2, "yuki", kNoon, "SAME_PERSON"},
      {"too late", 2, "ken", kTomorrow + absl::Seconds(1), "POLICY_STARTS_TOO_SOON"},
      {"in its last minute", 2, "ken", kTomorrow - absl::Seconds(59), "POLICY_STARTS_TOO_SOON"},
      {"no such version", 9, "ken", kNoon, "POLICY_UNKNOWN"},
      {"in time", 2, "ken", kTomorrow - absl::Minutes(1), ""},
      {"her retry", 2, "ken", kTomorrow, ""},
      {"again", 2, "aya", kNoon, "POLICY_ALREADY_APPROVED"},
      {"the shipped one", 1, "ken", kNoon, "POLICY_ALREADY_APPROVED"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ReasonOf(Approve(c.version, c.by, c.now).status()), c.reason);
  }
}

TEST_F(PoliciesTest, HoldsTheTwoPersonsRuleInTheDatabaseToo) {
  ASSERT_TRUE(Propose(R"({"days":21})").ok());
  const absl::Status status =
      pool_.Run(Soon(), {"cheat", "UPDATE policies SET approved_by = proposed_by WHERE version = 2"}).status();
  EXPECT_EQ(ConstraintOf(status), "policies_two_persons");
}

TEST_F(PoliciesTest, TakesOnlyJsonObjectsForKnownNames) {
  for (const char* body : {"", "[]", "7", "{\"days\":"}) {
    const absl::Status status = Propose(body).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << body;
    EXPECT_EQ(ReasonOf(status), "MALFORMED_POLICY");
    EXPECT_EQ(FieldOf(status), "body");
  }
  const PolicyProposal unknown = {.name = "visit.retentoin", .body = "{}", .valid_from = kTomorrow,
                                  .proposed_by = "yuki", .request_id = RequestId::Random()};
  EXPECT_EQ(ReasonOf(Propose(unknown).status()), "POLICY_UNKNOWN");
  EXPECT_EQ(ReasonOf(Propose(R"({"a": "\u0000"})").status()), "MALFORMED_POLICY");
}

TEST_F(PoliciesTest, StartsAMinuteFromNowAtTheEarliest) {
  for (const absl::Time from : {absl::InfinitePast(), kNoon, kNoon + absl::Seconds(59)}) {
    const absl::Status status = Propose("{}", from).status();
    EXPECT_EQ(ReasonOf(status), "POLICY_STARTS_TOO_SOON");
    EXPECT_EQ(FieldOf(status), "valid_from_time");
  }
  EXPECT_TRUE(Propose("{}", kNoon + absl::Minutes(1)).ok());
}

TEST_F(PoliciesTest, GivesARetryTheFirstAnswer) {
  PolicyProposal proposal = {.name = kName, .body = R"({"days":21})", .valid_from = kTomorrow, .proposed_by = "yuki",
                             .request_id = RequestId::Random()};
  ASSERT_EQ(Propose(proposal)->version, 2);
  ASSERT_TRUE(Approve(2).ok());
  EXPECT_EQ(Propose(proposal)->version, 2);
  EXPECT_EQ(Propose(proposal)->approved_by, "ken");
  const auto reason = [&](const std::function<void(PolicyProposal&)>& change) {
    PolicyProposal other = proposal;
    change(other);
    return ReasonOf(Propose(other).status());
  };
  EXPECT_EQ(reason([](auto& p) { p.body = "{}"; }), "REQUEST_ID_REUSED");
  EXPECT_EQ(reason([](auto& p) { p.valid_from += absl::Hours(1); }), "REQUEST_ID_REUSED");
  EXPECT_EQ(reason([](auto& p) { p.name = "audit.retention"; }), "REQUEST_ID_REUSED");
  EXPECT_EQ(Count("SELECT count(*) FROM policies WHERE version > 1"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'visit.ProposePolicy'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'visit.ApprovePolicy' "
                  "AND payload = '{\"version\": 2}'"),
            1);
}

TEST_F(PoliciesTest, IsNotApprovedWhileTheServiceCouldNotWorkByIt) {
  ASSERT_TRUE(Propose("{}").ok());
  EXPECT_EQ(ReasonOf(Approve(2, "ken", kNoon, BadField("body.days", "POLICY_MALFORMED", "missing")).status()),
            "POLICY_MALFORMED");
  EXPECT_EQ(Count("SELECT count(*) FROM policies WHERE version = 2 AND approved_by IS NULL"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'visit.ApprovePolicy'"), 0);
}

TEST_F(PoliciesTest, IsListedWithWhatIsInForce) {
  ASSERT_TRUE(Propose(R"({"days":2})").ok() && Propose(R"({"days":3})").ok() && Propose(R"({"days":4})").ok());
  ASSERT_TRUE(Approve(2).ok() && Approve(3).ok());
  const auto listed = [&](absl::Time at, const PolicyQuery& query) {
    std::vector<std::string> names;
    const auto found = FindPolicies(pool_, Soon(), at, query);
    EXPECT_TRUE(found.ok()) << found.status();
    for (const auto& [policy, in_force] : *found) {
      names.push_back(policy.name + " " + std::to_string(policy.version) + (in_force ? " in force" : ""));
    }
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(listed(kNoon, {.limit = 9}), (Names{"audit.retention 1 in force", "visit.retention 1 in force",
                                                "visit.retention 2", "visit.retention 3", "visit.retention 4"}));
  EXPECT_EQ(listed(kTomorrow, {.name = kName, .limit = 9}),
            (Names{"visit.retention 1", "visit.retention 2", "visit.retention 3 in force", "visit.retention 4"}));
  EXPECT_EQ(listed(kNoon, {.after = {"audit.retention", 1}, .limit = 1}), (Names{"visit.retention 1 in force"}));
  EXPECT_EQ(listed(kNoon, {.after = {kName, 4}, .limit = 1}), Names{});
}

TEST_F(PoliciesTest, GivesEachProposalItsOwnVersion) {
  std::vector<std::future<int>> proposals;
  for (int i = 0; i < 4; ++i)
    proposals.push_back(std::async(std::launch::async, [this] { return Propose("{}")->version; }));
  std::set<int> versions;
  for (auto& proposal : proposals) versions.insert(proposal.get());
  EXPECT_EQ(versions, (std::set<int>{2, 3, 4, 5}));
}

}  // namespace
}  // namespace mimamori::platform::postgres
