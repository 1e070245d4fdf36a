// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/work_messages.hpp"

#include <utility>

#include "fmt/format.h"
#include "services/observation/service/scope_messages.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {

using platform::rpc::ToTimestamp;

v1::Item ToProto(const ListedItem& listed, absl::Time now) {
  const WorkItem& item = listed.item;
  const ItemState state = StateAt(item, now);
  v1::Item out;
  out.set_case_id(listed.case_id.ToString());
  out.set_number(listed.number);
  out.set_area_code(listed.area.ToString());
  out.set_state(static_cast<v1::ItemState>(state));
  out.set_tier(static_cast<v1::Tier>(item.tier));
  out.set_rung(static_cast<v1::Rung>(item.rung));
  *out.mutable_contact_time() = ToTimestamp(item.contact_by);
  if (state == ItemState::kClaimed) {
    out.set_claimed_by(item.claimed_by);
    if (item.claim_ends) *out.mutable_claim_end_time() = ToTimestamp(*item.claim_ends);
  }
  if (state == ItemState::kSnoozed && item.snoozed_until) *out.mutable_snooze_time() = ToTimestamp(*item.snoozed_until);
  out.set_handed_to(item.handed_to);
  out.set_attempts(item.attempts);
  out.set_escalated(item.escalated);
  out.set_version(item.version);
  out.set_last_tier(static_cast<v1::Tier>(listed.last_tier));
  if (listed.last_report) *out.mutable_last_report_time() = ToTimestamp(*listed.last_report);
  *out.mutable_open_time() = ToTimestamp(item.opened);
  return out;
}

v1::Deed ToProto(const RecordedDeed& deed) {
  v1::Deed out;
  out.set_kind(static_cast<v1::DeedKind>(deed.deed));
  out.set_done_by(deed.done_by);
  *out.mutable_done_time() = ToTimestamp(deed.done_at);
  out.set_note(deed.note);
  out.set_done_to(deed.done_to);
  return out;
}

AuditEntry AuditOfList(const platform::rpc::Call& call, std::string action, size_t items) {
  AuditEntry audit = AuditOf(call, std::move(action));
  audit.object_type = "worklist";
  audit.payload = fmt::format(R"({{"items": {}}})", items);
  return audit;
}

}  // namespace mimamori::observation
