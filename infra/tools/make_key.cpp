// SPDX-License-Identifier: Apache-2.0
// Makes the secret files of an installation; what exists is left alone, so that it can be run at every start.
#include <cstdio>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/signature.hpp"

namespace {

constexpr std::string_view kUsage =
    "mimamori_make_key signing FOLDER NAME...  makes FOLDER/NAME.key (0600) and FOLDER/NAME.pub\n"
    "mimamori_make_key random FILE...          makes files (0600) with 32 random bytes as base64url\n";

// One line on stderr and false, unless the key was made or was there.
bool Made(const absl::Status& status, std::string_view what) {
  if (status.ok() || absl::IsAlreadyExists(status)) return true;
  fmt::print(stderr, "{}: {}\n", what, std::string_view(status.message().data(), status.message().size()));
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace mimamori::platform;
  crypto::Initialise();
  const std::string_view kind = argc > 1 ? argv[1] : "";
  if (kind == "signing" && argc > 3) {
    for (int i = 3; i < argc; ++i) {
      if (!Made(crypto::WriteSigningKey(argv[2], argv[i]), argv[i])) return 1;
    }
    return 0;
  }
  if (kind == "random" && argc > 2) {
    for (int i = 2; i < argc; ++i) {
      if (!Made(CreateSecretFile(argv[i], crypto::ToBase64Url(crypto::RandomBytes(32))), argv[i])) return 1;
    }
    return 0;
  }
  fmt::print(stderr, "{}", kUsage);
  return 2;
}
