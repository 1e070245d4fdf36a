// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "services/mail/store/mail_store.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::mail {

// Beyond the failures of the interface, those of postgres::Pool.
class PostgresMailStore final : public MailStore {
 public:
  explicit PostgresMailStore(platform::postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::vector<MessageId>> Enqueue(absl::Time deadline, const Batch& batch) override;
  absl::StatusOr<Progress> GetProgress(absl::Time deadline, const std::string& caller,
                                       const std::string& group) override;
  absl::StatusOr<Progress> CancelGroup(absl::Time deadline, absl::Time now, const std::string& caller,
                                       const std::string& group, const std::string& trace_id) override;
  absl::StatusOr<std::vector<Claimed>> Claim(absl::Time deadline, absl::Time now, absl::Time lease_end, int64_t worker,
                                             int limit) override;
  absl::StatusOr<int64_t> Settle(absl::Time deadline, absl::Time now, int64_t worker,
                                 const std::vector<Result>& results) override;
  absl::StatusOr<std::vector<Fate>> FindFates(absl::Time deadline, const std::string& caller,
                                              const std::vector<platform::RequestId>& requests) override;
  absl::StatusOr<Progress> CountUnsettled(absl::Time deadline) override;
  absl::StatusOr<int64_t> DropOld(absl::Time deadline, absl::Time settled_before, absl::Time windows_before,
                                  int limit) override;

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
};

}  // namespace mimamori::mail
