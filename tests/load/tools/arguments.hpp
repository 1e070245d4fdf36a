// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace mimamori::load {

// --name value …; every tool names what it needs.
class Arguments {
 public:
  Arguments(int argc, char** argv, int first);
  // Ends the program with a sentence when it is missing.
  const std::string& Get(const std::string& name) const;
  std::string Get(const std::string& name, const std::string& otherwise) const;
  int Int(const std::string& name, int otherwise) const;

 private:
  std::map<std::string, std::string> values_;
};

[[noreturn]] void Die(const std::string& sentence);

}  // namespace mimamori::load
