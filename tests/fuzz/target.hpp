// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace mimamori::fuzz {

// What reads bytes of strangers, by name. A target must come back from any input, and aborts when a promise is broken.
using Target = void (*)(std::string_view bytes);
std::map<std::string, Target, std::less<>>& Targets();

struct Registration {
  Registration(const char* name, Target target) { Targets().emplace(name, target); }
};

}  // namespace mimamori::fuzz

// FUZZ_TARGET(json) { …use bytes… }
#define FUZZ_TARGET(name)                                                             \
  static void Fuzz_##name(std::string_view bytes);                                    \
  static const ::mimamori::fuzz::Registration registration_##name(#name, &Fuzz_##name); \
  static void Fuzz_##name([[maybe_unused]] std::string_view bytes)

#define FUZZ_CHECK(promise)                                                 \
  do {                                                                      \
    if (!(promise)) {                                                       \
      std::fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #promise); \
      std::abort();                                                         \
    }                                                                       \
  } while (false)
