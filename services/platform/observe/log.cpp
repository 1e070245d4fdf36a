// SPDX-License-Identifier: Apache-2.0
#include "services/platform/observe/log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
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

bool IsPlain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
}

template <class Out>
void Append(Out& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

// RFC 8259. Bytes that are not UTF-8 are never copied: a line stays one JSON object whatever it is about.
template <class Out>
void AppendString(Out& out, std::string_view text) {
  out.push_back('"');
  const auto odd = std::find_if_not(text.begin(), text.end(), IsPlain);
  Append(out, {text.begin(), odd});
  const bool utf8 = odd == text.end() || IsUtf8(text);
  for (auto at = odd; at != text.end(); ++at) {
    const auto byte = static_cast<unsigned char>(*at);
    if (*at == '"' || *at == '\\') {
      out.push_back('\\');
      out.push_back(*at);
    } else if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else if (byte >= 0x80 && !utf8) {
      Append(out, "\\ufffd");
    } else {
      out.push_back(*at);
    }
  }
  out.push_back('"');
}

class JsonLines final : public spdlog::formatter {
 public:
  explicit JsonLines(std::string process) : process_(std::move(process)) {}

  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    Append(out, R"({"time":")");
    AppendTime(line.time, out);
    Append(out, R"(","level":")");
    const spdlog::string_view_t level = spdlog::level::to_string_view(line.level);
    Append(out, {level.data(), level.size()});
    Append(out, R"(","process":)");
    AppendString(out, process_);
    std::string_view payload(line.payload.data(), line.payload.size());
    Append(out, R"(,"message":)");
    if (payload.starts_with(kRendered)) {
      payload.remove_prefix(1);
      Append(out, payload);
    } else {
      AppendString(out, payload);
    }
    Append(out, "}\n");
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(process_); }

 private:
  // "2026-11-21T10:00:00.123Z". Lines come by the thousand in a second, whose text is kept.
  void AppendTime(std::chrono::system_clock::time_point time, spdlog::memory_buf_t& out) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    if (second != second_) {
      second_ = second;
      second_text_ = absl::FormatTime("%Y-%m-%dT%H:%M:%S", absl::FromChrono(second), absl::UTCTimeZone());
    }
    Append(out, second_text_);
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time - second).count();
    fmt::format_to(std::back_inserter(out), ".{:03}Z", milliseconds);
  }

  const std::string process_;
  std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
  std::string second_text_;
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
  fmt::basic_memory_buffer<char, 512> line;
  line.push_back(kRendered);
  AppendString(line, message);
  for (const Field& field : fields) {
    line.push_back(',');
    AppendString(line, field.name);
    line.push_back(':');
    AppendString(line, field.value);
  }
  if (!trace_id.empty()) {
    Append(line, R"(,"trace":)");
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
