// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/silence_store.hpp"

#include <map>
#include <string>

#include "services/observation/store/work_rows.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// $6: the start of the slot that must have been told of by now, $7 its day, $8 when it was due; $9: when the last slot of a
// day begins, in minutes: behind the end of a plan that slot is the one. Too many rather than too few: each is looked at again.
// Who stands on that rung of the list already is not. That all three tables are walked from behind $5 on is said of each: the
// planner would begin two of them anew at every step. Statuses 5 to 8: in a hospital, elsewhere, released, dead.
constexpr Statement kSilent{"observation.find_silent", R"sql(
  SELECT p.patient, p.area_code, p.plan_start, p.plan_end, p.plan_since, s.last_tier, s.symptomatic,
         GREATEST(s.last_report, s.last_contact), p.case_id
  FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.time_zone = $1 AND p.reports_per_day = $2 AND p.high_risk = $3 AND (s.symptomatic OR s.last_tier > 1) = $4
    AND p.patient > $5 AND s.patient > $5 AND p.status NOT IN (5, 6, 7, 8) AND p.plan_start <= $7 AND p.plan_since <= $8
    AND COALESCE(GREATEST(s.last_report, s.last_contact), '-infinity') < LEAST($6,
          (p.plan_end::timestamp + $9::int4 * interval '1 minute') AT TIME ZONE p.time_zone)
    AND NOT EXISTS (SELECT 1 FROM work_items w WHERE w.patient = p.patient AND w.patient > $5 AND w.state <> 4 AND w.rung >= $10)
  ORDER BY p.patient LIMIT $11 FOR UPDATE OF s SKIP LOCKED
)sql"};

}  // namespace

absl::StatusOr<SilenceStore::Climbed> SilenceStore::Climb(absl::Time deadline, const Rules& rules, const Query& query,
                                                          absl::Time now) {
  Watched watched{.plan = {.times_a_day = query.group.times_a_day}, .symptomatic = query.unwell, .high_risk = query.high_risk};
  absl::LoadTimeZone(query.group.time_zone, &watched.plan.zone);
  const Ladder ladder = LadderOf(rules.monitoring, watched);
  const std::vector<SlotTime>& day = rules.monitoring.slots.For(query.group.times_a_day);
  const Slot slot = LastDue(day, watched.plan.zone, now - ladder.After(query.rung));
  Climbed climbed;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    climbed = {};
    ASSIGN_OR_RETURN(const Rows rows,
                     transaction.Run(kSilent, Params().Text(query.group.time_zone)
                                                  .Int2(static_cast<int16_t>(query.group.times_a_day))
                                                  .Bool(query.high_risk).Bool(query.unwell).Int8(query.after)
                                                  .Time(slot.start).Date(slot.name.day).Time(slot.due)
                                                  .Int4(day.back().begins).Int2(static_cast<int16_t>(query.rung))
                                                  .Int8(query.limit)));
    std::map<int64_t, PersonsItem> silent;
    std::map<int64_t, Rung> rungs;
    for (int row = 0; row < rows.size(); ++row) {
      Watched person = watched;
      person.plan.first = rows.Date(row, 2);
      person.plan.last = rows.Date(row, 3);
      person.plan.from = rows.Time(row, 4);
      person.last_tier = static_cast<Tier>(rows.Int2(row, 5));
      person.symptomatic = rows.Bool(row, 6);
      if (!rows.IsNull(row, 7)) person.last_report = rows.Time(row, 7);
      climbed.last = rows.Int8(row, 0);
      rungs[climbed.last] = SilenceOf(rules.monitoring, person, now).rung;
      silent[climbed.last] = {.patient = climbed.last, .case_id = CaseId(rows.Uuid(row, 8)),
                              .area = std::string(rows.Text(row, 1)), .item = {}};
    }
    if (silent.empty()) return absl::OkStatus();
    std::vector<int64_t> keys;
    for (const auto& [key, person] : silent) keys.push_back(key);
    ASSIGN_OR_RETURN(const std::vector<PersonsItem> items, LockItems(transaction, keys));
    std::map<int64_t, std::optional<WorkItem>> there;
    for (const PersonsItem& item : items) there[item.patient] = item.item;
    std::vector<PersonsItem> listed;
    for (auto& [key, person] : silent) {
      std::optional<WorkItem> item = there[key];
      if (!AbsorbSilence(item, rules.work, rungs[key], now)) continue;
      person.item = *item;
      listed.push_back(person);
    }
    climbed.listed = static_cast<int>(listed.size());
    return KeepItems(transaction, listed, now);
  }));
  return climbed;
}

std::vector<Statement> SilenceStore::Statements() { return {kSilent}; }

}  // namespace mimamori::observation
