// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/target.hpp"

namespace mimamori::fuzz {

std::map<std::string, Target, std::less<>>& Targets() {
  static std::map<std::string, Target, std::less<>> targets;
  return targets;
}

}  // namespace mimamori::fuzz
