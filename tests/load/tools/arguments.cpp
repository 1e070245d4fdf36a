// SPDX-License-Identifier: Apache-2.0
#include "tests/load/tools/arguments.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "fmt/format.h"

namespace mimamori::load {

Arguments::Arguments(int argc, char** argv, int first) {
  for (int i = first; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (!name.starts_with("--")) Die(fmt::format("{} is no flag", name));
    values_[std::string(name.substr(2))] = argv[i + 1];
  }
}

const std::string& Arguments::Get(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) Die(fmt::format("--{} is missing", name));
  return found->second;
}

std::string Arguments::Get(const std::string& name, const std::string& otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

int Arguments::Int(const std::string& name, int otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : std::atoi(found->second.c_str());
}

void Die(const std::string& sentence) {
  fmt::print(stderr, "mimamori_load: {}\n", sentence);
  std::exit(1);
}

}  // namespace mimamori::load
