// SPDX-License-Identifier: Apache-2.0
#include "services/platform/observe/log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/text.hpp"

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

}  // namespace

void StartLog(const std::string& process, const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>(process, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<JsonLines>(process));
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::trace);  // stderr: a line must not be lost with the process
  spdlog::set_default_logger(std::move(logger));
}

void Log(spdlog::level::level_enum level, std::string_view message, std::initializer_list<Field> fields,
         std::string_view trace_id) {
  spdlog::logger* const logger = spdlog::default_logger_raw();
  if (!logger->should_log(level)) return;
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
  logger->log(level, spdlog::string_view_t(line.data(), line.size()));
}

Field Of(const absl::Status& status) {
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string reason = ReasonOf(status);
  const std::string_view text(status.message().data(), status.message().size());
  return {"failure", reason.empty() ? fmt::format("{}: {}", code, text) : fmt::format("{} {}: {}", code, reason, text)};
}

}  // namespace mimamori::platform::observe
