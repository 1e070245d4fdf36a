// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/exposure/domain/exposure.hpp"
#include "services/exposure/domain/recipients.hpp"
#include "services/platform/postgres/audit.hpp"

namespace mimamori::exposure {

// The areas that the caller may see; an exposure elsewhere does not exist for her.
using Scope = std::vector<platform::AreaCode>;
using platform::postgres::AuditEntry;

// Who was told of an exposure's venue before, at no lower level, by exposures that were fixed and neither recalled nor
// ended.
struct ToldBefore {
  struct Person {
    std::string sealed_contact;
    std::string contact_subject;
    std::vector<std::string> service_days;  // "2026-11-21": those that she was told of
  };
  std::vector<ExposureId> exposures;
  std::vector<Person> people;  // somebody may be there twice, with other days
};

class ExposureStore {
 public:
  virtual ~ExposureStore() = default;

  // Keeps a proposal, audited. The same person's same request id gives the first one; REQUEST_ID_REUSED when it asked
  // for something else.
  virtual absl::StatusOr<Exposure> Propose(absl::Time deadline, const Exposure& exposure, const RequestId& request,
                                           const AuditEntry& audit) = 0;
  // EXPOSURE_UNKNOWN.
  virtual absl::StatusOr<Exposure> Get(absl::Time deadline, const ExposureId& id, const Scope& scope) = 0;
  virtual absl::Status Audit(absl::Time deadline, const AuditEntry& audit) = 0;
  struct Page {
    std::vector<Exposure> exposures;
    int64_t last_number = 0;  // where the next page starts; 0: no more
  };
  // Newest first, those with a smaller number than `before` (0: all).
  virtual absl::StatusOr<Page> List(absl::Time deadline, const Scope& scope, int64_t before, int limit) = 0;

  // Locks the exposure, lets `decide` judge and change it, keeps it with a higher version and the audit entry.
  virtual absl::StatusOr<Exposure> Change(absl::Time deadline, const ExposureId& id, const Scope& scope,
                                          const std::function<absl::Status(Exposure&)>& decide,
                                          const AuditEntry& audit) = 0;

  // Exposures whose dispatch is not finished and that have not ended.
  virtual absl::StatusOr<std::vector<Exposure>> Dispatching(absl::Time deadline) = 0;
  // Recalled exposures whose mails were not all taken back yet, as far as is known.
  virtual absl::StatusOr<std::vector<ExposureId>> Recalling(absl::Time deadline) = 0;
  // Has those look for their people again that may have left some out since the recalled one told them.
  virtual absl::Status FinishRecall(absl::Time deadline, const ExposureId& id, absl::Time now) = 0;
  virtual absl::StatusOr<bool> IsGathered(absl::Time deadline, const ExposureId& id) = 0;
  virtual absl::StatusOr<ToldBefore> PeopleTold(absl::Time deadline, const ExposureId& id) = 0;
  // Fixes the recipients, once: a second call changes nothing. False: nothing was fixed, since people of an exposure that is
  // not among the `heeded` have meanwhile been told of this venue; gather anew. Of two calls for one venue at the same time
  // the second one sees the first.
  virtual absl::StatusOr<bool> KeepRecipients(absl::Time deadline, const ExposureId& id,
                                              const std::vector<Recipient>& recipients,
                                              const std::vector<ExposureId>& heeded, absl::Time now) = 0;
  virtual absl::StatusOr<std::vector<Recipient>> Waiting(absl::Time deadline, const ExposureId& id, int limit) = 0;
  virtual absl::Status MarkQueued(absl::Time deadline, const ExposureId& id,
                                  const std::vector<std::string>& contact_macs, absl::Time now) = 0;
  // Nobody waits any more.
  virtual absl::Status FinishDispatch(absl::Time deadline, const ExposureId& id) = 0;

  // Decided before `before` and not ended: their recipients and matching keys are due.
  virtual absl::StatusOr<std::vector<ExposureId>> DueToEnd(absl::Time deadline, absl::Time before) = 0;
  // Deletes the recipients. Audited.
  virtual absl::Status End(absl::Time deadline, const ExposureId& id, absl::Time now) = 0;

  virtual absl::StatusOr<AlertPolicy> AlertPolicyAt(absl::Time deadline, absl::Time at) = 0;
  virtual absl::StatusOr<int> RetentionDaysAt(absl::Time deadline, absl::Time at) = 0;
};

}  // namespace mimamori::exposure
