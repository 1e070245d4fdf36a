// SPDX-License-Identifier: Apache-2.0
#include "services/platform/postgres/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>

namespace mimamori::platform::postgres {

std::string Sha256Hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
    fmt::print(stderr, "mimamori: OpenSSL has no SHA-256\n");
    std::abort();
  }
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1) {
    fmt::print(stderr, "mimamori: OpenSSL has no random bytes\n");
    std::abort();
  }
  return bytes;
}

}  // namespace mimamori::platform::postgres
