// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/history_store.hpp"

#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class HistoryStoreTest : public ObservationStoreTest {
 protected:
  CaseId In(const char* area) {
    WatchedPatient patient = APatient();
    patient.area = platform::AreaCode::Parse(area).value();
    return Watched(patient);
  }
  void Say(const CaseId& id, absl::Time time, int spo2 = 98) {
    Report report = Well(time);
    report.readings.spo2 = spo2;
    ASSERT_TRUE(Tell({{.patient = id, .request = RequestId::Random(), .report = report, .reported_by = "x"}})[0].ok());
  }
  std::vector<PersonsHistory> Next(int64_t after, int limit, absl::Time until = kNow + absl::Hours(1),
                                   const char* area = "270008") {
    auto people = history_.Next(Soon(), {platform::AreaCode::Parse(area).value()}, after, limit, until);
    EXPECT_TRUE(people.ok()) << people.status();
    return people.ok() ? *std::move(people) : std::vector<PersonsHistory>();
  }

  HistoryStore history_{pool_};
};

TEST_F(HistoryStoreTest, PreparesEveryStatement) { PreparesAll(HistoryStore::Statements()); }

TEST_F(HistoryStoreTest, ReadsPeopleInOrderPageByPage) {
  std::vector<CaseId> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(In("271004"));
    for (int report = 0; report < i; ++report) Say(ids.back(), kNow - absl::Hours(12 * report), 90 + report);
  }
  In("131016");
  std::vector<CaseId> seen;
  int64_t after = 0;
  while (true) {
    const auto page = Next(after, 2);
    if (page.empty()) break;
    EXPECT_LE(page.size(), 2u);
    for (const PersonsHistory& person : page) {
      ASSERT_EQ(person.reports.size(), seen.size()) << "the first told nothing, the second once";
      for (size_t i = 0; i < person.reports.size(); ++i) {
        EXPECT_EQ(person.reports[i].time, kNow - absl::Hours(12 * (person.reports.size() - 1 - i))) << "by time";
        EXPECT_EQ(person.reports[i].readings.spo2, static_cast<int>(90 + person.reports.size() - 1 - i));
      }
      seen.push_back(person.case_id);
      after = person.key;
    }
  }
  EXPECT_EQ(seen, ids) << "those of another prefecture are left out";
}

// Whether many strangers lie between the people of a page changes how they are read, and nothing else.
TEST_F(HistoryStoreTest, ReadsTheSameOfFewAmongMany) {
  const CaseId first = In("271403");
  Say(first, kNow);
  for (int i = 0; i < 20; ++i) Say(In("271004"), kNow);
  const CaseId last = In("271403");
  Say(last, kNow - absl::Hours(3));
  Say(last, kNow);
  const auto few = Next(0, 50, kNow + absl::Hours(1), "271403");
  ASSERT_EQ(few.size(), 2u);
  EXPECT_EQ(few[0].reports.size(), 1u);
  EXPECT_EQ(few[1].case_id, last);
  EXPECT_EQ(few[1].reports.size(), 2u);
  EXPECT_LT(few[1].ids[0], few[1].ids[1]);
  const auto all = Next(0, 50);
  ASSERT_EQ(all.size(), 22u);
  EXPECT_EQ(all.back().reports, few[1].reports);
  EXPECT_EQ(all.front().number, "271004-2026-000123");
}

TEST_F(HistoryStoreTest, ReadsNothingFromTheEndOn) {
  const CaseId id = In("271004");
  Say(id, kNow - absl::Hours(1));
  Say(id, kNow);
  EXPECT_EQ(Next(0, 5, kNow)[0].reports.size(), 1u);
  EXPECT_EQ(Next(0, 5, kNow + absl::Microseconds(1))[0].reports.size(), 2u);
}

TEST_F(HistoryStoreTest, TakesACorrectionForWhatItCorrects) {
  const CaseId id = In("271004");
  Report slip = Well(kNow);
  slip.readings.spo2 = 69;
  const auto first = Tell({{.patient = id, .request = RequestId::Random(), .report = slip, .reported_by = "x"}});
  ASSERT_TRUE(first[0].ok());
  Report corrected = Well(kNow);
  corrected.readings.spo2 = 96;
  NewReport correction{.patient = id, .request = RequestId::Random(), .report = corrected, .source = Source::kStaff, .reported_by = "hanako"};
  correction.replaces = first[0]->id;
  ASSERT_TRUE(Tell({correction})[0].ok());
  const auto people = Next(0, 5);
  ASSERT_EQ(people[0].reports.size(), 1u);
  EXPECT_EQ(people[0].reports[0].readings.spo2, 96);
  EXPECT_NE(people[0].ids[0], first[0]->id);
}

TEST_F(HistoryStoreTest, FindsRulesByVersionAndByTime) {
  EXPECT_EQ(history_.RulesAt(Soon(), kNow)->rules.version, 1);
  EXPECT_TRUE(history_.Rules(Soon(), 1)->approved);
  const auto none = history_.Rules(Soon(), 7);
  EXPECT_EQ(platform::ReasonOf(none.status()), "RULES_UNKNOWN");
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"test.propose", R"sql(
    INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by)
    SELECT name, 7, '2027-01-01', body, 'hanako', NULL FROM policies WHERE name = 'observation.triage')sql"}).ok());
  EXPECT_FALSE(history_.Rules(Soon(), 7)->approved) << "what is only proposed can be tried out";
  EXPECT_EQ(history_.RulesAt(Soon(), kNow + absl::Hours(24 * 365))->rules.version, 1);
}

}  // namespace
}  // namespace mimamori::observation
