// SPDX-License-Identifier: Apache-2.0
#include "services/visit/store/check_in_writer.hpp"

#include <map>
#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/visit/store/rows.hpp"

namespace mimamori::visit {
namespace {

using platform::postgres::Connection;
using platform::postgres::Params;
using platform::postgres::Rows;
using platform::postgres::Statement;

// The same browser scans the same place again: its open stay goes on. One that the venue's rule has ended doesn't.
constexpr Statement kExtend{"visit.extend", R"sql(
  UPDATE stays s SET matched_until = GREATEST(s.matched_until, e.until)
  FROM unnest($1::int8[], $2::date[], $3::int8[], $4::bytea[], $5::timestamptz[], $6::timestamptz[])
       AS e(position, service_day, stay_id, browser_tag, until, scanned_at)
  WHERE s.service_day = e.service_day AND s.stay_id = e.stay_id AND s.browser_tag = e.browser_tag
    AND (s.ending = 0 OR s.ending = 3 AND s.matched_until > e.scanned_at)
  RETURNING e.position, )sql" MIMAMORI_STAY_COLUMNS};

// The same browser checks in elsewhere: its open stay is over, at the latest now. Closing never lengthens a stay.
constexpr Statement kClose{"visit.close", R"sql(
  UPDATE stays s SET matched_until = GREATEST(s.arrived_at, LEAST(s.matched_until, e.until)), ending = 2
  FROM unnest($1::date[], $2::int8[], $3::bytea[], $4::timestamptz[]) AS e(service_day, stay_id, browser_tag, until)
  WHERE s.service_day = e.service_day AND s.stay_id = e.stay_id AND s.browser_tag = e.browser_tag
    AND s.ending IN (0, 3)
)sql"};

constexpr Statement kInsert{"visit.insert", R"sql(
  INSERT INTO stays (service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, ending, verified,
                     marks, pseudonym, browser_tag, sealed_contact, event, people)
  SELECT service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, ending, verified,
         marks, pseudonym, browser_tag, sealed_contact, event, people
  FROM unnest($1::date[], $2::int8[], $3::uuid[], $4::int8[], $5::int4[], $6::timestamptz[], $7::timestamptz[],
              $8::bool[], $9::int2[], $10::bytea[], $11::bytea[], $12::bytea[], $13::int2[],
              $14::int4[], $15::int2[])
       AS n(service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, verified, marks, pseudonym,
            browser_tag, sealed_contact, ending, event, people)
  ON CONFLICT (service_day, request_id) DO NOTHING
  RETURNING stay_id
)sql"};

constexpr Statement kFindTries{"visit.find_tries", R"sql(
  SELECT t.position, )sql" MIMAMORI_STAY_COLUMNS R"sql(
  FROM unnest($1::int8[], $2::date[], $3::uuid[]) AS t(position, service_day, request_id)
  JOIN stays s ON s.service_day = t.service_day AND s.request_id = t.request_id
)sql"};

// Browsers whose address was confirmed earlier that day. The lock makes a confirmation that runs at the same time come
// before us, and then it is seen here, or after us, and then it finds our stay.
constexpr Statement kFindConfirmed{"visit.find_confirmed", R"sql(
  SELECT b.position, v.confirmed_at IS NOT NULL, COALESCE(v.hand_over_until > $4, false)
  FROM unnest($1::int8[], $2::date[], $3::bytea[]) AS b(position, service_day, browser_tag)
  JOIN verifications v ON v.service_day = b.service_day AND v.browser_tag = b.browser_tag
  FOR SHARE OF v
)sql"};

// One of them, where two of this browser come together.
constexpr Statement kCollect{"visit.collect_proofs", R"sql(
  UPDATE verifications v SET collected_by = b.request_id
  FROM (SELECT DISTINCT ON (service_day, browser_tag) *
        FROM unnest($1::int8[], $2::date[], $3::bytea[], $4::uuid[])
             AS u(position, service_day, browser_tag, request_id)
        ORDER BY service_day, browser_tag, position) b
  WHERE v.service_day = b.service_day AND v.browser_tag = b.browser_tag
    AND COALESCE(v.collected_by, b.request_id) = b.request_id
  RETURNING b.position
)sql"};

constexpr Statement kWish{"visit.wish_verification", R"sql(
  INSERT INTO verifications (service_day, browser_tag, verification_id, requested_at, sealed_contact, quota_key,
                             domain_quota_key, network_quota_key)
  SELECT service_day, browser_tag, verification_id, $8, sealed_contact, quota_key, domain_quota_key, network_quota_key
  FROM unnest($1::date[], $2::bytea[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])
       AS n(service_day, browser_tag, verification_id, sealed_contact, quota_key, domain_quota_key, network_quota_key)
  ON CONFLICT (service_day, browser_tag) DO NOTHING
)sql"};

absl::Status Reused() {
  return platform::Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                           "request_id was already used for another check-in");
}

}  // namespace

CheckInWriter::CheckInWriter(const std::vector<CheckInWrite>& writes, absl::Time now)
    : writes_(writes), now_(now), settled_(writes.size(), false),
      results_(writes.size(), absl::InternalError("not written")) {
  for (const CheckInWrite& write : writes_) plain_ = plain_ && !write.earlier && !write.verification;
}

absl::Status CheckInWriter::Run(Connection& connection) {
  if (!plain_) {
    RETURN_IF_ERROR(LearnVerified(connection));
    RETURN_IF_ERROR(Extend(connection));
  }
  RETURN_IF_ERROR(Insert(connection));
  if (!plain_) {
    RETURN_IF_ERROR(CloseElsewhere(connection));
    RETURN_IF_ERROR(WishForMails(connection));
  }
  for (const size_t position : collected_) {
    if (results_[position].ok()) results_[position]->proof_collected = true;
  }
  return absl::OkStatus();
}

absl::Status CheckInWriter::Extend(Connection& connection) {
  std::vector<int64_t> positions, ids;
  std::vector<absl::CivilDay> days;
  std::vector<std::string> tags;
  std::vector<absl::Time> untils, scans;
  for (size_t i = 0; i < writes_.size(); ++i) {
    const auto& earlier = writes_[i].earlier;
    if (!earlier || !earlier->same_place) continue;
    positions.push_back(static_cast<int64_t>(i));
    days.push_back(earlier->key.service_day);
    ids.push_back(earlier->key.stay_id);
    tags.push_back(earlier->browser.bytes);
    untils.push_back(earlier->until);
    scans.push_back(writes_[i].stay.arrived_at);
  }
  if (positions.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kExtend, Params().Int8Array(positions).DateArray(days).Int8Array(ids)
                                                                .BytesArray(tags).TimeArray(untils).TimeArray(scans)));
  for (int row = 0; row < rows.size(); ++row) {
    const auto position = static_cast<size_t>(rows.Int8(row, 0));
    results_[position] = CheckInKept{.stay = ReadStay(rows, row, 1), .extended = true};
    settled_[position] = true;
  }
  return absl::OkStatus();
}

absl::Status CheckInWriter::LearnVerified(Connection& connection) {
  std::vector<int64_t> positions;
  std::vector<absl::CivilDay> days;
  std::vector<std::string> tags;
  for (size_t i = 0; i < writes_.size(); ++i) {
    if (writes_[i].stay.verified) continue;
    positions.push_back(static_cast<int64_t>(i));
    days.push_back(writes_[i].stay.key.service_day);
    tags.push_back(writes_[i].stay.browser.bytes);
  }
  if (positions.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFindConfirmed,
                                                   Params().Int8Array(positions).DateArray(days).BytesArray(tags)
                                                       .Time(now_)));
  std::vector<size_t> waiting;
  for (int row = 0; row < rows.size(); ++row) {
    if (!rows.Bool(row, 1)) continue;
    const auto position = static_cast<size_t>(rows.Int8(row, 0));
    CheckInWrite& write = writes_[position];
    write.stay.verified = true;
    write.verification.reset();
    if (rows.Bool(row, 2)) waiting.push_back(position);
  }
  return waiting.empty() ? absl::OkStatus() : CollectProofs(connection, waiting);
}

absl::Status CheckInWriter::CollectProofs(Connection& connection, const std::vector<size_t>& waiting) {
  std::vector<int64_t> positions;
  std::vector<absl::CivilDay> days;
  std::vector<std::string> tags;
  std::vector<platform::Uuid> requests;
  for (const size_t position : waiting) {
    positions.push_back(static_cast<int64_t>(position));
    days.push_back(writes_[position].stay.key.service_day);
    tags.push_back(writes_[position].stay.browser.bytes);
    requests.push_back(writes_[position].request.uuid());
  }
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kCollect, Params().Int8Array(positions).DateArray(days)
                                                                 .BytesArray(tags).UuidArray(requests)));
  for (int row = 0; row < rows.size(); ++row) collected_.push_back(static_cast<size_t>(rows.Int8(row, 0)));
  return absl::OkStatus();
}

absl::Status CheckInWriter::Insert(Connection& connection) {
  std::map<int64_t, size_t> by_id;
  std::vector<absl::CivilDay> days;
  std::vector<int64_t> ids, venues;
  std::vector<platform::Uuid> requests;
  std::vector<int32_t> spaces, events;
  std::vector<absl::Time> arrivals, untils;
  std::vector<bool> verified;
  std::vector<int16_t> marks, endings, people;
  std::vector<std::string> pseudonyms, tags, contacts;
  for (size_t i = 0; i < writes_.size(); ++i) {
    if (settled_[i]) continue;
    const Stay& stay = writes_[i].stay;
    by_id[stay.key.stay_id] = i;
    days.push_back(stay.key.service_day);
    ids.push_back(stay.key.stay_id);
    requests.push_back(writes_[i].request.uuid());
    venues.push_back(stay.venue.number());
    spaces.push_back(stay.space);
    arrivals.push_back(stay.arrived_at);
    untils.push_back(stay.matched_until);
    verified.push_back(stay.verified);
    marks.push_back(stay.marks);
    endings.push_back(static_cast<int16_t>(stay.ending));
    events.push_back(stay.event);
    pseudonyms.push_back(stay.pseudonym.bytes);
    tags.push_back(stay.browser.bytes);
    contacts.push_back(stay.sealed_contact);
    people.push_back(stay.people);
  }
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Rows rows,
                   connection.Run(kInsert, Params().DateArray(days).Int8Array(ids).UuidArray(requests).Int8Array(venues)
                                               .Int4Array(spaces).TimeArray(arrivals).TimeArray(untils)
                                               .BoolArray(verified).Int2Array(marks).BytesArray(pseudonyms)
                                               .BytesArray(tags).BytesArray(contacts).Int2Array(endings)
                                               .Int4Array(events).Int2Array(people)));
  for (int row = 0; row < rows.size(); ++row) {
    const size_t position = by_id.at(rows.Int8(row, 0));
    results_[position] = CheckInKept{.stay = writes_[position].stay};
    settled_[position] = true;
  }
  std::vector<size_t> missing;
  for (const auto& [id, position] : by_id) {
    if (!settled_[position]) missing.push_back(position);
  }
  return missing.empty() ? absl::OkStatus() : FindEarlierTries(connection, missing);
}

absl::Status CheckInWriter::FindEarlierTries(Connection& connection, const std::vector<size_t>& missing) {
  std::vector<int64_t> positions;
  std::vector<absl::CivilDay> days;
  std::vector<platform::Uuid> requests;
  for (const size_t position : missing) {
    positions.push_back(static_cast<int64_t>(position));
    days.push_back(writes_[position].stay.key.service_day);
    requests.push_back(writes_[position].request.uuid());
  }
  ASSIGN_OR_RETURN(const Rows rows, connection.Run(kFindTries,
                                                   Params().Int8Array(positions).DateArray(days).UuidArray(requests)));
  for (int row = 0; row < rows.size(); ++row) {
    const auto position = static_cast<size_t>(rows.Int8(row, 0));
    const Stay& wanted = writes_[position].stay;
    Stay kept = ReadStay(rows, row, 1);
    settled_[position] = true;
    if (kept.venue != wanted.venue || kept.pseudonym != wanted.pseudonym || kept.browser != wanted.browser) {
      results_[position] = Reused();
    } else {
      results_[position] = CheckInKept{.stay = std::move(kept)};
    }
  }
  return absl::OkStatus();
}

absl::Status CheckInWriter::CloseElsewhere(Connection& connection) {
  std::vector<int64_t> ids;
  std::vector<absl::CivilDay> days;
  std::vector<std::string> tags;
  std::vector<absl::Time> untils;
  for (size_t i = 0; i < writes_.size(); ++i) {
    const auto& earlier = writes_[i].earlier;
    if (!earlier || earlier->same_place || !results_[i].ok()) continue;
    if (earlier->key == results_[i]->stay.key) continue;  // a retry that already carries the new stay's cookie
    days.push_back(earlier->key.service_day);
    ids.push_back(earlier->key.stay_id);
    tags.push_back(earlier->browser.bytes);
    untils.push_back(earlier->until);
  }
  if (ids.empty()) return absl::OkStatus();
  return connection.Run(kClose, Params().DateArray(days).Int8Array(ids).BytesArray(tags).TimeArray(untils)).status();
}

absl::Status CheckInWriter::WishForMails(Connection& connection) {
  std::vector<absl::CivilDay> days;
  std::vector<std::string> tags, contacts, quotas, domains, networks;
  std::vector<platform::Uuid> ids;
  for (size_t i = 0; i < writes_.size(); ++i) {
    const auto& wish = writes_[i].verification;
    if (!wish || !results_[i].ok() || results_[i]->stay.verified) continue;
    const Stay& stay = results_[i]->stay;  // an extended stay may be of the day before
    results_[i]->mail_pending = true;
    days.push_back(stay.key.service_day);
    tags.push_back(stay.browser.bytes);
    ids.push_back(wish->id);
    contacts.push_back(stay.sealed_contact);
    quotas.push_back(wish->quota_key);
    domains.push_back(wish->domain_quota_key);
    networks.push_back(wish->network_quota_key);
  }
  if (ids.empty()) return absl::OkStatus();
  return connection.Run(kWish, Params().DateArray(days).BytesArray(tags).UuidArray(ids).BytesArray(contacts)
                                   .BytesArray(quotas).BytesArray(domains).BytesArray(networks).Time(now_)).status();
}

std::vector<Statement> CheckInWriter::Statements() {
  return {kExtend, kClose, kInsert, kFindTries, kFindConfirmed, kCollect, kWish};
}

}  // namespace mimamori::visit
