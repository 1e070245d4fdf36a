// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/status_store.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "embedded/registry_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/registry/store/policy_reader.hpp"
#include "services/registry/store/postgres_case_store.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::registry {
namespace {

namespace postgres = platform::postgres;
using platform::ReasonOf;

const absl::CivilDay kToday(2026, 11, 21);
const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);

class StatusStoreTest : public testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  static postgres::AuditEntry Audit(const char* actor = "officer", absl::Time now = kNow) {
    return {.time = now, .actor = actor, .action = "registry.Test", .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  Case ACase(CaseKind kind = CaseKind::kConfirmed) {
    const Case opened = OpenCase(CaseId::Random(), {.kind = kind, .area_code = "271004", .report_date = "2026-11-18"},
                                 kNow, kToday).value();
    return cases_.Create(Soon(), {.opened = opened, .sealed_contact = {}, .created_by = "officer",
                                  .request_id = platform::RequestId::Random()}, std::nullopt, Audit()).value();
  }
  static Scope Areas(const char* code) { return std::vector{platform::AreaCode::Parse(code).value()}; }
  absl::StatusOr<Case> Move(const CaseId& id, int version, CaseStatus to, const Scope& scope = std::nullopt,
                            const char* actor = "officer", absl::Time now = kNow) {
    const StatusTable table = statuses_.TableAt(Soon(), kNow).value();
    return statuses_.Change(Soon(), id, scope, Correction::kNone, Audit(actor, now), [&](Case& seen) {
      return ChangeStatus(seen, version, {.status = to, .since = kToday}, table);
    });
  }
  std::vector<StatusRow> Rows(const CaseId& id, int after = 0, int limit = 10) {
    return statuses_.List(Soon(), id, std::nullopt, after, limit, Audit()).value();
  }
  int64_t Count(const char* sql) {
    const auto rows = pool_.Run(Soon(), {sql, sql});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  tests::ScratchDatabase database_{"registry", embedded::registry_migrations::Files()};
  postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresCaseStore cases_{pool_};
  StatusStore statuses_{pool_};
};

TEST_F(StatusStoreTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : StatusStore::Statements()) {
    EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name << (*session)->Prepare(statement);
  }
}

TEST_F(StatusStoreTest, KeepsEachStatusWithWhoAndWhen) {
  const Case patient = ACase();
  ASSERT_EQ(Move(patient.id, 1, CaseStatus::kHome)->version, 2);
  const auto admitted = Move(patient.id, 2, CaseStatus::kAdmitted, Areas("271004"), "colleague", kNow + absl::Hours(1));
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  EXPECT_EQ(admitted->version, 3);
  EXPECT_EQ(cases_.Get(Soon(), patient.id, std::nullopt, Audit())->kept, *admitted);
  const auto corrected =
      statuses_.Change(Soon(), patient.id, std::nullopt, Correction::kAnotherCase, Audit(), [](Case& c) {
        return CorrectStatus(c, 3, {.status = CaseStatus::kHome, .since = kToday});
      });
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  const std::vector<StatusRow> all = Rows(patient.id);
  EXPECT_EQ(all, (std::vector<StatusRow>{
                     {.version = 2, .standing = {.status = CaseStatus::kHome, .since = kToday},
                      .changed_by = "officer", .changed_at = kNow},
                     {.version = 3, .standing = {.status = CaseStatus::kAdmitted, .since = kToday},
                      .changed_by = "colleague", .changed_at = kNow + absl::Hours(1)},
                     {.version = 4, .standing = {.status = CaseStatus::kHome, .since = kToday},
                      .correction = Correction::kAnotherCase, .changed_by = "officer", .changed_at = kNow}}));
  EXPECT_EQ(Rows(patient.id, 2, 1), std::vector{all[1]}) << "page by page";
  ASSERT_TRUE(statuses_.List(Soon(), patient.id, Areas("271004"), 0, 10, Audit("reader")).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE actor = 'reader' AND object_type = 'case' AND area = '271004'"),
            1);
  EXPECT_EQ(ReadChanges(pool_, Soon(), 0, 10)->size(), 4u);
}

TEST_F(StatusStoreTest, KeepsNothingOfWhatWasRefused) {
  const Case patient = ACase();
  EXPECT_EQ(ReasonOf(Move(patient.id, 1, CaseStatus::kHome, Areas("131016")).status()), "CASE_UNKNOWN");
  EXPECT_EQ(ReasonOf(Move(CaseId::Random(), 1, CaseStatus::kHome).status()), "CASE_UNKNOWN");
  ASSERT_TRUE(Move(patient.id, 1, CaseStatus::kDead).ok());
  ASSERT_TRUE(Move(patient.id, 1, CaseStatus::kDead).ok()) << "a retry";
  EXPECT_EQ(ReasonOf(Move(patient.id, 2, CaseStatus::kHome).status()), "STATUS_NOT_NEXT");
  EXPECT_EQ(Rows(patient.id).size(), 1u);
  EXPECT_EQ(ReadChanges(pool_, Soon(), 0, 10)->size(), 2u);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE area = '271004' AND payload = '{\"version\": 2}'"), 1);
  EXPECT_EQ(ReasonOf(statuses_.List(Soon(), patient.id, Areas("131016"), 0, 10, Audit()).status()), "CASE_UNKNOWN");
}

TEST_F(StatusStoreTest, LetsOneOfManyOfficersDecide) {
  const Case patient = ACase();
  std::atomic<int> moved = 0, late = 0;
  {
    std::vector<std::jthread> officers;
    for (const CaseStatus to :
         {CaseStatus::kHome, CaseStatus::kAdmitted, CaseStatus::kAwaiting, CaseStatus::kElsewhere}) {
      officers.emplace_back([&, to] {
        const auto changed = Move(patient.id, 1, to);
        if (changed.ok()) ++moved;
        if (ReasonOf(changed.status()) == "CASE_CHANGED") ++late;
      });
    }
  }
  EXPECT_EQ(moved, 1);
  EXPECT_EQ(late, 3);
  EXPECT_EQ(Rows(patient.id).size(), 1u);
}

TEST_F(StatusStoreTest, AddsRowsAndChangesNone) {
  ASSERT_TRUE(Move(ACase().id, 1, CaseStatus::kHome).ok());
  const auto service = *postgres::Connection::Open(database_.ServiceConninfo());
  for (const char* sql : {"UPDATE case_statuses SET status = 'DEAD'", "DELETE FROM case_statuses",
                          "UPDATE case_statuses SET changed_by = 'nobody'"}) {
    EXPECT_EQ(postgres::SqlStateOf(service->Script(sql)), "42501") << sql;
  }
}

TEST_F(StatusStoreTest, ShowsWhoIsThereNow) {
  const Case home = ACase(), withdrawn = ACase(), contact = ACase(CaseKind::kContact), fresh = ACase();
  ASSERT_TRUE(Move(home.id, 1, CaseStatus::kHome).ok());
  ASSERT_TRUE(cases_.Change(Soon(), withdrawn.id, std::nullopt, kNow, Audit(), [](Case& c) {
    return WithdrawCase(c, kNow);
  }).ok());
  const struct {
    const char* name;
    CaseFilter filter;
    std::vector<CaseId> wanted;
  } cases[] = {
      {"at home", {.status = CaseStatus::kHome}, {home.id}},
      {"nothing decided", {.status = CaseStatus::kPositive}, {fresh.id}},
      {"dead", {.status = CaseStatus::kDead}, {}},
      {"all", {}, {home.id, withdrawn.id, contact.id, fresh.id}},
      {"by number", {.number = contact.number}, {contact.id}},
      {"by another number", {.number = "271004-2026-000009"}, {}},
      {"of the prefecture", {.area = platform::AreaCode::Parse("270008").value()},
       {home.id, withdrawn.id, contact.id, fresh.id}},
      {"of another city", {.area = platform::AreaCode::Parse("271403").value()}, {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    for (const Scope& scope : {Scope(std::nullopt), Areas("271004"), Areas("270008"), Areas("131016")}) {
      const auto listed = cases_.List(Soon(), scope, c.filter, std::nullopt, 10, Audit());
      ASSERT_TRUE(listed.ok()) << listed.status();
      std::set<CaseId> seen, wanted(c.wanted.begin(), c.wanted.end());
      for (const Case& one : *listed) seen.insert(one.id);
      const bool elsewhere = scope && scope->front().ToString() == "131016";
      EXPECT_EQ(seen, elsewhere ? std::set<CaseId>() : wanted);
    }
  }
}

// Of the shipped policy, and of one that another person approved.
TEST_F(StatusStoreTest, GoesByTheTableInForce) {
  const Case patient = ACase();
  const auto owner = *postgres::Connection::Open(database_.OwnerConninfo());
  const char* const strict =
      R"({"POSITIVE": ["AWAITING"], "AWAITING": ["HOME", "DEAD"], "HOME": ["RELEASED"], "ACCOMMODATION": [], "ADMITTED": [],
          "ELSEWHERE": [], "RELEASED": [], "DEAD": []})";
  ASSERT_TRUE(owner->Run({"add", "INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) "
                                 "VALUES ('registry.statuses', 2, $1, $2, 'a', 'b')"},
                         postgres::Params().Time(kNow).Json(strict)).ok());
  EXPECT_TRUE(statuses_.TableAt(Soon(), kNow - absl::Seconds(1))->Leads(CaseStatus::kPositive, CaseStatus::kHome));
  EXPECT_EQ(ReasonOf(Move(patient.id, 1, CaseStatus::kHome).status()), "STATUS_NOT_NEXT");
  EXPECT_TRUE(Move(patient.id, 1, CaseStatus::kAwaiting).ok());
  for (const char* body : {R"({"POSITIVE": []})", R"({"POSITIVE": "HOME"})", "{}"}) {
    EXPECT_EQ(ReasonOf(ReadStatusTable(body).status()), "POLICY_MALFORMED") << body;
  }
}

}  // namespace
}  // namespace mimamori::registry
