// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/postgres_case_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "embedded/registry_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/registry/jobs/forget_cases.hpp"
#include "services/registry/store/postgres_place_store.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::registry {
namespace {

namespace postgres = platform::postgres;

const absl::CivilDay kToday(2026, 11, 21);
const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);

class PostgresCaseStoreTest : public testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  static NewCase ACase(const std::string& area = "271004", const std::string& report = "2026-11-20",
                       absl::Time now = kNow) {
    return {.opened = OpenCase(CaseId::Random(), {.kind = CaseKind::kConfirmed, .area_code = area,
                                                  .report_date = report}, now, kToday).value(),
            .sealed_contact = {},
            .created_by = "officer",
            .request_id = platform::RequestId::Random()};
  }
  static postgres::AuditEntry AnAudit(const std::string& action = "registry.Test") {
    return {.time = kNow, .actor = "officer", .action = action, .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  absl::StatusOr<Case> Create(const NewCase& created) {
    return store_.Create(Soon(), created, std::nullopt, AnAudit());
  }
  static Scope Areas(std::initializer_list<const char*> codes) {
    std::vector<platform::AreaCode> areas;
    for (const char* code : codes) areas.push_back(platform::AreaCode::Parse(code).value());
    return areas;
  }
  int64_t Count(const char* sql) {
    const auto rows = pool_.Run(Soon(), {sql, sql});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  tests::ScratchDatabase database_{"registry", embedded::registry_migrations::Files()};
  postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresCaseStore store_{pool_};
  PostgresPlaceStore places_{pool_};
};

TEST_F(PostgresCaseStoreTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statement : PostgresCaseStore::Statements()) {
    EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name;
  }
}

TEST_F(PostgresCaseStoreTest, ReturnsWhatItKept) {
  NewCase created = ACase();
  created.opened.onset = absl::CivilDay(2026, 11, 18);
  created.opened.sampling = absl::CivilDay(2026, 11, 19);
  created.opened.has_contact = true;
  created.sealed_contact = "sealed";
  const auto kept = Create(created);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->number, "271004-2026-000001");
  const auto found = store_.Get(Soon(), created.opened.id, Areas({"271004"}), AnAudit());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->kept, *kept);
  EXPECT_EQ(found->sealed_contact, "sealed");
}

TEST_F(PostgresCaseStoreTest, CountsPerAreaAndYear) {
  const struct {
    const char* area;
    const char* report;
    const char* number;
  } cases[] = {{"271004", "2026-11-20", "271004-2026-000001"}, {"271004", "2026-01-01", "271004-2026-000002"},
               {"271004", "2025-12-31", "271004-2025-000001"}, {"131016", "2026-11-20", "131016-2026-000001"},
               {"271004", "2026-11-21", "271004-2026-000003"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.number);
    EXPECT_EQ(Create(ACase(c.area, c.report))->number, c.number);
  }
}

TEST_F(PostgresCaseStoreTest, LeavesNoGapAndNoTwinWhenManyWriteAtTheSameTime) {
  std::mutex mutex;
  std::set<std::string> numbers;
  const NewCase twice = ACase();
  {
    std::vector<std::jthread> officers;
    for (int i = 0; i < 8; ++i) {
      officers.emplace_back([&] {
        for (NewCase created : {ACase(), twice, ACase()}) {
          created.opened.id = CaseId::Random();  // as each call makes one
          const auto kept = Create(created);
          EXPECT_TRUE(kept.ok()) << kept.status();
          const std::lock_guard lock(mutex);
          if (kept.ok()) numbers.insert(kept->number);
        }
      });
    }
  }
  EXPECT_EQ(numbers.size(), 17u);
  EXPECT_EQ(*numbers.begin(), "271004-2026-000001");
  EXPECT_EQ(*numbers.rbegin(), "271004-2026-000017");
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 17);
}

TEST_F(PostgresCaseStoreTest, AnswersTheSameCallAlikeWhenItComesManyTimesAtOnce) {
  const NewCase created = ACase();
  std::latch together(8);
  std::mutex mutex;
  std::set<std::string> ids;
  {
    std::vector<std::jthread> retries;
    for (int i = 0; i < 8; ++i) {
      retries.emplace_back([&, again = created]() mutable {
        again.opened.id = CaseId::Random();
        together.arrive_and_wait();
        const auto kept = Create(again);
        EXPECT_TRUE(kept.ok()) << kept.status();
        const std::lock_guard lock(mutex);
        if (kept.ok()) ids.insert(kept->id.ToString());
      });
    }
  }
  EXPECT_EQ(ids.size(), 1u);
  EXPECT_EQ(Create(ACase())->number, "271004-2026-000002") << "the losers used no number up";
}

TEST_F(PostgresCaseStoreTest, AnswersARetryWithTheFirstCase) {
  const NewCase first = ACase();
  NewCase again = first;
  again.opened.id = CaseId::Random();
  again.opened.created_at += absl::Minutes(1);
  const auto kept = Create(first);
  EXPECT_EQ(*Create(again), *kept);
  again.opened.kind = CaseKind::kProbable;
  EXPECT_EQ(platform::ReasonOf(Create(again).status()), "REQUEST_ID_REUSED");
  again.created_by = "another officer";
  EXPECT_EQ(Create(again)->number, "271004-2026-000002") << "her own call";
}

TEST_F(PostgresCaseStoreTest, ShowsOnlyTheCasesOfItsScope) {
  const Case osaka = *Create(ACase("271004"));
  const struct {
    const char* name;
    Scope scope;
    bool found;
  } cases[] = {
      {"its city", Areas({"271004"}), true},
      {"one of many", Areas({"131016", "271004"}), true},
      {"its prefecture", Areas({"270008"}), true},
      {"another city of the prefecture", Areas({"271403"}), false},
      {"another prefecture", Areas({"130001"}), false},
      {"nowhere", Areas({}), false},
      {"a service", std::nullopt, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto found = store_.Get(Soon(), osaka.id, c.scope, AnAudit());
    EXPECT_EQ(platform::ReasonOf(found.status()), c.found ? "" : "CASE_UNKNOWN");
    const auto listed = store_.List(Soon(), c.scope, {}, std::nullopt, 10, AnAudit());
    EXPECT_EQ(listed->size(), c.found ? 1u : 0u);
  }
}

TEST_F(PostgresCaseStoreTest, ListsNewestFirstPageByPage) {
  std::vector<Case> made;
  for (int i = 0; i < 7; ++i) {
    // Pairs of the same moment: the id decides.
    made.push_back(*Create(ACase("271004", "2026-11-20", kNow + absl::Seconds(i / 2))));
  }
  std::vector<Case> seen;
  std::optional<Position> after;
  while (true) {
    const auto page = store_.List(Soon(), Areas({"270008"}), {}, after, 3, AnAudit());
    ASSERT_TRUE(page.ok());
    if (page->empty()) break;
    seen.insert(seen.end(), page->begin(), page->end());
    after = Position{.created_at = seen.back().created_at, .id = seen.back().id};
  }
  std::ranges::sort(made, [](const Case& a, const Case& b) {
    return std::tie(a.created_at, a.id) > std::tie(b.created_at, b.id);
  });
  EXPECT_EQ(seen, made);
}

TEST_F(PostgresCaseStoreTest, AuditsEveryAccessWithItsArea) {
  const Case kept = *Create(ACase());
  ASSERT_TRUE(store_.Get(Soon(), kept.id, std::nullopt, AnAudit("read")).ok());
  EXPECT_FALSE(store_.Get(Soon(), CaseId::Random(), std::nullopt, AnAudit("miss")).ok());
  ASSERT_TRUE(store_.List(Soon(), std::nullopt, {}, std::nullopt, 10, AnAudit("list")).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.Test' AND area = '271004'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'read' AND object_type = 'case'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'miss'"), 0);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'list' AND payload = '{\"cases\": 1}'"), 1);
}

TEST_F(PostgresCaseStoreTest, TellsTheServicesAboveOfEachCaseOnce) {
  const NewCase created = ACase();
  const Case kept = *Create(created);
  ASSERT_TRUE(Create(created).ok());
  const auto changes = postgres::ReadChanges(pool_, Soon(), 0, 10);
  ASSERT_TRUE(changes.ok() && changes->size() == 1) << changes.status();
  EXPECT_EQ(changes->front().topic, "case");
  EXPECT_EQ(changes->front().key, kept.id.ToString());
  EXPECT_EQ(changes->front().payload, "");
}

TEST_F(PostgresCaseStoreTest, KeepsAChangeWithItsAuditAndItsNewsOrNothing) {
  const Case kept = *Create(ACase());
  const auto change = [&](const Scope& scope, std::function<absl::StatusOr<bool>(Case&)> decide) {
    return store_.Change(Soon(), kept.id, scope, kNow, AnAudit("change"), decide);
  };
  const auto corrected = change(Areas({"271004"}), [](Case& seen) {
    seen.kind = CaseKind::kProbable;
    seen.onset = absl::CivilDay(2026, 11, 17);
    return true;
  });
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->version, 2);
  EXPECT_EQ(store_.Get(Soon(), kept.id, std::nullopt, AnAudit())->kept, *corrected);
  EXPECT_EQ(change(std::nullopt, [](Case&) { return false; })->version, 2);
  EXPECT_FALSE(change(std::nullopt, [](Case&) { return absl::AbortedError("no"); }).ok());
  EXPECT_EQ(platform::ReasonOf(change(Areas({"131016"}), [](Case&) { return true; }).status()), "CASE_UNKNOWN");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'change'"), 1);
  EXPECT_EQ(postgres::ReadChanges(pool_, Soon(), 0, 10)->size(), 2u);
}

TEST_F(PostgresCaseStoreTest, TellsEachCaseAsItIsNowAndGoesOnBehindWhatIsForgotten) {
  const Case old = *Create(ACase("271004", "2026-11-20", kNow - absl::Hours(1827 * 24)));
  const Case withdrawn = *Create(ACase());
  const Case stays = *Create(ACase());
  for (const Case& c : {old, withdrawn, stays}) {
    const Place place{.id = PlaceId::Random(), .case_id = c.id,
                      .where = {.venue = VenueId(7), .start = kNow - absl::Hours(2), .end = kNow - absl::Hours(1)},
                      .recorded_by = "officer"};
    ASSERT_TRUE(places_.Add(Soon(), {.place = place, .created_at = c.created_at,
                                     .request_id = platform::RequestId::Random()}, std::nullopt, AnAudit(),
                            [](const Case&, int) { return absl::OkStatus(); }).ok());
  }
  ASSERT_TRUE(store_.Change(Soon(), withdrawn.id, std::nullopt, kNow, AnAudit(), [](Case& c) {
    return WithdrawCase(c, kNow);
  }).ok());
  ASSERT_EQ(store_.NewsAfter(Soon(), 0, 100)->size(), 7u);
  ASSERT_EQ(store_.NewsAfter(Soon(), 2, 2)->size(), 2u);

  ASSERT_TRUE(ForgetOldCases(store_, places_, kNow).ok());
  const auto news = store_.NewsAfter(Soon(), 0, 100);
  ASSERT_TRUE(news.ok()) << news.status();
  int of_old = 0;
  for (const CaseNews& item : *news) {
    SCOPED_TRACE(item.sequence);
    if (item.id == old.id) {
      ++of_old;
      EXPECT_FALSE(item.current.has_value());
      continue;
    }
    ASSERT_TRUE(item.current.has_value());
    EXPECT_EQ(item.current->withdrawn_at.has_value(), item.id == withdrawn.id);
    EXPECT_EQ(item.places.size(), item.id == stays.id ? 1u : 0u);
  }
  EXPECT_EQ(of_old, 1) << "its second change came after younger ones";
  EXPECT_EQ(news->size(), 6u);
}

TEST_F(PostgresCaseStoreTest, ReadsTheApprovedVersionsOfTheRuleInOrder) {
  const auto owner = *postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script(
      "INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES "
      "('registry.infectious', 2, '2026-11-20T00:00:00+09', '{\"days_before_onset\": 5, \"days_before_sampling\": 3, "
      "\"days_before_report\": 1}', 'a', 'b'), "
      "('registry.infectious', 3, '2026-11-01', '{\"days_before_onset\": 9, \"days_before_sampling\": 9, "
      "\"days_before_report\": 9}', 'a', NULL)").ok());
  const auto rules = store_.Rules(Soon());
  ASSERT_TRUE(rules.ok()) << rules.status();
  absl::TimeZone tokyo;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &tokyo));
  Case patient = ACase().opened;
  patient.report = absl::CivilDay(2026, 11, 19);
  EXPECT_EQ(rules->DaysOf(patient, tokyo)->first, absl::CivilDay(2026, 11, 17)) << "reported before version 2";
  patient.report = absl::CivilDay(2026, 11, 20);
  EXPECT_EQ(rules->DaysOf(patient, tokyo)->first, absl::CivilDay(2026, 11, 19)) << "version 3 is only proposed";
}

TEST_F(PostgresCaseStoreTest, ForgetsContactsAndCasesPastRetentionAndNoOthers) {
  constexpr absl::Duration kContacts = absl::Hours(180 * 24), kCases = absl::Hours(1826 * 24);
  const auto recorded = [&](absl::Time time) {
    NewCase created = ACase("271004", "2026-11-20", time);
    created.opened.has_contact = true;
    created.sealed_contact = "sealed";
    EXPECT_TRUE(Create(created).ok());
    return created.opened.id;
  };
  const CaseId gone = recorded(kNow - kCases - absl::Seconds(1));
  const CaseId oldest = recorded(kNow - kCases);
  const CaseId unreachable = recorded(kNow - kContacts - absl::Seconds(1));
  const CaseId reachable = recorded(kNow - kContacts);
  const CaseId youngest = recorded(kNow);

  ASSERT_TRUE(ForgetOldCases(store_, places_, kNow).ok());
  const struct {
    const char* name;
    CaseId id;
    const char* contact;  // null: no case any more
  } cases[] = {{"gone", gone, nullptr}, {"oldest", oldest, ""}, {"unreachable", unreachable, ""},
               {"reachable", reachable, "sealed"}, {"youngest", youngest, "sealed"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto found = store_.Get(Soon(), c.id, std::nullopt, AnAudit());
    EXPECT_EQ(platform::ReasonOf(found.status()), c.contact == nullptr ? "CASE_UNKNOWN" : "");
    if (c.contact == nullptr || !found.ok()) continue;
    EXPECT_EQ(found->sealed_contact, c.contact);
    EXPECT_EQ(found->kept.has_contact, *c.contact != '\0');
  }
  const auto told = postgres::ReadChanges(pool_, Soon(), 1, 10);
  ASSERT_TRUE(told.ok() && told->size() == 4) << told.status() << ": what was told of the case is gone with it";
  EXPECT_EQ(platform::ReasonOf(postgres::ReadChanges(pool_, Soon(), 0, 10).status()), "CHANGES_DROPPED");
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'registry.ForgetCases' AND actor = 'registry' AND "
                  "payload = '{\"contacts\": 2, \"cases\": 1, \"places\": 0}'"), 1);

  ASSERT_TRUE(ForgetOldCases(store_, places_, kNow).ok());
  EXPECT_EQ(Count("SELECT count(*) - 1 FROM audit_entries WHERE action = 'registry.ForgetCases'"), 0) << "nothing went";
  EXPECT_EQ(Create(ACase())->number, "271004-2026-000006") << "no number comes twice";
}

TEST_F(PostgresCaseStoreTest, ForgetsByThePolicyInForceAndNothingWithoutOne) {
  NewCase created = ACase("271004", "2026-11-20", kNow - absl::Hours(100 * 24));
  created.opened.has_contact = true;
  created.sealed_contact = "sealed";
  ASSERT_TRUE(Create(created).ok());
  const auto owner = *postgres::Connection::Open(database_.OwnerConninfo());
  const struct {
    const char* body;
    const char* reason;
    int64_t contacts;
    int64_t cases;
  } policies[] = {{R"({"contact_days": 28, "case_days": 60})", "POLICY_MALFORMED", 1, 1},
                  {R"({"contact_days": 60, "case_days": 59})", "POLICY_MALFORMED", 1, 1},
                  {R"({"contact_days": 60})", "POLICY_MALFORMED", 1, 1},
                  {R"({"contact_days": 100, "case_days": 100})", "", 1, 1},
                  {R"({"contact_days": 99, "case_days": 100})", "", 0, 1},
                  {R"({"contact_days": 29, "case_days": 99})", "", 0, 0}};
  for (const auto& c : policies) {
    SCOPED_TRACE(c.body);
    ASSERT_TRUE(owner->Run({"set", "UPDATE policies SET body = $1 WHERE name = 'registry.retention'"},
                           postgres::Params().Json(c.body)).ok());
    EXPECT_EQ(platform::ReasonOf(ForgetOldCases(store_, places_, kNow)), c.reason);
    EXPECT_EQ(Count("SELECT count(*) FROM cases WHERE sealed_contact IS NOT NULL"), c.contacts);
    EXPECT_EQ(Count("SELECT count(*) FROM cases"), c.cases);
  }
}

TEST_F(PostgresCaseStoreTest, LetsTheServiceForgetACaseButNotRenumberIt) {
  ASSERT_TRUE(Create(ACase()).ok());
  const auto service = *postgres::Connection::Open(database_.ServiceConninfo());
  for (const char* sql : {"UPDATE cases SET number = '1'", "UPDATE cases SET area_code = '131016'", "UPDATE cases SET created_at = '2020-01-01'",
                          "TRUNCATE cases", "DELETE FROM case_numbers"}) {
    EXPECT_EQ(postgres::SqlStateOf(service->Script(sql)), "42501") << sql;
  }
}

}  // namespace
}  // namespace mimamori::registry
