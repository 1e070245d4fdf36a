// SPDX-License-Identifier: Apache-2.0
#include "services/observation/store/work_store.hpp"

#include <algorithm>
#include <iterator>

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
          WHERE i.area_code = a.area_code AND i.state <> 4 AND i.handed_to IS DISTINCT FROM $6
            AND (i.urgency, i.contact_by, i.patient) > ($2::int2, $3::timestamptz, $4::int8)
          ORDER BY i.urgency, i.contact_by, i.patient LIMIT $5) AS first
        WHERE a.area_code LIKE ANY ($1::text[])
        ORDER BY first.urgency, first.contact_by, first.patient LIMIT $5) AS w
  JOIN patients p ON p.patient = w.patient
  JOIN standings s ON s.patient = w.patient
  ORDER BY w.urgency, w.contact_by, w.patient
)sql"};

// Of one viewer there are few.
constexpr Statement kListHanded{"observation.list_handed_work", "SELECT " MIMAMORI_LISTED_COLUMNS R"sql(
  FROM work_items w JOIN patients p ON p.patient = w.patient JOIN standings s ON s.patient = w.patient
  WHERE w.handed_to = $6 AND w.area_code LIKE ANY ($1::text[]) AND w.state <> 4
    AND (w.urgency, w.contact_by, w.patient) > ($2::int2, $3::timestamptz, $4::int8)
  ORDER BY w.urgency, w.contact_by, w.patient LIMIT $5
)sql"};

constexpr Statement kGet{"observation.get_work", "SELECT " MIMAMORI_LISTED_COLUMNS R"sql(
  FROM patients p JOIN work_items w ON w.patient = p.patient JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[])
)sql"};
constexpr Statement kAmong{"observation.work_among", "SELECT " MIMAMORI_LISTED_COLUMNS R"sql(
  FROM patients p JOIN work_items w ON w.patient = p.patient JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = ANY ($1) AND p.area_code LIKE ANY ($2::text[])
)sql"};
constexpr Statement kLockStanding{"observation.lock_standing", R"sql(
  SELECT s.patient FROM patients p JOIN standings s ON s.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[]) FOR UPDATE OF s
)sql"};
constexpr Statement kAddDeed{"observation.add_deed", R"sql(
  INSERT INTO work_deeds (patient, deed, done_by, done_at, note, request_id, done_to)
  VALUES ($1, $2, $3, $4, $5, $6, NULLIF($7, ''))
)sql"};
constexpr Statement kFindDeed{"observation.find_deed", R"sql(
  SELECT deed, done_by, COALESCE(done_to, '') FROM work_deeds WHERE patient = $1 AND request_id = $2
)sql"};
constexpr Statement kSpokenTo{"observation.spoken_to", "UPDATE standings SET last_contact = $2 WHERE patient = $1"};
// By when they were done: those of a case that was merged came later and lie between.
constexpr Statement kDeeds{"observation.deeds", R"sql(
  SELECT d.deed, d.done_by, d.done_at, d.note, d.request_id, d.deed_id, COALESCE(d.done_to, '')
  FROM patients p JOIN work_deeds d ON d.patient = p.patient
  WHERE p.case_id = $1 AND p.area_code LIKE ANY ($2::text[])
    AND ($3::int8 = 0 OR (d.done_at, d.deed_id) > (SELECT a.done_at, a.deed_id FROM work_deeds a
                                             WHERE a.patient = p.patient AND a.deed_id = $3))
  ORDER BY d.done_at, d.deed_id LIMIT $4
)sql"};
constexpr Statement kForgetNotes{"observation.forget_notes", R"sql(
  UPDATE work_deeds SET note = '' WHERE done_at < $1 AND note <> ''
)sql"};

absl::Status Unknown() { return platform::NotFound("ITEM_UNKNOWN", "nobody of that case is on the list in your areas"); }

absl::StatusOr<ListedItem> ReadListed(const Rows& rows, int row) {
  constexpr int kBehind = kWorkColumns;
  ListedItem listed{.case_id = CaseId(rows.Uuid(row, kBehind)), .number = std::string(rows.Text(row, kBehind + 1))};
  listed.item = ReadItem(rows, row, 0);
  ASSIGN_OR_RETURN(listed.area, platform::AreaCode::Parse(rows.Text(row, kBehind + 2)));
  listed.last_tier = static_cast<Tier>(rows.Int2(row, kBehind + 3));
  if (!rows.IsNull(row, kBehind + 4)) listed.last_report = rows.Time(row, kBehind + 4);
  listed.patient = rows.Int8(row, kBehind + 5);
  return listed;
}

absl::StatusOr<std::vector<ListedItem>> ReadAll(const Rows& rows) {
  std::vector<ListedItem> items;
  for (int row = 0; row < rows.size(); ++row) {
    ASSIGN_OR_RETURN(ListedItem listed, ReadListed(rows, row));
    items.push_back(std::move(listed));
  }
  return items;
}

// Whether an earlier try did it.
absl::StatusOr<bool> IsDone(Connection& transaction, int64_t patient, const RecordedDeed& deed) {
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kFindDeed, Params().Int8(patient).Uuid(deed.request.uuid())));
  if (rows.empty()) return false;
  if (rows.Int2(0, 0) == static_cast<int16_t>(deed.deed) && rows.Text(0, 1) == deed.done_by &&
      rows.Text(0, 2) == deed.done_to) {
    return true;
  }
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was already used for another deed", "request_id");
}

absl::Status KeepDeed(Connection& transaction, int64_t patient, const RecordedDeed& deed) {
  RETURN_IF_ERROR(transaction.Run(kAddDeed, Params().Int8(patient).Int2(static_cast<int16_t>(deed.deed)).Text(deed.done_by)
                                                .Time(deed.done_at).Text(deed.note).Uuid(deed.request.uuid())
                                                .Text(deed.done_to)).status());
  if (deed.deed != Deed::kContacted) return absl::OkStatus();
  return transaction.Run(kSpokenTo, Params().Int8(patient).Time(deed.done_at)).status();
}

Params Asked(const Scope& scope, const WorkPosition& after, size_t limit) {
  Params params;
  params.TextArray(PatternsOf(scope)).Int2(static_cast<int16_t>(5 - static_cast<int16_t>(after.tier)));
  params.Time(after.contact_by).Int8(after.patient).Int8(static_cast<int64_t>(limit)).Text(after.viewer);
  return params;
}

}  // namespace

WorkPosition Behind(const ListedItem& item, const std::string& viewer) {
  return {.viewer = viewer, .handed = !viewer.empty() && item.item.handed_to == viewer, .tier = item.item.tier,
          .contact_by = item.item.contact_by, .patient = item.patient};
}

absl::StatusOr<std::vector<ListedItem>> WorkStore::List(absl::Time deadline, const Scope& scope,
                                                        const WorkPosition& after, int limit) {
  std::vector<ListedItem> items;
  WorkPosition behind = after;
  if (!after.viewer.empty() && after.handed) {
    ASSIGN_OR_RETURN(const Rows handed, pool_.Run(deadline, kListHanded, Asked(scope, after, limit)));
    ASSIGN_OR_RETURN(items, ReadAll(handed));
    behind = {.viewer = after.viewer, .handed = false};
  }
  if (items.size() == static_cast<size_t>(limit)) return items;
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kList, Asked(scope, behind, limit - items.size())));
  ASSIGN_OR_RETURN(std::vector<ListedItem> others, ReadAll(rows));
  std::ranges::move(others, std::back_inserter(items));
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
    ASSIGN_OR_RETURN(const bool done, IsDone(transaction, items[0].patient, deed));
    if (!done) {
      RETURN_IF_ERROR(decide(items[0].item));
      RETURN_IF_ERROR(KeepDeed(transaction, items[0].patient, deed));
      AuditEntry entry = audit;
      entry.area = items[0].area;
      RETURN_IF_ERROR(platform::postgres::AppendAudit(transaction, entry));
      RETURN_IF_ERROR(KeepItems(transaction, items, deed.done_at));
    }
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kGet, asked));
    ASSIGN_OR_RETURN(changed, ReadListed(rows, 0));
    return absl::OkStatus();
  }));
  return changed;
}

absl::StatusOr<std::vector<ListedItem>> WorkStore::Among(absl::Time deadline, const Scope& scope,
                                                         const std::vector<CaseId>& ids) {
  std::vector<platform::Uuid> uuids;
  for (const CaseId& id : ids) uuids.push_back(id.uuid());
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kAmong, Params().UuidArray(uuids).TextArray(PatternsOf(scope))));
  return ReadAll(rows);
}

absl::StatusOr<std::vector<RecordedDeed>> WorkStore::Deeds(absl::Time deadline, const Scope& scope, const CaseId& id,
                                                           int64_t after, int limit, const AuditEntry& audit) {
  std::vector<RecordedDeed> deeds;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](Connection& transaction) -> absl::Status {
    deeds.clear();
    const std::vector<std::string> patterns = PatternsOf(scope);
    ASSIGN_OR_RETURN(const Rows item, transaction.Run(kGet, Params().Uuid(id.uuid()).TextArray(patterns)));
    if (item.empty()) return Unknown();
    ASSIGN_OR_RETURN(const ListedItem listed, ReadListed(item, 0));
    ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kDeeds, Params().Uuid(id.uuid()).TextArray(patterns).Int8(after)
                                                                  .Int8(limit)));
    for (int row = 0; row < rows.size(); ++row) {
      deeds.push_back({.deed = static_cast<Deed>(rows.Int2(row, 0)), .done_by = std::string(rows.Text(row, 1)),
                       .done_at = rows.Time(row, 2), .note = std::string(rows.Text(row, 3)),
                       .done_to = std::string(rows.Text(row, 6)), .request = RequestId(rows.Uuid(row, 4)),
                       .id = rows.Int8(row, 5)});
    }
    AuditEntry entry = audit;
    entry.area = listed.area.ToString();
    return platform::postgres::AppendAudit(transaction, entry);
  }));
  return deeds;
}

absl::Status WorkStore::Looked(absl::Time deadline, const AuditEntry& audit) {
  return pool_.Transact(deadline, [&](Connection& transaction) {
    return platform::postgres::AppendAudit(transaction, audit);
  });
}

absl::StatusOr<WorkStore::News> WorkStore::NewsAfter(absl::Time deadline, int64_t sequence, int limit) {
  ASSIGN_OR_RETURN(const auto changes, platform::postgres::ReadChanges(pool_, deadline, sequence, limit));
  News news{.changes = {}, .through = sequence};
  for (const platform::postgres::Change& change : changes) {
    news.through = change.sequence;
    if (auto work = ReadWorkChange(change)) news.changes.push_back(*std::move(work));
  }
  return news;
}

absl::StatusOr<int64_t> WorkStore::LastChange(absl::Time deadline) {
  return platform::postgres::LastSequence(pool_, deadline);
}

absl::Status WorkStore::DropChanges(absl::Time deadline, absl::Time before) {
  return platform::postgres::DropChanges(pool_, deadline, before).status();
}

absl::StatusOr<int64_t> WorkStore::ForgetNotes(absl::Time deadline, absl::Time before) {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Run(deadline, kForgetNotes, Params().Time(before)));
  return rows.affected();
}

std::vector<Statement> WorkStore::Statements() {
  std::vector<Statement> all = WorkRowStatements();
  all.insert(all.end(), {kList, kListHanded, kGet, kAmong, kLockStanding, kAddDeed, kFindDeed, kSpokenTo, kDeeds, kForgetNotes});
  return all;
}

}  // namespace mimamori::observation
