// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/work_store.hpp"

#include "services/observation/store/work_rows.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

// What ReadListed reads: of work_items w, patients p, standings s.
#define MIMAMORI_LISTED_COLUMNS \
  MIMAMORI_WORK_COLUMNS ", p.case_id, p.number, w.area_code, s.last_tier, s.last_report, w.patient"

namespace mimamori::observation {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// Each area's first ones, then the first of those: never more rows than that, however long the list is.
constexpr Statement kList{"observation.list_work", "SELECT " MIMAMORI_LISTED_COLUMNS R"sql(
  FROM (SELECT first.* FROM areas a CROSS JOIN LATERAL (
          SELECT * FROM work_items i
          WHERE i.area_code = a.area_code AND i.state <> 4
            AND (i.urgency, i.contact_by, i.patient) > ($2::int2, $3::timestamptz, $4::int8)
          ORDER BY i.urgency, i.contact_by, i.patient LIMIT $5) AS first
        WHERE a.area_code LIKE ANY ($1::text[])
        ORDER BY first.urgency, first.contact_by, first.patient LIMIT $5) AS w
  JOIN patients p ON p.patient = w.patient
  JOIN standings s ON s.patient = w.patient
  ORDER BY w.urgency, w.contact_by, w.patient
)sql"};

constexpr Statement kGet{"observation.get_work", "SELECT " MIMAMORI_LISTED_COLUMNS R"sql(
  FROM patients p JOIN work_items w ON w.patient = p.patient JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[])
)sql"};
constexpr Statement kLockStanding{"observation.lock_standing", R"sql(
  SELECT s.patient FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[]) FOR UPDATE OF s
)sql"};
constexpr Statement kAddDeed{"observation.add_deed", R"sql(
  INSERT INTO work_deeds (patient, deed, done_by, done_at, note) VALUES ($1, $2, $3, $4, $5)
)sql"};
constexpr Statement kSpokenTo{"observation.spoken_to", "UPDATE standings SET last_contact = $2 WHERE patient = $1"};
constexpr Statement kDeeds{"observation.deeds", R"sql(
  SELECT d.deed, d.done_by, d.done_at, d.note FROM patients p JOIN work_deeds d ON d.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[]) ORDER BY d.deed_id
)sql"};

absl::Status Unknown() { return platform::NotFound("ITEM_UNKNOWN", "nobody of that case is on the list in your areas"); }

absl::StatusOr<ListedItem> ReadListed(const Rows& rows, int row) {
  constexpr int kBehind = 13;  // columns of the item
  ListedItem listed{.case_id = CaseId(rows.Uuid(row, kBehind)), .number = std::string(rows.Text(row, kBehind + 1))};
  listed.item = ReadItem(rows, row, 0);
  ASSIGN_OR_RETURN(listed.area, platform::AreaCode::Parse(rows.Text(row, kBehind + 2)));
  listed.last_tier = static_cast<Tier>(rows.Int2(row, kBehind + 3));
  if (!rows.IsNull(row, kBehind + 4)) listed.last_report = rows.Time(row, kBehind + 4);
  listed.patient = rows.Int8(row, kBehind + 5);
  return listed;
}

}  // namespace

absl::StatusOr<std::vector<ListedItem>> WorkStore::List(absl::Time deadline, const Scope& scope,
                                                        const WorkPosition& after, int limit) {
  const auto urgency = static_cast<int16_t>(5 - static_cast<int16_t>(after.tier));
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Params().TextArray(PatternsOf(scope)).Int2(urgency)
                                                                   .Time(after.contact_by).Int8(after.patient)
                                                                   .Int8(limit)));
  std::vector<ListedItem> items;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(ListedItem listed, ReadListed(rows, row));
    items.push_back(std::move(listed));
  }
  return items;
}

absl::StatusOr<ListedItem> WorkStore::Get(absl::Time deadline, const Scope& scope, const CaseId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kGet, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
  if (rows.empty()) return Unknown();
  return ReadListed(rows, 0);
}

absl::StatusOr<ListedItem> WorkStore::Change(absl::Time deadline, const Scope& scope, const CaseId& id,
                                             const std::function<absl::Status(WorkItem&)>& decide,
                                             const RecordedDeed& deed, const AuditEntry& audit) {
  ListedItem changed;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    const Params asked = Params().Uuid(id.uuid()).TextArray(PatternsOf(scope));
    ASSIGN_OR_RETURN(const Rows person, transaction.Run(kLockStanding, asked));
    if (person.empty()) return Unknown();
    ASSIGN_OR_RETURN(std::vector<PersonsItem> items, LockItems(transaction, {person.Int8(0, 0)}));
    if (items.empty()) return Unknown();
    RETURN_IF_ERROR(decide(items[0].item));
    RETURN_IF_ERROR(KeepItems(transaction, items));
    RETURN_IF_ERROR(transaction.Run(kAddDeed, Params().Int8(items[0].patient).Int2(static_cast<int16_t>(deed.deed))
                                                  .Text(deed.done_by).Time(deed.done_at).Text(deed.note)).status());
    if (deed.deed == Deed::kContacted) {
      RETURN_IF_ERROR(transaction.Run(kSpokenTo, Params().Int8(items[0].patient).Time(deed.done_at)).status());
    }
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, asked));
    ASSIGN_OR_RETURN(changed, ReadListed(rows, 0));
    return platform::postgres::AppendAudit(transaction, audit);
  }));
  return changed;
}

absl::StatusOr<std::vector<RecordedDeed>> WorkStore::Deeds(absl::Time deadline, const Scope& scope, const CaseId& id) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kDeeds, Params().Uuid(id.uuid()).TextArray(PatternsOf(scope))));
  std::vector<RecordedDeed> deeds;
  for (int row = 0; row < rows.size(); ++row) {
    deeds.push_back({.deed = static_cast<Deed>(rows.Int2(row, 0)), .done_by = std::string(rows.Text(row, 1)),
                     .done_at = rows.Time(row, 2), .note = std::string(rows.Text(row, 3))});
  }
  return deeds;
}

std::vector<Statement> WorkStore::Statements() {
  std::vector<Statement> all = WorkRowStatements();
  all.insert(all.end(), {kList, kGet, kLockStanding, kAddDeed, kSpokenTo, kDeeds});
  return all;
}

}  // namespace mimamori::observation
