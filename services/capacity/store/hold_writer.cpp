// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/store/hold_writer.hpp"

#include <set>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::capacity {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// In one order, so that two who lock several wards wait for each other and never in a circle.
constexpr Statement kLockWards{"capacity.lock_wards", R"sql(
  SELECT w.facility_id, w.bed_class, w.staffed, w.occupied, w.blocked, w.reported_at,
         f.accepting AND f.closed_at IS NULL, f.area_code, f.time_zone, f.due_minutes, f.kind
  FROM wards w
  JOIN facilities f ON f.facility_id = w.facility_id
  JOIN unnest($1::uuid[], $2::text[]) AS asked (facility_id, bed_class)
    ON w.facility_id = asked.facility_id AND w.bed_class = asked.bed_class
  ORDER BY w.facility_id, w.bed_class FOR UPDATE OF w
)sql"};
constexpr Statement kEarlierTries{"capacity.earlier_holds", "SELECT " MIMAMORI_HOLD_COLUMNS R"sql(
  FROM holds h JOIN unnest($1::uuid[], $2::uuid[]) AS asked (facility_id, request_id)
    ON h.facility_id = asked.facility_id AND h.request_id = asked.request_id
)sql"};
constexpr Statement kSince{"capacity.since_counts", R"sql(
  SELECT s.facility_id, s.bed_class, s.held, s.arrived
  FROM ward_since s JOIN unnest($1::uuid[], $2::text[]) AS asked (facility_id, bed_class)
    ON s.facility_id = asked.facility_id AND s.bed_class = asked.bed_class
)sql"};
constexpr Statement kHolders{"capacity.holders_with_holds", R"sql(
  SELECT holder_id FROM holds WHERE state = 1 AND holder_id = ANY ($1)
)sql"};
// A row that is there already, which only another process can have written meanwhile, makes none.
constexpr Statement kInsert{"capacity.insert_holds", R"sql(
  INSERT INTO holds (facility_id, hold_id, bed_class, bed_id, holder_id, officer_id, state, begins_at, ends_at, extended,
                     version, request_id)
  SELECT facility_id, hold_id, bed_class, NULLIF(bed_id, '00000000-0000-0000-0000-000000000000'), holder_id, officer_id, 1, $7,
         $8, false, 1, request_id
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $9::uuid[])
       AS n (facility_id, hold_id, bed_class, bed_id, holder_id, officer_id, request_id)
  ON CONFLICT DO NOTHING
  RETURNING hold_id
)sql"};

Count CountAt(const Rows& rows, int row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Int2(row, column);
}

// A retry asks for what was given.
bool SameRequest(const KeptHold& made, const NewHold& asked) {
  const bool same_place = asked.bed ? made.bed == asked.bed : !made.bed && made.bed_class == asked.bed_class;
  return same_place && made.holder == asked.holder && made.officer == asked.officer;
}

bool SameRequest(const NewHold& first, const NewHold& asked) {
  return first.bed == asked.bed && first.bed_class == asked.bed_class && first.holder == asked.holder &&
         first.officer == asked.officer;
}

}  // namespace

HoldWriter::HoldWriter(const std::vector<NewHold>& asked, const TakingRules& rules, absl::Time now)
    : asked_(asked), rules_(rules), now_(now), classes_(asked.size()), settled_(asked.size(), false),
      results_(asked.size(), absl::InternalError("not decided")) {
  std::map<std::pair<FacilityId, platform::RequestId>, size_t> firsts;
  for (size_t i = 0; i < asked_.size(); ++i) {
    const auto [first, fresh] = firsts.try_emplace({asked_[i].facility, asked_[i].request}, i);
    if (fresh) continue;
    settled_[i] = true;
    twins_.emplace_back(i, first->second);
  }
}

void HoldWriter::Settle(size_t i, absl::StatusOr<KeptHold> result) {
  settled_[i] = true;
  results_[i] = std::move(result);
}

absl::Status HoldWriter::Run(Connection& transaction) {
  RETURN_IF_ERROR(FindClasses(transaction));
  RETURN_IF_ERROR(LockWards(transaction));
  RETURN_IF_ERROR(FindEarlierTries(transaction));
  RETURN_IF_ERROR(ExpireOld(transaction));
  RETURN_IF_ERROR(CountSince(transaction));
  RETURN_IF_ERROR(FindTaken(transaction));
  DecideAll();
  RETURN_IF_ERROR(Insert(transaction));
  std::vector<KeptHold> changed = expired_;
  for (const size_t i : given_) {
    if (!results_[i].ok()) continue;
    RETURN_IF_ERROR(Audit(transaction, *results_[i], asked_[i].trace_id));
    changed.push_back(*results_[i]);
  }
  AnswerTwins();
  return TellOfHolds(transaction, now_, changed);
}

absl::Status HoldWriter::FindClasses(Connection& transaction) {
  std::set<BedKey> asked;
  for (const NewHold& hold : asked_) {
    if (hold.bed) asked.insert({hold.facility, *hold.bed});
  }
  std::map<BedKey, std::string> known;
  if (!asked.empty()) {
    ASSIGN_OR_RETURN(const auto classes, ClassesOfBeds(transaction, {asked.begin(), asked.end()}));
    known.insert(classes.begin(), classes.end());
  }
  for (size_t i = 0; i < asked_.size(); ++i) {
    classes_[i] = asked_[i].bed ? known[{asked_[i].facility, *asked_[i].bed}] : asked_[i].bed_class;
  }
  return absl::OkStatus();
}

absl::Status HoldWriter::LockWards(Connection& transaction) {
  std::set<WardKey> asked;
  for (size_t i = 0; i < asked_.size(); ++i) asked.insert({asked_[i].facility, classes_[i]});
  std::vector<platform::Uuid> facilities;
  std::vector<std::string> classes;
  for (const auto& [facility, bed_class] : asked) {
    facilities.push_back(facility.uuid());
    classes.push_back(bed_class);
  }
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kLockWards, Params().UuidArray(facilities).TextArray(classes)));
  for (int row = 0; row < rows.size(); ++row) {
    Place place{.ward = {.accepting = rows.Bool(row, 6)}, .area = std::string(rows.Text(row, 7))};
    place.ward.counts.staffed = CountAt(rows, row, 2);
    place.ward.counts.occupied = CountAt(rows, row, 3);
    place.ward.counts.blocked = CountAt(rows, row, 4);
    // As much of a facility as its duty needs; what was told is that of the ward, which is locked.
    Facility facility{.kind = static_cast<FacilityKind>(rows.Int2(row, 10)), .reported = rows.Time(row, 5)};
    facility.facts.time_zone = rows.Text(row, 8);
    for (const int16_t minutes : rows.Int2Array(row, 9)) facility.facts.due_minutes.push_back(minutes);
    // A zone that this machine doesn't know spoils the beds of its own facility, not those of the batch.
    if (const auto standing = StandingOf(rules_.duties, facility, now_); standing.ok()) {
      place.ward.freshness = standing->freshness;
    }
    places_.emplace(WardKey{FacilityId(rows.Uuid(row, 0)), std::string(rows.Text(row, 1))}, std::move(place));
  }
  return absl::OkStatus();
}

absl::Status HoldWriter::FindEarlierTries(Connection& transaction) {
  std::vector<platform::Uuid> facilities, requests;
  std::map<std::pair<FacilityId, platform::RequestId>, size_t> positions;
  for (size_t i = 0; i < asked_.size(); ++i) {
    if (settled_[i]) continue;
    facilities.push_back(asked_[i].facility.uuid());
    requests.push_back(asked_[i].request.uuid());
    positions.emplace(std::pair(asked_[i].facility, asked_[i].request), i);
  }
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kEarlierTries, Params().UuidArray(facilities).UuidArray(requests)));
  for (int row = 0; row < rows.size(); ++row) {
    KeptHold made = ReadHold(rows, row);
    const size_t i = positions.at({made.facility, made.request});
    if (SameRequest(made, asked_[i])) {
      Settle(i, std::move(made));
    } else {
      Settle(i, RequestIdReused());
    }
  }
  return absl::OkStatus();
}

absl::Status HoldWriter::ExpireOld(Connection& transaction) {
  std::vector<WardKey> wards;
  std::set<HolderId> holders;
  for (const auto& [ward, place] : places_) wards.push_back(ward);
  for (size_t i = 0; i < asked_.size(); ++i) {
    if (!settled_[i]) holders.insert(asked_[i].holder);
  }
  ASSIGN_OR_RETURN(expired_, ExpireHolds(transaction, now_, wards, {holders.begin(), holders.end()}));
  return absl::OkStatus();
}

absl::Status HoldWriter::CountSince(Connection& transaction) {
  std::vector<platform::Uuid> facilities;
  std::vector<std::string> classes;
  for (const auto& [ward, place] : places_) {
    facilities.push_back(ward.first.uuid());
    classes.push_back(ward.second);
  }
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kSince, Params().UuidArray(facilities).TextArray(classes)));
  for (int row = 0; row < rows.size(); ++row) {
    Place& place = places_.at({FacilityId(rows.Uuid(row, 0)), std::string(rows.Text(row, 1))});
    place.ward.since = {.held = rows.Int4(row, 2), .arrived = rows.Int4(row, 3)};
  }
  return absl::OkStatus();
}

absl::Status HoldWriter::FindTaken(Connection& transaction) {
  std::vector<platform::Uuid> persons;
  std::set<BedKey> beds;
  for (size_t i = 0; i < asked_.size(); ++i) {
    if (settled_[i]) continue;
    if (holders_.emplace(asked_[i].holder, false).second) persons.push_back(asked_[i].holder.uuid());
    if (asked_[i].bed) beds.insert({asked_[i].facility, *asked_[i].bed});
  }
  ASSIGN_OR_RETURN(const Rows rows, transaction.Run(kHolders, Params().UuidArray(persons)));
  for (int row = 0; row < rows.size(); ++row) holders_[HolderId(rows.Uuid(row, 0))] = true;
  if (beds.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<BedSeen> seen, LookAtBeds(transaction, now_, {beds.begin(), beds.end()}));
  for (const BedSeen& bed : seen) beds_.emplace(BedKey{bed.facility, bed.id}, bed);
  return absl::OkStatus();
}

void HoldWriter::DecideAll() {
  for (size_t i = 0; i < asked_.size(); ++i) {
    if (settled_[i]) continue;
    if (absl::Status allowed = Decide(i); !allowed.ok()) {
      Settle(i, std::move(allowed));
      continue;
    }
    const NewHold& asked = asked_[i];
    KeptHold made{.id = HoldId(platform::TimeOrderedUuid(now_)), .facility = asked.facility, .bed_class = classes_[i],
                  .bed = asked.bed, .holder = asked.holder, .officer = asked.officer, .request = asked.request,
                  .hold = Begin(rules_.holds, now_)};
    ++places_.at({asked.facility, classes_[i]}).ward.since.held;
    holders_[asked.holder] = true;
    if (asked.bed) beds_.at({asked.facility, *asked.bed}).hold = made.id;
    given_.push_back(i);
    Settle(i, std::move(made));
  }
}

// By what is there and what others of the batch were given before.
absl::Status HoldWriter::Decide(size_t i) {
  const NewHold& asked = asked_[i];
  const auto place = places_.find({asked.facility, classes_[i]});
  if (asked.bed && !beds_.contains({asked.facility, *asked.bed})) return BedUnknown();
  if (place == places_.end()) {
    return platform::NotFound("WARD_UNKNOWN", "there is no such facility, or it has no beds of that class");
  }
  if (holders_.at(asked.holder)) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "HOLDER_HAS_HOLD",
                             "a bed is held for her already; let that one go first", "holder_id");
  }
  if (asked.bed) RETURN_IF_ERROR(CheckBedFree(beds_.at({asked.facility, *asked.bed})));
  return CheckFree(place->second.ward, rules_.holds);
}

absl::Status HoldWriter::Insert(Connection& transaction) {
  if (given_.empty()) return absl::OkStatus();
  std::vector<platform::Uuid> facilities, ids, beds, holders, officers, requests;
  std::vector<std::string> classes;
  const Hold begun = Begin(rules_.holds, now_);
  for (const size_t i : given_) {
    const KeptHold& made = *results_[i];
    facilities.push_back(made.facility.uuid());
    ids.push_back(made.id.uuid());
    classes.push_back(made.bed_class);
    beds.push_back(made.bed.value_or(BedId()).uuid());  // arrays hold no NULL
    holders.push_back(made.holder.uuid());
    officers.push_back(made.officer.uuid());
    requests.push_back(made.request.uuid());
  }
  Params params;
  params.UuidArray(facilities).UuidArray(ids).TextArray(classes).UuidArray(beds).UuidArray(holders).UuidArray(officers);
  ASSIGN_OR_RETURN(const Rows rows,
                   transaction.Run(kInsert, params.Time(begun.begins).Time(begun.ends).UuidArray(requests)));
  std::set<HoldId> kept;
  for (int row = 0; row < rows.size(); ++row) kept.insert(HoldId(rows.Uuid(row, 0)));
  for (const size_t i : given_) {
    if (kept.contains(results_[i]->id)) continue;
    results_[i] = platform::Failure(absl::StatusCode::kAborted, "HOLD_CONFLICT",
                                    "somebody else was served at the same moment; try again");
  }
  return absl::OkStatus();
}

absl::Status HoldWriter::Audit(Connection& transaction, const KeptHold& hold, const std::string& trace_id) {
  return platform::postgres::AppendAudit(
      transaction, {.time = now_,
                    .actor = hold.officer.ToString(),
                    .action = "capacity.CreateHold",
                    .object_type = "hold",
                    .object_id = hold.id.ToString(),
                    .area = places_.at({hold.facility, hold.bed_class}).area,
                    .reason = "",
                    .payload = fmt::format(R"({{"facility_id": "{}", "holder_id": "{}"}})", hold.facility.ToString(),
                                           hold.holder.ToString()),
                    .trace_id = trace_id});
}

void HoldWriter::AnswerTwins() {
  for (const auto& [later, first] : twins_) {
    results_[later] = SameRequest(asked_[first], asked_[later]) ? results_[first] : RequestIdReused();
  }
}

std::vector<Statement> HoldWriter::Statements() { return {kLockWards, kEarlierTries, kSince, kHolders, kInsert}; }

}  // namespace mimamori::capacity
