// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/policies.hpp"

#include <gtest/gtest.h>

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
    return ProposePolicy(pool_, Soon(), kName, body, from, by);
  }
  absl::StatusOr<Policy> Approve(int version, const std::string& by = "ken", absl::Time now = kNoon) {
    return ApprovePolicy(pool_, Soon(), now, kName, version, by);
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
      {"too late", 2, "ken", kTomorrow + absl::Seconds(1), "POLICY_STARTS_IN_PAST"},
      {"no such version", 9, "ken", kNoon, "POLICY_UNKNOWN"},
      {"in time", 2, "ken", kTomorrow, ""},
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
  EXPECT_EQ(ReasonOf(ProposePolicy(pool_, Soon(), "visit.retentoin", "{}", kTomorrow, "yuki").status()),
            "POLICY_UNKNOWN");
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
