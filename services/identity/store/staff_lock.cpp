// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/staff_lock.hpp"

namespace mimamori::identity {
namespace {

constexpr platform::postgres::Statement kLockStaff{
    "identity.lock_staff", "SELECT pg_advisory_xact_lock(hashtextextended('identity.staff', 0)) IS NULL"};

}  // namespace

absl::Status LockStaff(platform::postgres::Connection& transaction) { return transaction.Run(kLockStaff).status(); }

std::vector<platform::postgres::Statement> StaffLockStatements() { return {kLockStaff}; }

}  // namespace mimamori::identity
