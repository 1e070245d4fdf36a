// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>

namespace mimamori::identity {

// Whether `word` (the first of the command line) is a command for a running service, not the service itself.
bool IsAdminCommand(std::string_view word);

// identity create-administrator --admin-socket PATH --user-name NAME …
// identity create-account --demo --admin-socket PATH --user-name NAME --role HEALTH_OFFICER --areas 271004 …
// Tells the running service and prints its answer. The password is the first line of `in` with --password-stdin; else
// one is made and printed once. `argv` starts at the command. Exit code: 0 done, 1 refused, 2 wrong flags.
int RunAdminCommand(int argc, const char* const* argv, std::istream& in, std::ostream& out, std::ostream& problems);

}  // namespace mimamori::identity
