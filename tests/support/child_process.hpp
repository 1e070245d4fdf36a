// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/support/temp_folder.hpp"

namespace mimamori::tests {

// A program started by a test, from the test's main thread (the kernel ends it when the thread that started it ends).
// Its output goes to files, so that it never waits for a reader.
class ChildProcess {
 public:
  struct Command {
    std::vector<std::string> words;                  // the program is looked up in PATH
    std::map<std::string, std::string> environment;  // added to the test's own
    std::string folder = "/";                        // where it works
  };

  explicit ChildProcess(const Command& command);
  ~ChildProcess();  // SIGKILL, if it still runs
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool Running();
  std::string Output() const { return files_.Read("out"); }
  std::string Errors() const { return files_.Read("err"); }

  // True as soon as its output or errors contain the text; false when it ends, or the time is over, without.
  bool WaitForText(const std::string& text, absl::Duration limit = absl::Seconds(30));
  void Signal(int signal) const;  // nothing, once it ended
  // The exit code, 128 + the signal that ended it; SIGKILL when it still runs after `limit`.
  int Wait(absl::Duration limit = absl::Seconds(30));

 private:
  std::optional<int> Reap(bool block);

  TempFolder files_;
  pid_t pid_ = -1;
  std::optional<int> exit_;
};

// Runs a program to its end. Aborts the test binary with the program's errors when it fails.
std::string RunToEnd(const ChildProcess::Command& command, absl::Duration limit = absl::Seconds(60));

}  // namespace mimamori::tests
