// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace mimamori::platform {

// Command-line flags, each with its environment twin (--listen ↔ MIMAMORI_LISTEN). A service binds its flags to the
// fields of one struct, then parses once; every problem is reported together. Secrets come as files, never as flags.
// Built on CLI11, which stays inside config.cpp.
class Flags {
 public:
  Flags(std::string program, std::string purpose);
  ~Flags();

  // `name` without dashes ("listen"). The field's present value is the default shown by --help.
  Flags& Add(const std::string& name, std::string* field, const std::string& help);
  Flags& Add(const std::string& name, int* field, const std::string& help, int min, int max);
  Flags& Add(const std::string& name, bool* field, const std::string& help);
  Flags& Add(const std::string& name, absl::Duration* field, const std::string& help);  // "90s", "15m", "28h"
  Flags& Require(const std::string& name, std::string* field, const std::string& help);
  // A rule over several fields, run after parsing; its sentence joins the list of problems.
  Flags& Check(std::function<absl::Status()> rule);

  // INVALID_ARGUMENT with every problem, one a line. CANCELLED with the text to print after --help or --version.
  absl::Status Parse(int argc, const char* const* argv);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace mimamori::platform
