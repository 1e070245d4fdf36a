// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/admission/store/admission_store.hpp"

namespace mimamori::admission {

struct TransportTag { static constexpr const char* kName = "transport_id"; };
using TransportId = platform::Id<TransportTag>;

// Kept as a smallint: never renumber.
enum class TransportState : int16_t { kOpen = 1, kTaken = 2, kOnTheWay = 3, kArrived = 4, kCalledOff = 5 };

struct Transport {
  TransportId id = {};
  AdmissionId admission = {};
  TransportState state = TransportState::kOpen;
  absl::Time made_at = {};
  absl::Time state_since = {};
  std::string firm = {};  // organisation that has it; empty: none
};
struct ListedTransport {
  Transport transport = {};
  KeptAdmission of = {};
};

// Who asks: an officer by her areas, a firm by its organisation and the areas that its staff are responsible for.
struct TransportScope {
  std::vector<platform::AreaCode> areas = {};
  std::string firm = {};  // empty: an officer
};

struct TransportPosition {
  absl::Time made_at = absl::InfinitePast();
  TransportId id = {};
};

// Failures beside those named: the pool's.
class TransportStore {
 public:
  explicit TransportStore(platform::postgres::Pool& pool) : pool_(pool) {}

  // Of an admission that `check` agrees with. A retry gives it as it is by now. NOT_FOUND: ADMISSION_UNKNOWN.
  // FAILED_PRECONDITION: TRANSPORT_OPEN. ALREADY_EXISTS: REQUEST_ID_REUSED. And what `check` says.
  absl::StatusOr<ListedTransport> Request(absl::Time deadline, const Scope& scope, const AdmissionId& id,
                                          const RequestId& request, const std::function<absl::Status(const Admission&)>& check,
                                          const AuditEntry& audit);
  absl::StatusOr<std::vector<ListedTransport>> List(absl::Time deadline, const TransportScope& scope,
                                                    const TransportPosition& after, int limit, const AuditEntry& audit);

  // By a firm: `decide` changes the transport and its admission. The first of two firms has it; for the other one it isn't there.
  // NOT_FOUND: TRANSPORT_UNKNOWN. And what `decide` says.
  using DecideTransport = std::function<absl::Status(Transport&, Admission&)>;
  absl::StatusOr<ListedTransport> Change(absl::Time deadline, const TransportScope& scope, const TransportId& id,
                                         const DecideTransport& decide, const AuditEntry& audit);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::admission
