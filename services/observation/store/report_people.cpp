// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_people.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "services/observation/store/diary_rows.hpp"
#include "services/observation/store/packed.hpp"
#include "services/observation/store/report_rows.hpp"
#include "services/observation/store/work_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFindDevices{"observation.find_devices", R"sql(
  SELECT device_id, case_id, trusted FROM devices WHERE device_id = ANY ($1) AND NOT revoked
)sql"};

constexpr Statement kLockPeople{"observation.lock_people", R"sql(
  SELECT s.patient, s.memory, s.window_began, s.window_reports, )sql" MIMAMORI_DIARIST_COLUMNS ", "
      MIMAMORI_JUDGED_PATIENT_COLUMNS R"sql(
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = ANY ($1) ORDER BY s.patient FOR UPDATE OF s
)sql"};
constexpr int kDiaristAt = 4, kJudgedAt = kDiaristAt + kDiaristColumns;

constexpr Statement kLookBack{"observation.look_back", "SELECT r.patient, " MIMAMORI_REPORT_COLUMNS R"sql(
  FROM reports r WHERE r.patient = ANY ($1) ORDER BY r.patient, r.time, r.report_id
)sql"};

// What was corrected counts no more.
void DropReplaced(std::vector<KeptReport>& history) {
  std::set<int64_t> replaced;
  for (const KeptReport& kept : history) {
    if (kept.replaces) replaced.insert(*kept.replaces);
  }
  if (replaced.empty()) return;
  std::erase_if(history, [&](const KeptReport& kept) { return replaced.contains(kept.id); });
}

std::vector<int64_t> KeysOf(const std::vector<Person*>& people, std::map<int64_t, Person*>& by_key) {
  std::vector<int64_t> keys;
  for (Person* person : people) {
    if (by_key.emplace(person->key, person).second) keys.push_back(person->key);
  }
  return keys;
}

}  // namespace

absl::StatusOr<Devices> FindDevices(Connection& transaction, const std::vector<NewReport>& reports) {
  std::set<std::string> asked;
  for (const NewReport& told : reports) {
    if (told.sender) asked.insert(told.sender->device);
  }
  Devices devices;
  if (asked.empty()) return devices;
  const std::vector<std::string> ids(asked.begin(), asked.end());
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFindDevices, Params().TextArray(ids)));
  for (int row = 0; row < rows.size(); ++row) {
    devices[{std::string(rows.Text(row, 0)), CaseId(rows.Uuid(row, 1))}] = rows.Bool(row, 2);
  }
  return devices;
}

absl::StatusOr<People> LockPeople(Connection& transaction, const std::vector<NewReport>& reports) {
  std::set<platform::Uuid> cases;
  for (const NewReport& told : reports) cases.insert(told.patient.uuid());
  const std::vector<platform::Uuid> asked(cases.begin(), cases.end());
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockPeople, Params().UuidArray(asked)));
  People people;
  for (int row = 0; row < rows.size(); ++row) {
    Person person{.key = rows.Int8(row, 0)};
    ASSIGN_OR_RETURN(person.before, ReadDiarist(rows, row, kDiaristAt));
    person.patient = ReadJudgedPatient(rows, row, kJudgedAt);
    person.memory = UnpackMemory(rows.Bytes(row, 1)).value_or(Memory());
    person.last_tier = person.before.watched.last_tier;
    person.symptomatic = person.before.watched.symptomatic;
    if (!rows.IsNull(row, 2)) person.window_began = rows.Time(row, 2);
    person.window_reports = rows.Int4(row, 3);
    people.emplace(person.before.case_id, std::move(person));
  }
  return people;
}

absl::Status FindItems(Connection& transaction, const std::vector<Person*>& people) {
  std::map<int64_t, Person*> by_key;
  ASSIGN_OR_RETURN(std::vector<PersonsItem> items, LockItems(transaction, KeysOf(people, by_key)));
  for (PersonsItem& found : items) by_key.at(found.patient)->item = std::move(found.item);
  return absl::OkStatus();
}

absl::Status LookBack(Connection& transaction, const std::vector<Person*>& people) {
  std::vector<Person*> asked;
  for (Person* person : people) {
    if (std::exchange(person->looked_back, true)) continue;
    if (person->before.watched.last_report) asked.push_back(person);  // else there is nothing to be found
  }
  if (asked.empty()) return absl::OkStatus();
  std::map<int64_t, Person*> by_key;
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLookBack, Params().Int8Array(KeysOf(asked, by_key))));
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptReport kept, ReadReport(rows, row, 1));
    by_key.at(rows.Int8(row, 0))->history.push_back(std::move(kept));
  }
  for (Person* person : asked) DropReplaced(person->history);
  return absl::OkStatus();
}

std::vector<Statement> ReportPeopleStatements() { return {kFindDevices, kLockPeople, kLookBack}; }

}  // namespace mimamori::observation
