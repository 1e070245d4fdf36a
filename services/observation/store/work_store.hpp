// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/observation/domain/patient.hpp"
#include "services/observation/domain/worklist.hpp"
#include "services/observation/store/scope.hpp"
#include "services/observation/store/work_rows.hpp"
#include "services/platform/postgres/audit.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::observation {

using platform::RequestId;
using platform::postgres::AuditEntry;

// Kept as a smallint: never renumber.
enum class Deed : int16_t {
  kClaimed = 1, kHandedOver = 2, kContacted = 3, kNotReached = 4, kSnoozed = 5, kEscalated = 6, kNoted = 7,
};

// As the list shows it.
struct ListedItem {
  CaseId case_id = {};
  std::string number = {};
  platform::AreaCode area = {};
  WorkItem item = {};
  Tier last_tier = Tier::kGreen;                            // of her latest report
  std::optional<absl::Time> last_report = std::nullopt;  // when it was so
  int64_t patient = 0;
};

// By tier, the gravest first, then by deadline; what was handed over to `viewer` before all else.
struct WorkPosition {
  std::string viewer = {};  // account; empty: nobody's come first
  bool handed = true;       // among hers still
  Tier tier = Tier::kRed;
  absl::Time contact_by = absl::InfinitePast();
  int64_t patient = 0;
};
// From behind an item, on the list of the same viewer.
WorkPosition Behind(const ListedItem& item, const std::string& viewer);

struct RecordedDeed {
  Deed deed = Deed::kNoted;
  std::string done_by = {};
  absl::Time done_at = {};
  std::string note = {};       // empty, too, when it was forgotten
  std::string done_to = {};    // account; of a hand-over to somebody
  RequestId request = {};      // unique for the person
  int64_t id = 0;              // given when it is kept

  friend bool operator==(const RecordedDeed&, const RecordedDeed&) = default;
};

// Who has to be spoken to. An item outside of the scope doesn't exist. Failures beside those named: the pool's.
class WorkStore {
 public:
  explicit WorkStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Open ones, from behind a position; one more than `limit` is never read.
  absl::StatusOr<std::vector<ListedItem>> List(absl::Time deadline, const Scope& scope, const WorkPosition& after,
                                               int limit);
  // Also a resolved one. NOT_FOUND: ITEM_UNKNOWN.
  absl::StatusOr<ListedItem> Get(absl::Time deadline, const Scope& scope, const CaseId& id);

  // Of some people; those who are not on the list, or elsewhere, are left out. Also resolved ones.
  absl::StatusOr<std::vector<ListedItem>> Among(absl::Time deadline, const Scope& scope, const std::vector<CaseId>& ids);

  // Decides on the item as it is, and keeps it with the deed and its audit. A contact is a word of hers: silence begins anew.
  // A deed whose request is known already was done: the item as it is by now. NOT_FOUND: ITEM_UNKNOWN. ALREADY_EXISTS:
  // REQUEST_ID_REUSED, for another deed. And what `decide` says.
  absl::StatusOr<ListedItem> Change(absl::Time deadline, const Scope& scope, const CaseId& id,
                                    const std::function<absl::Status(WorkItem&)>& decide, const RecordedDeed& deed,
                                    const AuditEntry& audit);
  // In the order in which they were done, from behind a deed; kept with the audit of who looked. NOT_FOUND: ITEM_UNKNOWN.
  absl::StatusOr<std::vector<RecordedDeed>> Deeds(absl::Time deadline, const Scope& scope, const CaseId& id, int64_t after,
                                                  int limit, const AuditEntry& audit);
  // That somebody looked at the list: before she is shown it.
  absl::Status Looked(absl::Time deadline, const AuditEntry& audit);

  // The changes of items behind a sequence, and the sequence up to which was read. OUT_OF_RANGE (CHANGES_DROPPED): it is too
  // long ago; read the list, then follow from LastChange before that.
  struct News {
    std::vector<WorkChange> changes;
    int64_t through = 0;
  };
  absl::StatusOr<News> NewsAfter(absl::Time deadline, int64_t sequence, int limit);
  absl::StatusOr<int64_t> LastChange(absl::Time deadline);

  // Whoever follows and is further behind reads the whole list.
  absl::Status DropChanges(absl::Time deadline, absl::Time before);
  // Words about people are not kept for ever: empties the notes of deeds before. How many.
  absl::StatusOr<int64_t> ForgetNotes(absl::Time deadline, absl::Time before);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::observation
