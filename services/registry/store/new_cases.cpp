// SPDX-License-Identifier: Apache-2.0
#include "services/registry/store/new_cases.hpp"

#include <map>

#include "fmt/format.h"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::registry {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

constexpr Statement kNextNumbers{"registry.next_case_numbers", R"sql(
  INSERT INTO case_numbers (area_code, year, last) VALUES ($1, $2, $3)
  ON CONFLICT (area_code, year) DO UPDATE SET last = case_numbers.last + $3
  RETURNING last
)sql"};

// An array has no nulls: what is not known comes empty, or as 0. Risk factors are arrays of their own, which unnest
// would run together: they come as text.
constexpr Statement kInsert{"registry.insert_cases", R"sql(
  INSERT INTO cases (id, number, kind, area_code, onset_date, sampling_date, report_date, sealed_contact, created_at,
                     created_by, request_id, birth_year, sex, risk_factors, language, time_zone, route, reports_per_day,
                     plan_start, plan_end, reporter_id)
  SELECT id, number, kind, area_code, nullif(onset, '')::date, nullif(sampling, '')::date, report,
         nullif(contact, ''), $1, $2, request_id, nullif(birth_year, 0::smallint), sex, risks::smallint[], language, time_zone, route,
         nullif(reports, 0::smallint), nullif(plan_start, '')::date, nullif(plan_end, '')::date,
         nullif(reporter, '')::uuid
  FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[], $10::bytea[],
              $11::uuid[], $12::smallint[], $13::smallint[], $14::text[], $15::text[], $16::text[], $17::smallint[],
              $18::smallint[], $19::text[], $20::text[], $21::text[])
       AS n (id, number, kind, area_code, onset, sampling, report, contact, request_id, birth_year, sex, risks,
             language, time_zone, route, reports, plan_start, plan_end, reporter)
)sql"};

std::string TextOf(const std::optional<absl::CivilDay>& day) { return day ? absl::FormatCivilTime(*day) : ""; }

std::string ArrayOf(const std::vector<RiskFactor>& risks) {
  std::vector<int> numbers;
  for (const RiskFactor risk : risks) numbers.push_back(static_cast<int>(risk));
  return fmt::format("{{{}}}", fmt::join(numbers, ","));
}

// Areas in order: two that write at once don't wait for each other for ever.
absl::Status GiveNumbers(Connection& transaction, std::vector<NewCase>& created) {
  std::map<std::pair<platform::AreaCode, int64_t>, std::vector<Case*>> series;
  for (NewCase& one : created) series[{one.opened.area, one.opened.report.year()}].push_back(&one.opened);
  for (auto& [area_and_year, cases] : series) {
    const int count = static_cast<int>(cases.size());
    const auto& [area, year] = area_and_year;
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kNextNumbers, Params()
                                                       .Text(area.ToString())
                                                       .Int4(static_cast<int32_t>(year))
                                                       .Int4(count)));
    int next = rows.Int4(0, 0) - count + 1;
    for (Case* one : cases) one->number = NumberOf(*one, next++);
  }
  return absl::OkStatus();
}

Params ParamsOf(const std::vector<NewCase>& created) {
  std::vector<platform::Uuid> ids, requests;
  std::vector<std::string> numbers, kinds, areas, onsets, samplings, contacts, risks, languages, zones, starts, ends,
      reporters;
  std::vector<absl::CivilDay> reports;
  std::vector<int16_t> years, sexes, routes, plans;
  for (const NewCase& one : created) {
    const Case& c = one.opened;
    ids.push_back(c.id.uuid());
    numbers.push_back(c.number);
    kinds.emplace_back(NameOf(c.kind));
    areas.push_back(c.area.ToString());
    onsets.push_back(TextOf(c.onset));
    samplings.push_back(TextOf(c.sampling));
    reports.push_back(c.report);
    contacts.push_back(one.sealed_contact);
    requests.push_back(one.request_id.uuid());
    years.push_back(static_cast<int16_t>(c.patient.birth_year));
    sexes.push_back(static_cast<int16_t>(c.patient.sex));
    risks.push_back(ArrayOf(c.patient.risks));
    languages.push_back(c.patient.language);
    zones.push_back(c.patient.time_zone);
    routes.push_back(static_cast<int16_t>(c.patient.route));
    plans.push_back(static_cast<int16_t>(c.plan ? c.plan->reports_per_day : 0));
    starts.push_back(c.plan ? TextOf(c.plan->start) : "");
    ends.push_back(c.plan ? TextOf(c.plan->end) : "");
    reporters.push_back(c.reporter ? c.reporter->ToString() : "");
  }
  return Params().Time(created.front().opened.created_at).Text(created.front().created_by).UuidArray(ids)
      .TextArray(numbers).TextArray(kinds).TextArray(areas).TextArray(onsets).TextArray(samplings).DateArray(reports)
      .BytesArray(contacts).UuidArray(requests).Int2Array(years).Int2Array(sexes).TextArray(risks).TextArray(languages)
      .TextArray(zones).Int2Array(routes).Int2Array(plans).TextArray(starts).TextArray(ends).TextArray(reporters);
}

}  // namespace

absl::Status InsertCases(Connection& transaction, std::vector<NewCase>& created) {
  RETURN_IF_ERROR(GiveNumbers(transaction, created));
  return transaction.Run(kInsert, ParamsOf(created)).status();
}

std::vector<Statement> NewCaseStatements() { return {kNextNumbers, kInsert}; }

}  // namespace mimamori::registry
