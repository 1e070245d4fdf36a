// SPDX-License-Identifier: Apache-2.0
#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/time/clock.h"

namespace mimamori::tests {
namespace {

constexpr absl::Duration kLook = absl::Milliseconds(5);

std::vector<std::string> EnvironmentWith(const std::map<std::string, std::string>& added) {
  std::vector<std::string> lines;
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string text = *line;
    if (!added.contains(text.substr(0, text.find('=')))) lines.push_back(text);
  }
  for (const auto& [name, value] : added) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

ChildProcess::ChildProcess(const Command& command) {
  std::vector<std::string> words = command.words;
  std::vector<std::string> lines = EnvironmentWith(command.environment);
  const std::vector<char*> argv = Pointers(words);
  const std::vector<char*> envp = Pointers(lines);
  const int out = open(files_.File("out").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int err = open(files_.File("err").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {  // only async-signal-safe calls until exec
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || chdir(command.folder.c_str()) != 0) _exit(126);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(126);
    execvpe(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(in);
  close(out);
  close(err);
}

ChildProcess::~ChildProcess() {
  if (!Running()) return;
  Signal(SIGKILL);
  Reap(/*block=*/true);
}

std::optional<int> ChildProcess::Reap(bool block) {
  int status = 0;
  if (!exit_ && waitpid(pid_, &status, block ? 0 : WNOHANG) == pid_) {
    exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return exit_;
}

bool ChildProcess::Running() { return pid_ > 0 && !Reap(/*block=*/false); }

bool ChildProcess::WaitForText(const std::string& text, absl::Duration limit) {
  const absl::Time until = absl::Now() + limit;
  while (true) {
    const bool running = Running();  // looked at first: what it wrote last counts
    if (Output().find(text) != std::string::npos || Errors().find(text) != std::string::npos) return true;
    if (!running || absl::Now() >= until) return false;
    absl::SleepFor(kLook);
  }
}

void ChildProcess::Signal(int signal) const {
  if (pid_ > 0 && !exit_) kill(pid_, signal);
}

int ChildProcess::Wait(absl::Duration limit) {
  const absl::Time until = absl::Now() + limit;
  while (Running() && absl::Now() < until) absl::SleepFor(kLook);
  if (Running()) Signal(SIGKILL);
  return Reap(/*block=*/true).value_or(-1);
}

std::string RunToEnd(const ChildProcess::Command& command, absl::Duration limit) {
  ChildProcess child(command);
  if (const int exit = child.Wait(limit); exit != 0) {
    fmt::print(stderr, "tests: {} ended with {}: {}\n", command.words.front(), exit, child.Errors());
    std::abort();
  }
  return child.Output();
}

}  // namespace mimamori::tests
