// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entrance; FUZZ_TARGET in the environment names the target.
#include <cstdint>

#include "tests/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const mimamori::fuzz::Target target = [] {
    const char* const name = std::getenv("FUZZ_TARGET");
    const auto found = mimamori::fuzz::Targets().find(std::string_view(name == nullptr ? "" : name));
    if (found != mimamori::fuzz::Targets().end()) return found->second;
    std::fprintf(stderr, "FUZZ_TARGET is one of:");
    for (const auto& [known, unused] : mimamori::fuzz::Targets()) std::fprintf(stderr, " %s", known.c_str());
    std::fprintf(stderr, "\n");
    std::exit(2);
  }();
  target({reinterpret_cast<const char*>(data), size});
  return 0;
}
