// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/clock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <optional>
#include <string_view>

#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

#ifdef MIMAMORI_MOVABLE_CLOCK

// The file is opened anew each time (2 µs), since whoever moves the clock may replace it by a rename.
std::optional<int64_t> ReadSeconds(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  char bytes[32];
  const ssize_t size = read(file, bytes, sizeof bytes);
  close(file);
  std::string_view text(bytes, size > 0 ? static_cast<size_t>(size) : 0);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return seconds;
}

class FileClock final : public Clock {
 public:
  FileClock(std::string path, int64_t seconds) : path_(std::move(path)), seconds_(seconds) {}

  absl::Time Now() const override {
    // A file that is just being written reads as empty: the last number stands.
    if (const auto seconds = ReadSeconds(path_)) seconds_.store(*seconds, std::memory_order_relaxed);
    return absl::Now() + absl::Seconds(seconds_.load(std::memory_order_relaxed));
  }

 private:
  const std::string path_;
  mutable std::atomic<int64_t> seconds_;
};

absl::StatusOr<std::unique_ptr<Clock>> MakeFileClock(const std::string& path) {
  const auto seconds = ReadSeconds(path);
  if (!seconds) {
    return Failure(absl::StatusCode::kInvalidArgument, "CLOCK_FILE_UNREADABLE",
                   "the clock file " + path + " does not hold a number of seconds");
  }
  return std::make_unique<FileClock>(path, *seconds);
}

#else

absl::StatusOr<std::unique_ptr<Clock>> MakeFileClock(const std::string&) {
  return Failure(absl::StatusCode::kFailedPrecondition, "CLOCK_NOT_MOVABLE",
                 "this build follows the system's clock and takes no clock file");
}

#endif

}  // namespace

absl::StatusOr<std::unique_ptr<Clock>> MakeClock(const std::string& clock_file) {
  if (!clock_file.empty()) return MakeFileClock(clock_file);
  return std::make_unique<SystemClock>();
}

}  // namespace mimamori::platform
