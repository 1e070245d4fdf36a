// SPDX-License-Identifier: Apache-2.0
#include "services/platform/crypto/key_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::platform::crypto {
namespace {

constexpr std::string_view kSuffix = ".key";

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string_view::npos;
}

absl::Status CheckNames(const std::string& ring, const std::string& period) {
  if (IsName(ring) && IsName(period)) return absl::OkStatus();
  return Failure(absl::StatusCode::kInvalidArgument, "MALFORMED_KEY_NAME",
                 "a ring and a period are made of letters, digits, - and _");
}

absl::Status MakeFolder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return Failure(absl::StatusCode::kFailedPrecondition, "KEY_FOLDER_UNUSABLE", "the key folder can't be made");
}

absl::Status SyncFolder(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return absl::InternalError("can't open a folder of keys");
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced ? absl::OkStatus() : absl::InternalError("can't sync a folder of keys");
}

// Zeros over what the file holds, on the disk before the name goes.
absl::Status Overwrite(int file) {
  struct stat info {};
  if (::fstat(file, &info) != 0) return absl::InternalError("can't look at a key file");
  const std::string zeros(static_cast<size_t>(info.st_size), '\0');
  if (::pwrite(file, zeros.data(), zeros.size(), 0) != info.st_size || ::fsync(file) != 0) {
    return absl::InternalError("can't overwrite a key file");
  }
  return absl::OkStatus();
}

// The key goes into the file as base64url: a secret file may end with a newline that is not part of it.
absl::StatusOr<Secret> ReadRoot(const std::string& path) {
  ASSIGN_OR_RETURN(const Secret text, ReadSecretFile(path));
  auto bytes = FromBase64Url(text.Reveal());
  if (!bytes.ok() || bytes->size() != kKeyBytes) {
    return Failure(absl::StatusCode::kFailedPrecondition, "MALFORMED_ROOT_KEY", "root.key does not hold a key");
  }
  return Secret(*std::move(bytes));
}

absl::StatusOr<Secret> ReadOrMakeRoot(const std::string& path) {
  auto root = ReadRoot(path);
  if (!absl::IsNotFound(root.status())) return root;
  const Secret fresh = RandomKey();
  const Secret text(ToBase64Url(fresh.Reveal()));
  const absl::Status created = CreateSecretFile(path, text.Reveal());
  if (!created.ok() && !absl::IsAlreadyExists(created)) return created;
  return ReadRoot(path);  // ours, or the other process's
}

}  // namespace

absl::StatusOr<KeyFolder> KeyFolder::Open(const std::string& folder) {
  Initialise();
  RETURN_IF_ERROR(MakeFolder(folder));
  ASSIGN_OR_RETURN(Secret root, ReadOrMakeRoot(folder + "/root.key"));
  return KeyFolder(folder, std::move(root));
}

std::string KeyFolder::PathOf(const std::string& ring, const std::string& period) const {
  return folder_ + "/" + ring + "/" + period + std::string(kSuffix);
}

absl::StatusOr<Secret> KeyFolder::Read(const std::string& ring, const std::string& period) const {
  RETURN_IF_ERROR(CheckNames(ring, period));
  const auto text = ReadSecretFile(PathOf(ring, period));
  if (absl::IsNotFound(text.status())) {
    return NotFound("KEY_DESTROYED", "there is no key of this ring and period: it was destroyed or never made");
  }
  RETURN_IF_ERROR(text.status());
  ASSIGN_OR_RETURN(const std::string wrapped, FromBase64Url(text->Reveal()));
  ASSIGN_OR_RETURN(std::string key, Decrypt(root_, wrapped, ring + "/" + period));
  return Secret(std::move(key));
}

absl::StatusOr<Secret> KeyFolder::ReadOrCreate(const std::string& ring, const std::string& period, Secret fresh) const {
  auto kept = Read(ring, period);
  if (!absl::IsNotFound(kept.status())) return kept;
  RETURN_IF_ERROR(MakeFolder(folder_ + "/" + ring));
  RETURN_IF_ERROR(SyncFolder(folder_));
  const std::string wrapped = ToBase64Url(Encrypt(root_, fresh.Reveal(), ring + "/" + period));
  const absl::Status created = CreateSecretFile(PathOf(ring, period), wrapped);
  if (created.ok()) return fresh;
  if (!absl::IsAlreadyExists(created)) return created;
  return Read(ring, period);
}

absl::Status KeyFolder::Destroy(const std::string& ring, const std::string& period) const {
  RETURN_IF_ERROR(CheckNames(ring, period));
  const std::string path = PathOf(ring, period);
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return errno == ENOENT ? absl::OkStatus() : absl::InternalError("can't open a key file to destroy it");
  const absl::Status overwritten = Overwrite(file);
  ::close(file);
  // Unlinked even when the disk refused the zeros: a key that can't be found is better than one that can.
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return absl::InternalError("can't unlink a key file");
  RETURN_IF_ERROR(SyncFolder(folder_ + "/" + ring));
  return overwritten;
}

absl::StatusOr<std::vector<std::string>> KeyFolder::Periods(const std::string& ring) const {
  RETURN_IF_ERROR(CheckNames(ring, ring));
  std::vector<std::string> periods;
  std::error_code error;
  std::filesystem::directory_iterator it(folder_ + "/" + ring, error);
  if (error == std::errc::no_such_file_or_directory) return periods;
  for (; !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    const std::filesystem::path& path = it->path();
    const std::string period = path.stem().string();
    if (path.extension() == kSuffix && IsName(period)) periods.push_back(period);  // not a draft of CreateSecretFile
  }
  if (error) return absl::InternalError("can't list a folder of keys");
  std::sort(periods.begin(), periods.end());
  return periods;
}

}  // namespace mimamori::platform::crypto
