// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace mimamori::platform {

// Bytes that must not be logged: no formatter, no ostream, wiped when destroyed. Move-only.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  Secret Clone() const { return Secret(bytes_); }
  // The one way to the bytes; the name is there to be searched for.
  std::string_view Reveal() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  void Wipe() noexcept;
  std::string bytes_;
};

// Reads a secret file, without its trailing newline. NOT_FOUND when it is missing; FAILED_PRECONDITION when anybody but
// its owner may read it (mode & 077) or it is empty.
absl::StatusOr<Secret> ReadSecretFile(const std::string& path);

// Writes a new 0600 file durably (write, fsync, rename, fsync of the folder). ALREADY_EXISTS when `path` exists.
absl::Status CreateSecretFile(const std::string& path, std::string_view bytes);

}  // namespace mimamori::platform
