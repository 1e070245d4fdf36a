// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <set>
#include <vector>

#include "services/platform/postgres/pool.hpp"
#include "services/visit/store/visit_store.hpp"

namespace mimamori::visit {

class PostgresVisitStore final : public VisitStore {
 public:
  explicit PostgresVisitStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<int64_t> NextStayId() override;
  absl::StatusOr<std::vector<absl::StatusOr<CheckInKept>>> KeepCheckIns(
      absl::Time deadline, absl::Time now, const std::vector<CheckInWrite>& writes) override;
  absl::StatusOr<Stay> Find(absl::Time deadline, const StayKey& key, const BrowserTag& browser) override;
  absl::StatusOr<Stay> CheckOut(absl::Time deadline, const StayKey& key, const BrowserTag& browser,
                                const std::function<absl::StatusOr<absl::Time>(const Stay&)>& end) override;
  absl::StatusOr<int> ConfirmBrowser(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser,
                                     absl::Time now, bool hand_over) override;
  absl::Status KeepLink(absl::Time deadline, const std::string& token_hash, const PendingVerification& verification,
                        absl::Time expires) override;
  absl::StatusOr<std::optional<VerificationLink>> FindLink(absl::Time deadline, const std::string& token_hash) override;
  absl::Status SpoilHandOver(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser) override;
  absl::StatusOr<bool> ProofWaits(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser,
                                  absl::Time now) override;
  absl::StatusOr<bool> CollectProof(absl::Time deadline, absl::CivilDay service_day, const BrowserTag& browser,
                                    const RequestId& request, absl::Time now) override;
  absl::StatusOr<std::vector<PendingVerification>> PendingVerifications(absl::Time deadline, int limit) override;
  absl::Status SettleVerification(absl::Time deadline, const PendingVerification& verification, absl::Time now,
                                  const std::string& failure) override;
  absl::Status EachOverlap(absl::Time deadline, const OverlapQuestion& question, absl::Duration longest,
                           const Asker& asker, absl::Time now,
                           const std::function<bool(const Stay&)>& each) override;
  absl::StatusOr<absl::Time> UseRecordLink(absl::Time deadline, const std::string& link_hash, const RequestId& request,
                                           absl::Time now, absl::Time expires) override;
  absl::StatusOr<std::vector<Stay>> OwnStays(absl::Time deadline, const std::vector<DayPseudonym>& days,
                                             int limit) override;
  absl::StatusOr<Stay> ShortenOwn(absl::Time deadline, const OwnStay& own,
                                  const std::function<absl::StatusOr<absl::Time>(const Stay&)>& end) override;
  absl::Status DeleteOwn(absl::Time deadline, const OwnStay& own) override;
  absl::StatusOr<std::vector<AskedWindow>> WindowsAsked(absl::Time deadline, const std::vector<VenueId>& venues,
                                                        absl::Time since) override;
  absl::Status IndexDaysBefore(absl::Time deadline, absl::CivilDay day) override;
  absl::Status CreateDays(absl::Time deadline, const std::vector<absl::CivilDay>& days) override;
  absl::StatusOr<int> DropDaysBefore(absl::Time deadline, absl::CivilDay first_kept, absl::Time now) override;
  absl::StatusOr<StayPolicy> StayPolicyAt(absl::Time deadline, absl::Time at) override;
  absl::StatusOr<RetentionPolicy> RetentionPolicyAt(absl::Time deadline, absl::Time at) override;

  // Every statement this store can run; a test prepares each against the migrated schema.
  static std::vector<platform::postgres::Statement> Statements();

 private:
  static std::vector<platform::postgres::Statement> VerificationStatements();
  static std::vector<platform::postgres::Statement> RecordStatements();
  absl::Status AuditQuestion(absl::Time deadline, const OverlapQuestion& question, const Asker& asker, absl::Time now);
  absl::StatusOr<platform::postgres::Rows> Overlapping(absl::Time deadline, const OverlapQuestion& question,
                                                       absl::Duration longest, const Asker& asker, absl::Time now);
  // Creates the partitions of a batch that this process has not seen yet.
  absl::Status EnsureDays(absl::Time deadline, const std::vector<CheckInWrite>& writes);

  platform::postgres::Pool& pool_;
  std::mutex mutex_;
  int64_t next_id_ = 0;
  int64_t ids_end_ = 0;
  std::set<absl::CivilDay> days_;
};

}  // namespace mimamori::visit
