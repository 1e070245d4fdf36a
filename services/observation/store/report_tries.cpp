// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/report_tries.hpp"

#include "services/observation/store/report_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kFindTries{"observation.find_tries", R"sql(
  SELECT t.position, )sql" MIMAMORI_REPORT_COLUMNS R"sql(
  FROM unnest($1::int8[], $2::int8[], $3::date[], $4::uuid[]) AS t(position, patient, day, request_id)
  JOIN reports r ON r.patient = t.patient AND r.day = t.day AND r.request_id = t.request_id
)sql"};

absl::Status Reused() {
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was already used for another report");
}

// A clock that is ahead by so little is believed, and counts as of the arrival.
constexpr absl::Duration kClockAhead = absl::Minutes(10);

// The days that a first try may be of. Of one that counts as of its arrival it may have arrived the day before; of one that is
// too old by now, it may have been believed.
std::vector<absl::CivilDay> DaysOf(const NewReport& told) {
  const Report& report = told.report;
  const absl::CivilDay day = DayOf(report.time);
  std::vector<absl::CivilDay> days{day};
  const bool as_of_arrival = report.time == report.received;
  if (as_of_arrival || DayOf(report.time - kClockAhead) != day) days.push_back(day - 1);
  if (told.reported && DayOf(*told.reported) < day - 1) days.push_back(DayOf(*told.reported));
  return days;
}

}  // namespace

absl::StatusOr<std::vector<EarlierTry>> FindTries(Connection& transaction, const std::vector<NewReport>& reports,
                                                  const std::vector<size_t>& positions, const People& people) {
  std::vector<int64_t> asked, patients;
  std::vector<absl::CivilDay> days;
  std::vector<platform::Uuid> requests;
  for (const size_t position : positions) {
    const NewReport& told = reports[position];
    const int64_t patient = people.at(told.patient).key;
    for (const absl::CivilDay day : DaysOf(told)) {
      asked.push_back(static_cast<int64_t>(position));
      patients.push_back(patient);
      days.push_back(day);
      requests.push_back(told.request.uuid());
    }
  }
  std::vector<EarlierTry> tries;
  if (asked.empty()) return tries;
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFindTries, Params().Int8Array(asked).Int8Array(patients).DateArray(days)
                                                                    .UuidArray(requests)));
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(KeptReport kept, ReadReport(rows, row, 1));
    tries.push_back({.position = static_cast<size_t>(rows.Int8(row, 0)), .kept = std::move(kept)});
  }
  return tries;
}

// What counts as of its arrival arrives at another time.
absl::StatusOr<KeptReport> AnswerAgain(const NewReport& told, KeptReport kept) {
  Report asked = told.report;
  if (asked.time == asked.received || kept.report.time == kept.report.received) asked.time = kept.report.time;
  asked.received = kept.report.received;
  if (told.replaces != kept.replaces) return Reused();
  if (asked != kept.report || told.note != kept.note) return Reused();
  kept.again = true;
  return kept;
}

std::vector<Statement> ReportTriesStatements() { return {kFindTries}; }

}  // namespace mimamori::observation
