// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/identity/domain/account.hpp"
#include "services/platform/postgres/pool.hpp"

namespace mimamori::identity {

struct Colleague {
  AccountId id = {};
  std::string user_name = {};
  std::string display_name = {};
};

// Health officers who may log in. Failures are those of the pool.
class ColleagueStore {
 public:
  // `demo`: accounts of a demo may log in, too.
  ColleagueStore(platform::postgres::Pool& pool, bool demo) : pool_(pool), demo_(demo) {}

  // Of whom one of the areas covers `area`, but for `herself`: by user name, those after `after` ("" for all), at most
  // `limit`.
  absl::StatusOr<std::vector<Colleague>> List(absl::Time deadline, const platform::AreaCode& area,
                                              const std::string& herself, const std::string& after, int limit);
  // nullopt: she isn't one of those.
  absl::StatusOr<std::optional<Colleague>> Find(absl::Time deadline, const platform::AreaCode& area, const AccountId& id);

  static std::vector<platform::postgres::Statement> Statements();

 private:
  platform::postgres::Pool& pool_;
  const bool demo_;
};

}  // namespace mimamori::identity
