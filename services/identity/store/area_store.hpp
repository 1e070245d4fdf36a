// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace mimamori::identity {

struct Area {
  std::string code;  // official six digits
  std::string display_name;
  std::string prefecture;  // empty for a prefecture
};

class AreaStore {
 public:
  virtual ~AreaStore() = default;
  // By code, those after `after` ("" for all), at most `limit`.
  virtual absl::StatusOr<std::vector<Area>> List(absl::Time deadline, const std::string& after, int limit) = 0;
};

}  // namespace mimamori::identity
