// SPDX-License-Identifier: Apache-2.0
#include "services/platform/observe/log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"
#include "services/platform/observe/log_soon.hpp"

namespace mimamori::platform::observe {
namespace {

// Opens a payload that Log() has already rendered; anything else is a bare message of a library.
constexpr char kRendered = '\x1e';

// RFC 8259. Bytes that are not UTF-8 are never copied: a line stays one JSON object whatever it is about.
template <class Out>
void AppendString(Out& out, std::string_view text) {
  const bool utf8 = IsUtf8(text);
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else if (byte >= 0x80 && !utf8) {
      fmt::format_to(std::back_inserter(out), "\\ufffd");
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

class JsonLines final : public spdlog::formatter {
 public:
  explicit JsonLines(std::string process) : process_(std::move(process)) {}

  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromChrono(line.time), absl::UTCTimeZone());
    const spdlog::string_view_t level = spdlog::level::to_string_view(line.level);
    fmt::format_to(std::back_inserter(out), R"({{"time":"{}","level":"{}","process":)", time, level);
    AppendString(out, process_);
    std::string_view payload(line.payload.data(), line.payload.size());
    fmt::format_to(std::back_inserter(out), R"(,"message":)");
    if (payload.starts_with(kRendered)) {
      payload.remove_prefix(1);
      out.append(payload.data(), payload.data() + payload.size());
    } else {
      AppendString(out, payload);
    }
    fmt::format_to(std::back_inserter(out), "}}\n");
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(process_); }

 private:
  const std::string process_;
};

// Collects lines and writes them with one system call. A line that is not flushed waits half a second at most.
class Stderr final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  Stderr() : clock_([this] { Tick(); }) {}
  ~Stderr() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      flush_();
    }
    wake_.notify_one();
    clock_.join();
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    if (lines_.size() == 0) wake_.notify_one();
    formatter_->format(line, lines_);
    if (lines_.size() > kMost) flush_();
  }
  void flush_() override {
    std::fwrite(lines_.data(), 1, lines_.size(), stderr);
    lines_.clear();
  }

 private:
  static constexpr size_t kMost = 32 * 1024;
  static constexpr auto kLongest = std::chrono::milliseconds(500);

  void Tick() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      wake_.wait(lock, [this] { return stopping_ || lines_.size() > 0; });
      wake_.wait_for(lock, kLongest, [this] { return stopping_; });
      flush_();
    }
  }

  spdlog::memory_buf_t lines_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread clock_;  // last: starts when everything above exists
};

// Shares the default logger's sink and leaves its lines there.
std::shared_ptr<spdlog::logger>& Unhurried() {
  static std::shared_ptr<spdlog::logger> logger;
  return logger;
}

void WriteTo(spdlog::logger& logger, spdlog::level::level_enum level, std::string_view message,
             std::initializer_list<Field> fields, std::string_view trace_id) {
  if (!logger.should_log(level)) return;
  std::string line(1, kRendered);
  AppendString(line, message);
  for (const Field& field : fields) {
    line += ',';
    AppendString(line, field.name);
    line += ':';
    AppendString(line, field.value);
  }
  if (!trace_id.empty()) {
    line += R"(,"trace":)";
    AppendString(line, trace_id);
  }
  logger.log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void StartLog(const std::string& process, const std::string& level) {
  const auto sink = std::make_shared<Stderr>();
  const auto make = [&](spdlog::level::level_enum flush_on) {
    auto logger = std::make_shared<spdlog::logger>(process, sink);
    logger->set_formatter(std::make_unique<JsonLines>(process));
    logger->set_level(spdlog::level::from_str(level));
    logger->flush_on(flush_on);
    return logger;
  };
  Unhurried() = make(spdlog::level::off);
  spdlog::set_default_logger(make(spdlog::level::trace));  // stderr: a line must not be lost with the process
}

void Log(spdlog::level::level_enum level, std::string_view message, std::initializer_list<Field> fields,
         std::string_view trace_id) {
  WriteTo(*spdlog::default_logger_raw(), level, message, fields, trace_id);
}

void LogSoon(spdlog::level::level_enum level, std::string_view message, std::initializer_list<Field> fields,
             std::string_view trace_id) {
  WriteTo(Unhurried() ? *Unhurried() : *spdlog::default_logger_raw(), level, message, fields, trace_id);
}

Field Of(const absl::Status& status) {
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string reason = ReasonOf(status);
  const std::string_view text(status.message().data(), status.message().size());
  return {"failure", reason.empty() ? fmt::format("{}: {}", code, text) : fmt::format("{} {}: {}", code, reason, text)};
}

}  // namespace mimamori::platform::observe
