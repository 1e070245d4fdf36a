// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/core/secret.hpp"

namespace mimamori::platform::crypto {

// Keys as files, one 0600 file per ring and period: `<folder>/<ring>/<period>.key`, encrypted under the folder's
// key-encryption key `<folder>/root.key` (made on first use). Lives outside every database and its backups. A key file
// that was copied to another ring or period is refused. Thread-safe. Names of rings and periods are 1–64 characters of
// a-z, A-Z, 0-9, - and _ (INVALID_ARGUMENT, MALFORMED_KEY_NAME).
//
// Failures of the files: PERMISSION_DENIED (NOT_AUTHENTIC) for a changed file or another root key, FAILED_PRECONDITION
// for one that others may read.
class KeyFolder {
 public:
  // Makes `folder` (0700) when it is missing; its parent must exist.
  static absl::StatusOr<KeyFolder> Open(const std::string& folder);

  absl::StatusOr<Secret> Read(const std::string& ring, const std::string& period) const;  // NOT_FOUND (KEY_DESTROYED)
  // Creates the key with `make`'s bytes when there is none; two processes that race end up with the same key.
  absl::StatusOr<Secret> ReadOrCreate(const std::string& ring, const std::string& period, Secret fresh) const;
  // Overwrites, unlinks and syncs the folder; destroying a key that is gone is success. Where the file system keeps old
  // blocks (snapshots, wear levelling), what is left is a key that is encrypted under root.key.
  absl::Status Destroy(const std::string& ring, const std::string& period) const;
  absl::StatusOr<std::vector<std::string>> Periods(const std::string& ring) const;  // sorted

 private:
  std::string PathOf(const std::string& ring, const std::string& period) const;
  KeyFolder(std::string folder, Secret root) : folder_(std::move(folder)), root_(std::move(root)) {}
  std::string folder_;
  Secret root_;
};

}  // namespace mimamori::platform::crypto
