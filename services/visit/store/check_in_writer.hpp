// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/postgres/connection.hpp"
#include "services/visit/store/visit_store.hpp"

namespace mimamori::visit {

// Keeps one batch of check-ins in an open transaction, or as one statement that is its own transaction.
//
// Order within a batch: confirmed browsers are looked up (and locked: verifications before stays, as ConfirmBrowser does);
// open stays are extended; what is not extended is inserted; stays that were left elsewhere are closed; verification
// mails are wished for. Plain check-ins, the usual case, need only the insert.
class CheckInWriter {
 public:
  CheckInWriter(const std::vector<CheckInWrite>& writes, absl::Time now);
  // True when the whole batch is one insert.
  bool IsPlain() const { return plain_; }
  absl::Status Run(platform::postgres::Connection& connection);
  std::vector<absl::StatusOr<CheckInKept>> TakeResults() { return std::move(results_); }

  static std::vector<platform::postgres::Statement> Statements();

 private:
  absl::Status Extend(platform::postgres::Connection& connection);
  absl::Status LearnVerified(platform::postgres::Connection& connection);
  absl::Status CollectProofs(platform::postgres::Connection& connection, const std::vector<size_t>& waiting);
  absl::Status Insert(platform::postgres::Connection& connection);
  absl::Status FindEarlierTries(platform::postgres::Connection& connection, const std::vector<size_t>& missing);
  absl::Status CloseElsewhere(platform::postgres::Connection& connection);
  absl::Status WishForMails(platform::postgres::Connection& connection);

  std::vector<CheckInWrite> writes_;
  const absl::Time now_;
  bool plain_ = true;
  std::vector<bool> settled_;
  std::vector<size_t> collected_;  // whose browser takes its proof
  std::vector<absl::StatusOr<CheckInKept>> results_;
};

}  // namespace mimamori::visit
