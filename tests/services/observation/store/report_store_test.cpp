// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_store.hpp"

#include <map>
#include <random>
#include <thread>

#include "services/observation/store/packed.hpp"
#include "tests/services/observation/store/observation_store_fixture.hpp"

namespace mimamori::observation {
namespace {

class ReportStoreTest : public ObservationStoreTest {
 protected:
  static NewReport Told(const CaseId& patient, const Report& report) {
    return {.patient = patient, .request = RequestId::Random(), .report = report, .reported_by = patient.ToString()};
  }
  std::vector<absl::StatusOr<KeptReport>> KeepAll(const std::vector<NewReport>& reports, const RuleSets& rules = Usual()) {
    auto kept = reports_.Keep(Soon(), rules, WorkRules(), reports);
    EXPECT_TRUE(kept.ok()) << kept.status();
    if (!kept.ok()) return {};
    EXPECT_EQ(kept->size(), reports.size());
    return *std::move(kept);
  }
  KeptReport Keep(const NewReport& report, const RuleSets& rules = Usual()) {
    auto kept = KeepAll({report}, rules);
    EXPECT_TRUE(kept.size() == 1 && kept[0].ok());
    return kept.size() == 1 && kept[0].ok() ? *kept[0] : KeptReport{};
  }
  static RuleSets Usual() { return RuleSets(Rules()); }
  static Report Saturated(absl::Time time, int spo2) {
    Report report = Well(time);
    report.readings.spo2 = spo2;
    return report;
  }
  std::vector<KeptReport> Of(const CaseId& id) { return reports_.Of(Soon(), id, DayOf(kNow) - 30).value(); }

  // What a judgement of the last word is: the first, or what it was replaced with.
  std::map<int64_t, Judgement> LastWords(const CaseId& id) {
    std::map<int64_t, Judgement> words;
    for (const KeptReport& kept : Of(id)) words[kept.id] = kept.judgement;
    auto rows = pool_.Run(Soon(), {"test.rejudged", "SELECT report_id, judgement FROM rejudgements ORDER BY judged_at"});
    EXPECT_TRUE(rows.ok());
    for (int row = 0; rows.ok() && row < rows->size(); ++row) {
      if (words.contains(rows->Int8(row, 0))) words[rows->Int8(row, 0)] = *UnpackJudgement(rows->Bytes(row, 1));
    }
    return words;
  }
  Memory MemoryKept(const CaseId& id) {
    const auto rows = pool_.Run(Soon(), {"test.memory", R"sql(
      SELECT s.memory FROM standings s JOIN patients p USING (patient) WHERE p.case_id = $1)sql"},
                                platform::postgres::Params().Uuid(id.uuid()));
    EXPECT_TRUE(rows.ok() && rows->size() == 1);
    return UnpackMemory(rows->Bytes(0, 0)).value();
  }
};

TEST_F(ReportStoreTest, PreparesEveryStatement) { PreparesAll(ReportStore::Statements()); }

TEST_F(ReportStoreTest, KeepsAndJudgesAReport) {
  const CaseId id = Watched();
  NewReport told = Told(id, Saturated(kNow, 94));
  told.report.received = kNow + absl::Minutes(3);
  told.report.readings.oxygen.reset();
  told.report.fever_reducer.reset();
  told.report.scales = {5, 0, 2};
  told.note = "階段で息が切れる";
  told.source = Source::kStaff;
  const KeptReport kept = Keep(told);
  EXPECT_EQ(kept.judgement, Triage(Rules(), Grown(), {}, told.report));
  EXPECT_EQ(kept.judgement.tier, Tier::kOrange);
  EXPECT_FALSE(kept.again);
  const auto all = Of(id);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].report, told.report);
  EXPECT_EQ(all[0].judgement, kept.judgement);
  EXPECT_EQ(all[0].id, kept.id);
  EXPECT_EQ(all[0].note, told.note);
  EXPECT_EQ(all[0].source, Source::kStaff);
  EXPECT_TRUE(reports_.Of(Soon(), id, DayOf(kNow) + 1)->empty());
}

TEST_F(ReportStoreTest, KeepsWhatWasNotToldAsNotTold) {
  const CaseId id = Watched();
  const Report little{.time = kNow, .received = kNow, .signs = WordSet<Sign>()};
  Keep(Told(id, little));
  EXPECT_EQ(Of(id)[0].report, little);
}

TEST_F(ReportStoreTest, RemembersWhatWasToldBefore) {
  const CaseId id = Watched();
  const std::vector<Report> days{Saturated(kNow, 98), Saturated(kNow + absl::Hours(12), 98), Saturated(kNow + absl::Hours(24), 96)};
  for (const Report& report : days) EXPECT_EQ(Keep(Told(id, report)).judgement.tier, Tier::kGreen);
  Report missing = Saturated(kNow + absl::Hours(36), 0);
  missing.readings.spo2.reset();
  EXPECT_EQ(Keep(Told(id, missing)).judgement.carried, WordSet<Item>{Item::kSpo2});
  const KeptReport low = Keep(Told(id, Saturated(kNow + absl::Hours(48), 95)));
  EXPECT_EQ(low.judgement.reasons.back().cause, Cause::kAdmissionSpo2);
  EXPECT_TRUE(std::ranges::any_of(low.judgement.reasons, [](const Reason& r) { return r.cause == Cause::kSpo2Drop; }));
}

TEST_F(ReportStoreTest, AnswersARetryAsTheFirstTime) {
  const CaseId id = Watched();
  NewReport told = Told(id, Saturated(kNow, 92));
  const KeptReport first = Keep(told);
  told.report.received += absl::Minutes(5);
  const KeptReport again = Keep(told);
  EXPECT_TRUE(again.again);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.judgement, first.judgement) << "with the first deadline";
  EXPECT_EQ(Of(id).size(), 1u);

  NewReport other = told;
  other.report.readings.spo2 = 93;
  EXPECT_EQ(platform::ReasonOf(KeepAll({other})[0].status()), "REQUEST_ID_REUSED");
  other = told;
  other.note = "more";
  EXPECT_EQ(platform::ReasonOf(KeepAll({other})[0].status()), "REQUEST_ID_REUSED");
  const CaseId twin = Watched();
  other = Told(twin, told.report);
  other.request = told.request;
  EXPECT_TRUE(KeepAll({other})[0].ok()) << "another person's is another";
}

TEST_F(ReportStoreTest, FindsTheFirstTryOfADoubtfulClockOverMidnight) {
  const CaseId id = Watched();
  NewReport told = Told(id, Well(At("2026-11-20 23:59:59", absl::UTCTimeZone())));
  told.doubtful_time = true;
  const KeptReport first = Keep(told);
  told.report.time = told.report.received = first.report.time + absl::Seconds(2);
  const KeptReport again = Keep(told);
  EXPECT_TRUE(again.again);
  EXPECT_EQ(again.id, first.id);
}

TEST_F(ReportStoreTest, AnswersEachOfABatch) {
  const CaseId a = Watched(), b = Watched();
  const NewReport once = Told(a, Saturated(kNow, 91));
  NewReport spoiled = once;
  spoiled.report.readings.spo2 = 99;
  const auto kept = KeepAll({Told(b, Well(kNow)), Told(CaseId::Random(), Well(kNow)), once, once, spoiled});
  ASSERT_EQ(kept.size(), 5u);
  EXPECT_EQ(kept[0]->judgement.tier, Tier::kGreen);
  EXPECT_EQ(platform::ReasonOf(kept[1].status()), "PATIENT_UNKNOWN");
  EXPECT_EQ(kept[2]->judgement.tier, Tier::kRed);
  ASSERT_TRUE(kept[3].ok());
  EXPECT_TRUE(kept[3]->again);
  EXPECT_EQ(kept[3]->id, kept[2]->id);
  EXPECT_EQ(platform::ReasonOf(kept[4].status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(Of(a).size(), 1u);
}

TEST_F(ReportStoreTest, TakesFromEachDeviceWhatItMayTell) {
  const CaseId hers = Watched(), stranger = Watched();
  WatchedPatient child = APatient(), over = APatient();
  child.reporter = over.reporter = hers;
  Watched(child);
  Watched(over);
  over.plan = std::nullopt;  // a person ended it
  Watched(over);
  Bind("known", hers, true);
  Bind("new", hers, false);
  Bind("gone", hers, true, true);
  const struct {
    const char* device;
    CaseId own, about;
    const char* refused;  // "": it isn't
  } cases[] = {{"known", hers, hers, ""},
               {"known", hers, child.case_id, ""},
               {"known", hers, stranger, "MEMBER_UNKNOWN"},
               {"known", hers, CaseId::Random(), "MEMBER_UNKNOWN"},
               {"known", hers, over.case_id, "DIARY_ENDED"},
               {"known", stranger, stranger, "DEVICE_UNKNOWN"},
               {"known", child.case_id, hers, "DEVICE_UNKNOWN"},
               {"gone", hers, hers, "DEVICE_UNKNOWN"},
               {"nobody's", hers, hers, "DEVICE_UNKNOWN"},
               {"new", hers, hers, ""}};
  std::vector<NewReport> reports;
  for (const auto& c : cases) {
    reports.push_back(Told(c.about, Well(kNow)));
    reports.back().sender = Sender{.own = c.own, .device = c.device};
  }
  const auto handed_in = reports_.HandIn(Soon(), Usual(), WorkRules(), reports);
  ASSERT_TRUE(handed_in.ok()) << handed_in.status();
  for (size_t i = 0; i < reports.size(); ++i) {
    SCOPED_TRACE(i);
    const auto& one = (*handed_in)[i];
    EXPECT_EQ(one.ok() ? "" : platform::ReasonOf(one.status()), cases[i].refused);
    if (!one.ok()) continue;
    EXPECT_EQ(one->about.case_id, cases[i].about);
    EXPECT_FALSE(one->about.watched.last_report) << "as she was before";
  }
  EXPECT_EQ(Of(hers).size(), 2u);
  EXPECT_TRUE(Of(stranger).empty());
}

TEST_F(ReportStoreTest, CalmsNothingByTheWordOfANewDevice) {
  const CaseId id = Watched();
  Bind("new", id, false);
  Keep(Told(id, Saturated(kNow, 95)));
  for (int day = 1; day <= 3; ++day) {
    NewReport well = Told(id, Well(kNow + absl::Hours(24) * day));
    well.sender = Sender{.own = id, .device = "new"};  // whatever `trusted` says
    ASSERT_TRUE(KeepAll({well})[0].ok());
  }
  const auto calm = pool_.Run(Soon(), {"test.calm", "SELECT calm_reports FROM work_items"});
  ASSERT_EQ(calm->size(), 1);
  EXPECT_EQ(calm->Int4(0, 0), 0);
}

TEST_F(ReportStoreTest, JudgesNothingOfBeforeTheFirstRules) {
  const CaseId id = Watched();
  const RuleSets later({{kNow, Rules()}});
  EXPECT_EQ(platform::ReasonOf(KeepAll({Told(id, Well(kNow - absl::Seconds(1)))}, later)[0].status()), "POLICY_MISSING");
  EXPECT_TRUE(KeepAll({Told(id, Well(kNow))}, later)[0].ok());
}

// 41.0 °C of yesterday evening, sent today behind this morning's.
TEST_F(ReportStoreTest, HearsTheFeverOfAnOlderSlotAndJudgesWhatCameBehindItAgain) {
  const CaseId id = Watched();
  Keep(Told(id, Saturated(kNow, 96)));
  Keep(Told(id, Saturated(kNow + absl::Hours(24), 94)));
  Report late = Saturated(kNow + absl::Hours(12), 99);
  late.received = kNow + absl::Hours(25);
  late.readings.temperature = 410;
  const KeptReport kept = Keep(Told(id, late));
  EXPECT_EQ(kept.judgement.tier, Tier::kOrange);
  EXPECT_EQ(kept.judgement.contact_by, late.received + absl::Hours(2));
  EXPECT_EQ(kept.rejudged, 0) << "one high reading is no baseline";
  late.time -= absl::Hours(1);
  late.received += absl::Hours(1);
  late.readings.temperature = 365;
  EXPECT_EQ(Keep(Told(id, late)).rejudged, 1) << "94 is five below a baseline of 99 now";
  const auto words = LastWords(id);
  const auto all = Of(id);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_NE(words.at(all[3].id), all[3].judgement);
  EXPECT_EQ(all[3].judgement.tier, words.at(all[3].id).tier) << "orange before, too: the reasons are others";
}

TEST_F(ReportStoreTest, LooksBackWhereOtherRulesBegin) {
  const CaseId id = Watched();
  RuleSet lower = Rules();
  lower.version = 4;
  lower.fever_from = 372;
  lower.lasting_fever_days = 1;
  const RuleSets rules({{absl::InfinitePast(), Rules()}, {kNow + absl::Hours(20), lower}});
  Report warm = Well(kNow);
  warm.readings.temperature = 373;
  Keep(Told(id, warm), rules);
  warm.time = warm.received = kNow + absl::Hours(24);
  const Judgement judged = Keep(Told(id, warm), rules).judgement;
  EXPECT_EQ(judged.rules_version, 4);
  ASSERT_EQ(judged.reasons.size(), 1u);
  EXPECT_EQ(judged.reasons[0].cause, Cause::kLastingFever);
}

TEST_F(ReportStoreTest, JudgesAFirstBatchByTheRulesOfEachReport) {
  const CaseId id = Watched();
  RuleSet other = Rules();
  other.version = 4;
  other.fever_from = 372;
  other.lasting_fever_days = 1;
  const RuleSets rules({{absl::InfinitePast(), Rules()}, {kNow + absl::Hours(20), other}});
  Report warm = Well(kNow);
  warm.readings.temperature = 373;
  Report still = warm;
  still.time = still.received = kNow + absl::Hours(24);
  const auto kept = KeepAll({Told(id, still), Told(id, warm)}, rules);
  EXPECT_EQ(kept[1]->judgement.rules_version, 3);
  EXPECT_EQ(kept[0]->judgement.rules_version, 4);
  ASSERT_EQ(kept[0]->judgement.reasons.size(), 1u);
  EXPECT_EQ(kept[0]->judgement.reasons[0].cause, Cause::kLastingFever) << "it knows the one of the same batch";
}

TEST_F(ReportStoreTest, MakesAMemoryAnewThatItCannotRead) {
  const CaseId id = Watched();
  Keep(Told(id, Saturated(kNow, 99)));
  Keep(Told(id, Saturated(kNow + absl::Hours(12), 99)));
  platform::postgres::Pool owner(database_.OwnerConninfo(), 1);
  ASSERT_TRUE(owner.Run(Soon(), {"test.spoil", "UPDATE standings SET memory = 'x'"}).ok());
  EXPECT_EQ(Keep(Told(id, Saturated(kNow + absl::Hours(24), 96))).judgement.reasons[0].cause, Cause::kSpo2Drop);
}

// Whatever the order of arrival and however they are put into batches: what is remembered and judged in the end is what it
// would be had each arrived in time.
TEST_F(ReportStoreTest, EndsAlikeWhateverTheOrderOfArrival) {
  std::mt19937 random(20261121);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<uint32_t>(limit)); };
  for (int round = 0; round < 12; ++round) {
    SCOPED_TRACE(round);
    const CaseId id = Watched();
    std::vector<NewReport> told;
    for (int i = 0; i < 12; ++i) {
      Report report = Saturated(kNow + absl::Hours(7 * i), 90 + below(11));
      if (below(3) == 0) report.readings.spo2.reset();
      report.readings.temperature = 365 + below(30);
      if (below(4) == 0) report.readings.temperature.reset();
      if (below(4) == 0) report.signs.reset();
      told.push_back(Told(id, report));
    }
    std::vector<Report> in_time;
    for (const NewReport& one : told) in_time.push_back(one.report);
    // A few of them late, in batches of any size.
    for (int swaps = 0; swaps < 4; ++swaps) std::swap(told[static_cast<size_t>(below(12))], told[static_cast<size_t>(below(12))]);
    absl::Time arrival = kNow + absl::Hours(100);
    for (size_t at = 0; at < told.size();) {
      const size_t size = std::min(told.size() - at, static_cast<size_t>(1 + below(4)));
      for (size_t i = at; i < at + size; ++i) told[i].report.received = arrival += absl::Seconds(1);
      for (const auto& kept : KeepAll({told.begin() + static_cast<std::ptrdiff_t>(at),
                                       told.begin() + static_cast<std::ptrdiff_t>(at + size)})) {
        ASSERT_TRUE(kept.ok()) << kept.status();
      }
      at += size;
    }
    const auto all = Of(id);
    ASSERT_EQ(all.size(), in_time.size());
    std::vector<Report> kept;
    for (const KeptReport& one : all) kept.push_back(one.report);
    Memory wanted = MemoryOf(Rules(), kept);
    wanted.told.time = wanted.told.received = absl::Time();
    EXPECT_EQ(MemoryKept(id), wanted);
    const auto expected = Replay(Usual(), Grown(), kept);
    const auto words = LastWords(id);
    for (size_t i = 0; i < all.size(); ++i) {
      const std::vector<std::optional<Judgement>> last{words.at(all[i].id)}, in_order{expected[i]};
      EXPECT_TRUE(Differences(last, in_order).empty()) << i;
    }
  }
}

TEST_F(ReportStoreTest, LosesNothingBetweenWritersOfOnePatient) {
  const CaseId id = Watched();
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 10; ++i) {
        const auto kept = reports_.Keep(Soon(), Usual(), WorkRules(), {Told(id, Saturated(kNow + absl::Minutes(writer + 4 * i), 96 + i % 4))});
        EXPECT_TRUE(kept.ok() && kept->front().ok());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  std::vector<Report> kept;
  for (const KeptReport& one : Of(id)) kept.push_back(one.report);
  EXPECT_EQ(kept.size(), 40u);
  EXPECT_EQ(MemoryKept(id), MemoryOf(Rules(), kept)) << "each remembered once";
}

TEST_F(ReportStoreTest, DropsDaysPastRetention) {
  const CaseId id = Watched();
  for (int day = 0; day < 4; ++day) Keep(Told(id, Well(kNow + absl::Hours(24 * day))));
  EXPECT_EQ(reports_.DropDaysBefore(Soon(), DayOf(kNow) + 2).value(), 2);
  EXPECT_EQ(Of(id).size(), 2u);
  EXPECT_EQ(reports_.DropDaysBefore(Soon(), DayOf(kNow) + 2).value(), 0);
  Keep(Told(id, Well(kNow + absl::Hours(1))));
  EXPECT_EQ(Of(id).size(), 3u) << "a day comes back when it is needed";
  EXPECT_TRUE(reports_.CreateDays(Soon(), DayOf(kNow), DayOf(kNow) + 9).ok());
}

TEST_F(ReportStoreTest, ReadsTheApprovedRules) {
  const auto rules = reports_.Rules(Soon());
  ASSERT_TRUE(rules.ok()) << rules.status();
  ASSERT_NE(rules->At(kNow), nullptr);
  EXPECT_EQ(rules->At(kNow)->version, 1);
}

TEST_F(ReportStoreTest, ChangesNoRow) {
  const CaseId id = Watched();
  Keep(Told(id, Well(kNow)));
  for (const char* sql : {"UPDATE reports SET tier = 1", "DELETE FROM reports", "UPDATE rejudgements SET tier = 1"}) {
    EXPECT_FALSE(pool_.Run(Soon(), {sql, sql}).ok()) << sql;
  }
}

}  // namespace
}  // namespace mimamori::observation
