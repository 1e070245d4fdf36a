// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/platform/core/error.hpp"
#include "services/platform/postgres/audit.hpp"
#include "tests/services/platform/oversight/overseen_house.hpp"

namespace mimamori::platform::oversight {
namespace {

namespace v1 = mimamori::rpc::v1;
using testing::ElementsAre;
using v1::ROLE_AUDITOR;
using Stub = OverseenHouse::AuditStub;

class AuditSearch : public testing::Test {
 protected:
  void SetUp() override {
    Record("yuki", "exposure.Declare", "exposure", "e-1", "271004", absl::Hours(0));
    Record("ken", "exposure.Approve", "exposure", "e-1", "271004", absl::Hours(1));
    Record("yuki", "exposure.Declare", "exposure", "e-2", "131016", absl::Hours(2));
    Record("visit", "visit.FindOverlaps", "exposure", "e-2", "", absl::Hours(3));
  }
  void Record(const std::string& actor, const std::string& action, const std::string& type, const std::string& id,
              const std::string& area, absl::Duration later) {
    ASSERT_TRUE(house_.pool()
                    .Transact(house_.Soon(), [&](postgres::Connection& transaction) {
                      return postgres::AppendAudit(transaction, {.time = start_ + later,
                                                                 .actor = actor,
                                                                 .action = action,
                                                                 .object_type = type,
                                                                 .object_id = id,
                                                                 .area = area,
                                                                 .reason = "as asked",
                                                                 .payload = R"({"recipients": 3})",
                                                                 .trace_id = "abc"});
                    })
                    .ok());
  }
  static v1::ListAuditEntriesRequest AQuestion() {
    v1::ListAuditEntriesRequest request;
    request.set_service("visit");
    return request;
  }
  absl::StatusOr<v1::ListAuditEntriesResponse> Ask(const v1::ListAuditEntriesRequest& request,
                                                   const std::vector<std::string>& areas = {},
                                                   const std::string& auditor = "shizuka") {
    return tests::CallWith(house_.Person(auditor, ROLE_AUDITOR, areas), house_.audit(), &Stub::ListAuditEntries,
                           request);
  }
  std::vector<std::string> Found(const std::function<void(v1::ListAuditEntriesRequest&)>& narrow,
                                 const std::vector<std::string>& areas = {}) {
    v1::ListAuditEntriesRequest request = AQuestion();
    narrow(request);
    *request.mutable_end_time() = rpc::ToTimestamp(start_ + absl::Hours(5));  // before any search of this test
    const auto response = Ask(request, areas);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> found;
    for (const auto& entry : response->entries()) found.push_back(entry.actor() + " " + entry.object_id());
    return found;
  }

  OverseenHouse house_;
  const absl::Time start_ = house_.clock().Now() - absl::Hours(24);
};

TEST_F(AuditSearch, FindsByWhoWhatAndWhen) {
  EXPECT_THAT(Found([](auto&) {}), ElementsAre("visit e-2", "yuki e-2", "ken e-1", "yuki e-1"));
  EXPECT_THAT(Found([](auto& r) { r.set_actor("yuki"); }), ElementsAre("yuki e-2", "yuki e-1"));
  EXPECT_THAT(Found([](auto& r) { r.set_object_id("e-1"); }), ElementsAre("ken e-1", "yuki e-1"));
  EXPECT_THAT(Found([](auto& r) { r.set_action("exposure.Approve"); }), ElementsAre("ken e-1"));
  EXPECT_THAT(Found([](auto& r) { r.set_object_type("stay"); }), ElementsAre());
  EXPECT_THAT(Found([&](auto& r) { *r.mutable_start_time() = rpc::ToTimestamp(start_ + absl::Hours(2)); }),
              ElementsAre("visit e-2", "yuki e-2"));
  v1::ListAuditEntriesRequest request = AQuestion();
  request.set_actor("ken");
  const auto response = Ask(request);
  ASSERT_EQ(response->entries_size(), 1);
  EXPECT_EQ(response->entries(0).payload(), R"({"recipients": 3})");
  EXPECT_EQ(response->entries(0).reason(), "as asked");
  EXPECT_EQ(response->entries(0).area_code(), "271004");
  EXPECT_EQ(response->entries(0).time().seconds(), absl::ToUnixSeconds(start_ + absl::Hours(1)));
}

TEST_F(AuditSearch, StaysWithinTheAuditorsAreas) {
  EXPECT_THAT(Found([](auto&) {}, {"270008"}), ElementsAre("ken e-1", "yuki e-1"));
  EXPECT_THAT(Found([](auto&) {}, {"131016"}), ElementsAre("yuki e-2"));
  EXPECT_THAT(Found([](auto& r) { r.set_object_id("e-1"); }, {"130001"}), ElementsAre());
}

TEST_F(AuditSearch, IsAnEntryItself) {
  v1::ListAuditEntriesRequest request = AQuestion();
  request.set_object_id("e-1");
  ASSERT_TRUE(Ask(request).ok());
  request = AQuestion();
  request.set_actor("shizuka");
  const auto own = Ask(request);
  ASSERT_EQ(own->entries_size(), 1);
  EXPECT_EQ(own->entries(0).action(), "visit.ListAuditEntries");
  EXPECT_EQ(own->entries(0).object_id(), "visit");
  EXPECT_THAT(own->entries(0).payload(), testing::HasSubstr(R"("object_id": "e-1")"));
}

TEST_F(AuditSearch, ComesInPagesThatAreTheAuditorsOwn) {
  v1::ListAuditEntriesRequest request = AQuestion();
  *request.mutable_end_time() = rpc::ToTimestamp(start_ + absl::Hours(5));
  request.set_page_size(3);
  const auto first = Ask(request);
  ASSERT_EQ(first->entries_size(), 3);
  request.set_page_token(first->next_page_token());
  const auto rest = Ask(request);
  ASSERT_TRUE(rest.ok()) << rest.status();
  ASSERT_EQ(rest->entries_size(), 1);
  EXPECT_EQ(rest->entries(0).object_id(), "e-1");
  EXPECT_EQ(rest->next_page_token(), "");
  EXPECT_EQ(ReasonOf(Ask(request, {}, "somebody").status()), "BAD_PAGE_TOKEN");
  EXPECT_EQ(ReasonOf(Ask(request, {"270008"}).status()), "BAD_PAGE_TOKEN");
  request.set_actor("ken");
  EXPECT_EQ(ReasonOf(Ask(request).status()), "BAD_PAGE_TOKEN");
}

TEST_F(AuditSearch, RefusesWhatCannotBe) {
  const auto refused = [&](const std::function<void(v1::ListAuditEntriesRequest&)>& spoil) {
    v1::ListAuditEntriesRequest request = AQuestion();
    spoil(request);
    return ReasonOf(Ask(request).status());
  };
  EXPECT_EQ(refused([](auto& r) { r.set_service("venue"); }), "SERVICE_UNKNOWN");
  EXPECT_EQ(refused([](auto& r) { r.set_actor(std::string(101, 'x')); }), "MALFORMED_WORD");
  EXPECT_EQ(refused([](auto& r) { r.set_object_id("hanako@example.jp"); }), "MALFORMED_WORD");
  EXPECT_EQ(refused([](auto& r) { r.set_action("\", \"x"); }), "MALFORMED_WORD");
  EXPECT_EQ(refused([](auto& r) { r.set_object_type("花子"); }), "MALFORMED_WORD");
  EXPECT_EQ(refused([](auto& r) {
              r.mutable_start_time()->set_seconds(2);
              r.mutable_end_time()->set_seconds(1);
            }),
            "EMPTY_WINDOW");
  EXPECT_EQ(refused([](auto& r) { r.set_page_size(-1); }), "BAD_PAGE_SIZE");
}

TEST_F(AuditSearch, IsForAuditorsAlone) {
  for (const auto role : {v1::ROLE_ADMINISTRATOR, v1::ROLE_HEALTH_OFFICER, v1::ROLE_ANYONE}) {
    EXPECT_EQ(ReasonOf(tests::CallWith(house_.Person("x", role), house_.audit(), &Stub::ListAuditEntries, AQuestion())
                           .status()),
              "ACCESS_DENIED");
  }
  EXPECT_EQ(ReasonOf(tests::CallWith(house_.callers().Service("exposure"), house_.audit(), &Stub::ListAuditEntries,
                                     AQuestion())
                         .status()),
            "ACCESS_DENIED");
}

TEST_F(AuditSearch, TellsAnEntryWhosePayloadExpired) {
  house_.ForgetPayloads(start_ + absl::Hours(28 * 24 + 1));
  v1::ListAuditEntriesRequest request = AQuestion();
  *request.mutable_end_time() = rpc::ToTimestamp(start_ + absl::Hours(5));
  const auto response = Ask(request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->entries_size(), 4);
  EXPECT_EQ(response->entries(3).payload(), "");
  EXPECT_EQ(response->entries(3).actor(), "yuki");
  EXPECT_NE(response->entries(2).payload(), "");
}

}  // namespace
}  // namespace mimamori::platform::oversight
