// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/secret.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::platform {
namespace {

constexpr size_t kLargestSecret = 1 << 20;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

absl::Status FileFailure(std::string_view what, const std::string& path) {
  return Failure(errno == ENOENT ? absl::StatusCode::kNotFound : absl::StatusCode::kInternal,
                 errno == ENOENT ? "SECRET_MISSING" : "SECRET_UNUSABLE",
                 fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

absl::Status WriteAll(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileFailure("write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(file) == 0 ? absl::OkStatus() : FileFailure("sync", path);
}

absl::Status SyncFolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const File file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0 || fsync(file.get()) != 0) return FileFailure("sync", folder);
  return absl::OkStatus();
}

}  // namespace

// A short string lives inside the object, so that moving copies it: the source is wiped as well.
Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.Wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  Wipe();
  bytes_ = std::move(other.bytes_);
  other.Wipe();
  return *this;
}

Secret::~Secret() { Wipe(); }

void Secret::Wipe() noexcept {
  bytes_.resize(bytes_.capacity());  // what a move or a shorter text left behind; never reallocates
  explicit_bzero(bytes_.data(), bytes_.size());
  bytes_.clear();
}

absl::StatusOr<Secret> ReadSecretFile(const std::string& path) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about;
  if (file.get() < 0 || fstat(file.get(), &about) != 0) return FileFailure("read", path);
  if ((about.st_mode & 077) != 0) {
    return Failure(absl::StatusCode::kFailedPrecondition, "SECRET_EXPOSED",
                   fmt::format("{} may be read by others than its owner; chmod 600 it", path));
  }
  if (!S_ISREG(about.st_mode) || static_cast<size_t>(about.st_size) > kLargestSecret) {
    return Failure(absl::StatusCode::kFailedPrecondition, "SECRET_UNUSABLE",
                   fmt::format("{} is not a file of at most 1 MiB", path));
  }
  std::string bytes(static_cast<size_t>(about.st_size), '\0');
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = pread(file.get(), bytes.data() + size, bytes.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno != EINTR) return FileFailure("read", path);
    if (got == 0) break;
    if (got > 0) size += static_cast<size_t>(got);
  }
  bytes.resize(size);
  if (!bytes.empty() && bytes.back() == '\n') bytes.pop_back();
  if (!bytes.empty() && bytes.back() == '\r') bytes.pop_back();
  if (bytes.empty()) {
    return Failure(absl::StatusCode::kFailedPrecondition, "SECRET_EMPTY", fmt::format("{} is empty", path));
  }
  return Secret(std::move(bytes));
}

absl::Status CreateSecretFile(const std::string& path, std::string_view bytes) {
  const std::string draft = fmt::format("{}.{}", path, FormatUuid(RandomUuid()));
  const File file(open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return FileFailure("create", path);
  absl::Status written = WriteAll(file.get(), bytes, path);
  // A link, unlike a rename, never replaces what another process created meanwhile.
  if (written.ok() && link(draft.c_str(), path.c_str()) != 0) {
    written = errno == EEXIST ? Failure(absl::StatusCode::kAlreadyExists, "SECRET_EXISTS", path + " exists already")
                              : FileFailure("create", path);
  }
  unlink(draft.c_str());
  RETURN_IF_ERROR(written);
  return SyncFolderOf(path);
}

}  // namespace mimamori::platform
