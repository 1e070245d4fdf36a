// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/patient_store.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>
#include <thread>

#include "embedded/registry_migrations.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/postgres/change_log.hpp"
#include "services/registry/jobs/forget_cases.hpp"
#include "services/registry/store/case_import_store.hpp"
#include "services/registry/store/consent_store.hpp"
#include "services/registry/store/postgres_case_store.hpp"
#include "services/registry/store/postgres_place_store.hpp"
#include "services/registry/store/status_store.hpp"
#include "tests/support/scratch_database.hpp"

namespace mimamori::registry {
namespace {

namespace postgres = platform::postgres;
using platform::FieldOf;
using platform::ReasonOf;

const absl::CivilDay kToday(2026, 11, 21);
const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);

class PatientStoreTest : public testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
  static postgres::AuditEntry Audit(const char* action = "registry.Test") {
    return {.time = kNow, .actor = "officer", .action = action, .object_type = "", .object_id = "", .area = "",
            .reason = "", .payload = "{}", .trace_id = ""};
  }
  static NewCase ANewCase(const char* area = "271004", absl::Time now = kNow) {
    return {.opened = OpenCase(CaseId::Random(), {.kind = CaseKind::kConfirmed, .area_code = area,
                                                  .report_date = "2026-11-18"}, now, kToday).value(),
            .sealed_contact = {},
            .created_by = "officer",
            .request_id = platform::RequestId::Random()};
  }
  absl::StatusOr<Case> Create(const NewCase& created, const Scope& scope = std::nullopt) {
    return cases_.Create(Soon(), created, scope, Audit());
  }
  Case ACase(const char* area = "271004") { return Create(ANewCase(area)).value(); }
  // Who reports for whom.
  absl::StatusOr<Case> ACaseReportedBy(const CaseId& reporter, const Scope& scope = std::nullopt) {
    NewCase created = ANewCase();
    created.opened.reporter = reporter;
    return Create(created, scope);
  }
  Case Seen(const CaseId& id) { return cases_.Get(Soon(), id, std::nullopt, Audit()).value().kept; }
  std::vector<Case> Members(const CaseId& reporter) {
    return cases_.List(Soon(), std::nullopt, {.reporter = reporter}, std::nullopt, 100, Audit()).value();
  }
  std::vector<CaseId> Numbered(const std::string& number) {
    std::vector<CaseId> ids;
    const auto listed = cases_.List(Soon(), std::nullopt, {.number = number}, std::nullopt, 100, Audit());
    for (const Case& one : *listed) ids.push_back(one.id);
    return ids;
  }
  static Scope Areas(const char* code) { return std::vector{platform::AreaCode::Parse(code).value()}; }
  absl::StatusOr<Case> Merge(const Case& kept, const Case& duplicate, const Scope& scope = std::nullopt) {
    return patients_.Merge(Soon(), kept.id, duplicate.id,
                           {.version = kept.version, .duplicate_version = duplicate.version}, scope, Audit("merge"));
  }
  void AddPlace(const CaseId& id) {
    const Place place{.id = PlaceId::Random(), .case_id = id,
                      .where = {.venue = VenueId(7), .start = kNow - absl::Hours(2), .end = kNow - absl::Hours(1)},
                      .recorded_by = "officer"};
    ASSERT_TRUE(places_.Add(Soon(), {.place = place, .created_at = kNow, .request_id = platform::RequestId::Random()},
                            std::nullopt, Audit(), [](const Case&, int) { return absl::OkStatus(); }).ok());
  }
  int64_t Count(const std::string& sql) {
    const auto rows = pool_.Run(Soon(), {sql.c_str(), sql.c_str()});
    return rows.ok() ? rows->Int8(0, 0) : -1;
  }

  tests::ScratchDatabase database_{"registry", embedded::registry_migrations::Files()};
  postgres::Pool pool_{database_.ServiceConninfo(), 8};
  PostgresCaseStore cases_{pool_};
  PostgresPlaceStore places_{pool_};
  ConsentStore consents_{pool_};
  StatusStore statuses_{pool_};
  PatientStore patients_{pool_};
  CaseImportStore imports_{pool_};
};

TEST_F(PatientStoreTest, PreparesEveryStatement) {
  auto session = pool_.Borrow(Soon());
  ASSERT_TRUE(session.ok());
  for (const auto& statements : {PatientStore::Statements(), CaseImportStore::Statements()}) {
    for (const auto& statement : statements) {
      EXPECT_TRUE((*session)->Prepare(statement).ok()) << statement.name << (*session)->Prepare(statement);
    }
  }
}

TEST_F(PatientStoreTest, KeepsWhatIsKnownOfThePatient) {
  NewCase created = ANewCase();
  created.opened.patient = {.birth_year = 1961, .sex = Sex::kFemale,
                            .risks = {RiskFactor::kDiabetes, RiskFactor::kDialysis}, .language = "vi",
                            .time_zone = "Asia/Seoul", .route = Route::kUnknown};
  created.opened.plan = Plan{.reports_per_day = 2, .start = kToday, .end = absl::CivilDay(2026, 12, 1)};
  created.opened.reporter = ACase().id;
  const auto kept = Create(created);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->patient, created.opened.patient);
  EXPECT_EQ(Seen(kept->id), *kept);
  const auto changed = cases_.Change(Soon(), kept->id, std::nullopt, kNow, Audit(), [](Case& c) {
    c.patient = {.birth_year = 0, .risks = {RiskFactor::kObesity}};
    c.plan = std::nullopt;
    c.reporter = std::nullopt;
    return true;
  });
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(Seen(kept->id), *changed);
  EXPECT_EQ(*Create(created), *changed) << "a retry, after it was corrected";
}

TEST_F(PatientStoreTest, ForgetsRisksWithTheContactAndTablesWithTheCases) {
  NewCase old = ANewCase("271004", kNow - absl::Hours(181 * 24));
  old.opened.patient.risks = {RiskFactor::kDialysis};
  NewCase young = ANewCase();
  young.opened.patient.risks = {RiskFactor::kDialysis};
  ASSERT_TRUE(Create(old).ok() && Create(young).ok());
  const auto owner = *postgres::Connection::Open(database_.OwnerConninfo());
  ASSERT_TRUE(owner->Script("INSERT INTO case_imports VALUES "
                            "('o', gen_random_uuid(), decode(repeat('00', 16), 'hex'), '2020-01-01', '{}'), "
                            "('o', gen_random_uuid(), decode(repeat('00', 16), 'hex'), '2026-01-01', '{}')").ok());
  ASSERT_TRUE(ForgetOldCases(cases_, places_, kNow).ok());
  EXPECT_EQ(Seen(old.opened.id).patient.risks.size(), 0u);
  EXPECT_EQ(Seen(young.opened.id).patient.risks.size(), 1u);
  EXPECT_EQ(Count("SELECT count(*) FROM case_imports"), 1);
}

TEST_F(PatientStoreTest, ReplacesTheContactOncePerCall) {
  const Case patient = ACase();
  const NewContact contact{.sealed = "sealed", .request_id = platform::RequestId::Random()};
  const auto replace = [&](const NewContact& one, int version, const Scope& scope = std::nullopt) {
    return patients_.ReplaceContact(Soon(), patient.id, scope, one, Audit("contact"), [&](Case& seen) {
      return ChangeContact(seen, version, !one.sealed.empty(), "en");
    });
  };
  EXPECT_EQ(ReasonOf(replace(contact, 1, Areas("131016")).status()), "CASE_UNKNOWN");
  const auto replaced = replace(contact, 1, Areas("271004"));
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_TRUE(replaced->has_contact);
  EXPECT_EQ(replaced->patient.language, "en");
  EXPECT_EQ(replaced->version, 2);
  const auto found = cases_.Get(Soon(), patient.id, std::nullopt, Audit());
  EXPECT_EQ(found->sealed_contact, "sealed");
  EXPECT_EQ(found->kept, *replaced);
  EXPECT_EQ(replace(contact, 1)->version, 2) << "a retry";
  const NewContact none{.sealed = "", .request_id = platform::RequestId::Random()};
  EXPECT_EQ(ReasonOf(replace(none, 1).status()), "CASE_CHANGED");
  ASSERT_TRUE(replace(none, 2).ok());
  EXPECT_FALSE(Seen(patient.id).has_contact);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'contact' AND area = '271004'"), 2);
  EXPECT_EQ(ReadChanges(pool_, Soon(), 0, 10)->size(), 3u);
}

TEST_F(PatientStoreTest, LetsOnePersonReportForHerHousehold) {
  const Case mother = ACase();
  const Case child = ACaseReportedBy(mother.id, Areas("271004")).value();
  EXPECT_EQ(child.reporter, mother.id);
  EXPECT_EQ(Seen(child.id), child);
  const Case father = ACase();
  const auto set = [&](const Case& member, const std::optional<CaseId>& reporter, const Scope& scope = std::nullopt) {
    return patients_.SetReporter(Soon(), member.id, Seen(member.id).version, reporter, scope, Audit());
  };
  EXPECT_EQ(set(father, mother.id)->reporter, mother.id);
  EXPECT_EQ(Members(mother.id).size(), 2u);
  EXPECT_EQ(ReasonOf(set(mother, ACase().id).status()), "REPORTS_FOR_OTHERS");
  const auto chain = set(ACase(), child.id);
  EXPECT_EQ(ReasonOf(chain.status()), "REPORTER_HAS_REPORTER");
  EXPECT_EQ(ReasonOf(ACaseReportedBy(child.id).status()), "REPORTER_HAS_REPORTER");
  EXPECT_EQ(ReasonOf(set(mother, mother.id).status()), "SAME_CASE");
  EXPECT_EQ(set(father, std::nullopt)->reporter, std::nullopt);
  EXPECT_EQ(Members(mother.id).size(), 1u);
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 5) << "who was refused is not there";
}

TEST_F(PatientStoreTest, LetsNobodyReportForMoreThanTwenty) {
  const Case mother = ACase();
  for (int i = 0; i < kMostMembers; ++i) ASSERT_TRUE(ACaseReportedBy(mother.id).ok());
  EXPECT_EQ(ReasonOf(ACaseReportedBy(mother.id).status()), "TOO_MANY_MEMBERS");
  const auto set = patients_.SetReporter(Soon(), ACase().id, 1, mother.id, std::nullopt, Audit());
  EXPECT_EQ(ReasonOf(set.status()), "TOO_MANY_MEMBERS");
}

TEST_F(PatientStoreTest, MergesNobodyIntoAChain) {
  const Case mother = ACase(), father = ACase();
  ASSERT_TRUE(ACaseReportedBy(mother.id).ok());
  const Case duplicate = ACaseReportedBy(father.id).value();
  EXPECT_EQ(ReasonOf(Merge(mother, duplicate).status()), "HOUSEHOLD_CHAIN");
  EXPECT_EQ(ReasonOf(Merge(duplicate, mother).status()), "HOUSEHOLD_CHAIN");
  EXPECT_EQ(Seen(mother.id), mother);
  EXPECT_EQ(Seen(duplicate.id), duplicate);
  const auto merged = Merge(father, duplicate);
  ASSERT_TRUE(merged.ok()) << merged.status() << ": nobody else reports for her, nor she for anybody";
  EXPECT_EQ(merged->reporter, std::nullopt);
  EXPECT_EQ(Members(father.id).size(), 0u);
}

TEST_F(PatientStoreTest, KnowsNobodyOutsideTheScope) {
  const Case mother = ACase("131016");
  const Case child = ACase();
  for (int i = 0; i < 8; ++i) {  // whichever of the two ids is the smaller one
    const Case here = ACase(), there = ACase("131016");
    const auto reporter = patients_.SetReporter(Soon(), here.id, 1, there.id, Areas("271004"), Audit());
    EXPECT_EQ(ReasonOf(reporter.status()), "REPORTER_UNKNOWN");
    EXPECT_EQ(reporter.status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(patients_.SetReporter(Soon(), here.id, 1, there.id, Areas("131016"), Audit()).status()),
              "CASE_UNKNOWN");
    const auto duplicate = Merge(here, there, Areas("271004"));
    EXPECT_EQ(ReasonOf(duplicate.status()), "CASE_UNKNOWN");
    EXPECT_EQ(FieldOf(duplicate.status()), "duplicate_id");
    EXPECT_EQ(FieldOf(Merge(here, there, Areas("131016")).status()), "");
    EXPECT_EQ(ReasonOf(patients_.SetReporter(Soon(), here.id, 1, there.id, Areas("011002"), Audit()).status()),
              "CASE_UNKNOWN") << "neither is hers";
  }
  EXPECT_EQ(ReasonOf(ACaseReportedBy(mother.id, Areas("271004")).status()), "REPORTER_UNKNOWN");
  EXPECT_EQ(Seen(child.id), child);
}

TEST_F(PatientStoreTest, ForgetsWhoReportedWithoutHerMembers) {
  NewCase old = ANewCase("271004", kNow - absl::Hours(1827 * 24));
  const Case mother = Create(old).value();
  const Case child = ACaseReportedBy(mother.id).value();
  ASSERT_TRUE(ForgetOldCases(cases_, places_, kNow).ok());
  EXPECT_EQ(Seen(child.id).reporter, std::nullopt);
}

TEST_F(PatientStoreTest, FindsBothNumbersAfterTheMerge) {
  const Case kept = ACase(), duplicate = ACase(), third = ACase();
  const auto merged = Merge(kept, duplicate, Areas("270008"));
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_EQ(merged->merged_numbers, std::vector{duplicate.number});
  EXPECT_EQ(merged->version, 2);
  EXPECT_EQ(Seen(kept.id), *merged);
  const Case gone = Seen(duplicate.id);
  EXPECT_EQ(gone.merged_into, kept.id);
  EXPECT_EQ(gone.withdrawn_at, kNow);
  EXPECT_EQ(gone.version, 2);
  EXPECT_EQ(Merge(kept, duplicate)->version, 2) << "a retry";
  EXPECT_EQ(Numbered(kept.number), std::vector{kept.id});
  EXPECT_EQ(Numbered(duplicate.number).size(), 2u);

  // And then that one turns out to be a third's.
  const int64_t before = postgres::LastSequence(pool_, Soon()).value();
  ASSERT_TRUE(Merge(third, *merged).ok());
  std::vector<CaseId> told;
  const auto news = cases_.NewsAfter(Soon(), before, 10);
  for (const CaseNews& one : *news) told.push_back(one.id);
  EXPECT_EQ(told, (std::vector{kept.id, third.id, duplicate.id}));
  EXPECT_EQ(Seen(third.id).merged_numbers, (std::vector{kept.number, duplicate.number}));
  EXPECT_EQ(Seen(duplicate.id).merged_into, third.id);
  const std::vector<CaseId> found = Numbered(duplicate.number);
  EXPECT_EQ(std::set(found.begin(), found.end()), (std::set{duplicate.id, third.id}));
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'merge' AND object_type = 'case' AND area = '271004' "
                  "AND object_id = '" + duplicate.id.ToString() + "'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'merge'"), 4);
}

TEST_F(PatientStoreTest, TakesOverPlacesConsentsHouseholdAndStatus) {
  const Case kept = ACase(), duplicate = ACase();
  AddPlace(kept.id);
  AddPlace(duplicate.id);
  const ConsentId consent = ConsentId::Random();
  ASSERT_TRUE(consents_.Ask(Soon(), {.consent = {.id = consent, .case_id = duplicate.id, .asked_by = "officer",
                                                 .asked_at = kNow, .expires_at = kNow + absl::Hours(1)},
                                     .code_mac = std::string(32, 'c'), .request_id = platform::RequestId::Random()},
                            std::nullopt, Audit(), [](const Case&) { return absl::OkStatus(); }).ok());
  const Case child = ACaseReportedBy(duplicate.id).value();
  const Standing home{.status = CaseStatus::kHome, .since = kToday};
  const StatusTable table = statuses_.TableAt(Soon(), kNow).value();
  const Case moved = statuses_.Change(Soon(), duplicate.id, std::nullopt, Correction::kNone, Audit(), [&](Case& c) {
    return ChangeStatus(c, 1, home, table);
  }).value();
  const int64_t before = postgres::LastSequence(pool_, Soon()).value();
  const auto merged = Merge(kept, moved);
  ASSERT_TRUE(merged.ok()) << merged.status();

  EXPECT_EQ(places_.List(Soon(), kept.id, std::nullopt, std::nullopt, 10, Audit())->size(), 2u);
  EXPECT_EQ(consents_.Find(Soon(), std::string(32, 'c'))->consent.case_id, kept.id);
  EXPECT_EQ(Seen(child.id).reporter, kept.id);
  EXPECT_EQ(Seen(child.id).version, 2);
  EXPECT_EQ(merged->standing, home);
  const auto rows = statuses_.List(Soon(), kept.id, std::nullopt, 0, 10, Audit());
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().correction, Correction::kMerged);
  EXPECT_EQ(rows->front().version, 2);
  EXPECT_EQ(statuses_.List(Soon(), duplicate.id, std::nullopt, 0, 10, Audit())->size(), 1u) << "its history stays";

  const auto news = cases_.NewsAfter(Soon(), before, 10);
  ASSERT_EQ(news->size(), 3u);
  EXPECT_EQ((*news)[0].id, duplicate.id);
  EXPECT_EQ((*news)[0].places.size(), 0u);
  EXPECT_EQ((*news)[1].id, kept.id);
  EXPECT_EQ((*news)[1].places.size(), 2u);
  EXPECT_EQ((*news)[2].id, child.id);
}

TEST_F(PatientStoreTest, LetsTheServiceRewriteNothingOfATable) {
  const auto service = *postgres::Connection::Open(database_.ServiceConninfo());
  for (const char* sql : {"UPDATE case_imports SET caller = 'x'", "UPDATE case_imports SET fingerprint = ''",
                          "UPDATE case_imports SET imported_at = '2020-01-01'"}) {
    EXPECT_EQ(postgres::SqlStateOf(service->Script(sql)), "42501") << sql;
  }
}

TEST_F(PatientStoreTest, MergesOnceHoweverManyTry) {
  const Case kept = ACase(), duplicate = ACase();
  std::latch together(6);
  std::atomic<int> merged = 0, refused = 0;
  {
    std::vector<std::jthread> officers;
    for (int i = 0; i < 6; ++i) {
      officers.emplace_back([&, i] {
        together.arrive_and_wait();
        const auto done = i % 2 == 0 ? Merge(kept, duplicate) : Merge(duplicate, kept);
        if (done.ok()) ++merged;
        if (ReasonOf(done.status()) == "CASE_CHANGED" || ReasonOf(done.status()) == "CASE_WITHDRAWN") ++refused;
      });
    }
  }
  EXPECT_EQ(merged, 3) << "the first and its retries";
  EXPECT_EQ(refused, 3) << "the other way";
  EXPECT_EQ(Count("SELECT count(*) FROM cases WHERE merged_into IS NOT NULL"), 1);
}

TEST_F(PatientStoreTest, ImportsAllOrNothingAndOnce) {
  CaseImport import{.caller = "officer", .request = platform::RequestId::Random(), .fingerprint = std::string(16, 'f'),
                    .cases = {ANewCase(), ANewCase("131016"), ANewCase(), ANewCase()}};
  import.cases[3].opened.reporter = import.cases[0].opened.id;
  import.cases[2].opened.patient.risks = {RiskFactor::kDiabetes, RiskFactor::kDialysis};
  import.cases[2].opened.plan = Plan{.reports_per_day = 1, .start = kToday, .end = kToday};
  import.cases[2].opened.has_contact = true;
  import.cases[2].sealed_contact = "sealed";
  EXPECT_TRUE(imports_.NumbersBefore(Soon(), "officer", import.request, import.fingerprint)->empty());
  const auto numbers = imports_.Import(Soon(), import, Audit("import"));
  ASSERT_TRUE(numbers.ok()) << numbers.status();
  EXPECT_EQ(*numbers, (std::vector<std::string>{"271004-2026-000001", "131016-2026-000001", "271004-2026-000002",
                                                "271004-2026-000003"}));
  EXPECT_EQ(*imports_.Import(Soon(), import, Audit("import")), *numbers) << "a retry";
  EXPECT_EQ(*imports_.NumbersBefore(Soon(), "officer", import.request, import.fingerprint), *numbers);
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 4);
  EXPECT_EQ(Seen(import.cases[3].opened.id).reporter, import.cases[0].opened.id);
  Case third = import.cases[2].opened;
  third.number = "271004-2026-000002";
  EXPECT_EQ(Seen(third.id), third);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'import' AND area = '271004' AND "
                  "payload = '{\"cases\": 3}'"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM audit_entries WHERE action = 'import'"), 2);
  EXPECT_EQ(ReadChanges(pool_, Soon(), 0, 10)->size(), 4u);
  EXPECT_EQ(Create(ANewCase())->number, "271004-2026-000004");

  import.fingerprint = std::string(16, 'g');
  EXPECT_EQ(ReasonOf(imports_.Import(Soon(), import, Audit()).status()), "REQUEST_ID_REUSED");
  CaseImport broken{.caller = "officer", .request = platform::RequestId::Random(), .fingerprint = std::string(16, 'h'),
                    .cases = {ANewCase(), ANewCase()}};
  broken.cases[1].opened.reporter = CaseId::Random();
  EXPECT_FALSE(imports_.Import(Soon(), broken, Audit()).ok());
  EXPECT_EQ(Count("SELECT count(*) FROM cases"), 5);
  broken.cases[1].opened.reporter = std::nullopt;
  EXPECT_EQ(imports_.Import(Soon(), broken, Audit())->size(), 2u) << "nothing of the first try is in its way";
}

}  // namespace
}  // namespace mimamori::registry
