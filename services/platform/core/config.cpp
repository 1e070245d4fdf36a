// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/config.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"

namespace mimamori::platform {
namespace {

std::string EnvironmentTwin(const std::string& flag) {
  std::string twin = "MIMAMORI_";
  for (const char c : flag) twin += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return twin;
}

// Each returns what is wrong with `text`, or nothing.
std::string ReadInt(const std::string& text, int min, int max, int* field) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < min || value > max) {
    return fmt::format("needs a whole number from {} to {}", min, max);
  }
  *field = value;
  return {};
}

std::string ReadBool(const std::string& text, bool* field) {
  const bool yes = text.empty() || text == "true" || text == "1" || text == "yes";
  if (!yes && text != "false" && text != "0" && text != "no") return "needs true or false";
  *field = yes;
  return {};
}

std::string ReadDuration(const std::string& text, absl::Duration* field) {
  absl::Duration value;
  if (!absl::ParseDuration(text, &value) || value < absl::ZeroDuration() || value == absl::InfiniteDuration()) {
    return "needs a duration like 90s, 15m or 28h";
  }
  *field = value;
  return {};
}

}  // namespace

// Every option is text to CLI11, which stops at the first value that does not fit; we convert the values ourselves and
// so can name all problems at once.
struct Flags::Parser {
  struct Binding {
    std::string name;
    CLI::Option* option;
    bool required;
    bool bare;  // may be given without a value
    std::function<std::string(const std::string&)> read;
  };

  explicit Parser(const std::string& program, const std::string& purpose) : app(purpose, program) {
    app.allow_extras();
    app.set_version_flag("--version", fmt::format("{} {}", program, MIMAMORI_VERSION));
  }

  void Bind(const std::string& name, const std::string& type, const std::string& shown, const std::string& help,
            bool required, std::function<std::string(const std::string&)> read) {
    CLI::Option* option = app.add_option("--" + name, help);
    // Not default_str(): CLI11 would take it as the value of a flag that was given without one.
    option->type_name(shown.empty() ? type : fmt::format("{} [{}]", type, shown));
    option->envname(EnvironmentTwin(name))->expected(0, 1)->take_last();
    if (required) option->description(help + " (required)");
    bindings.push_back({name, option, required, type == "BOOL", std::move(read)});
  }

  std::vector<std::string> Problems() {
    std::vector<std::string> problems;
    for (const std::string& extra : app.remaining()) {
      // Only the name: a value that was given to a misspelt flag may be anything.
      problems.push_back(extra.starts_with("-")
                             ? fmt::format("{} is not a flag of this program", extra.substr(0, extra.find('=')))
                             : "there is a word that belongs to no flag");
    }
    for (const Binding& binding : bindings) {
      const bool given = binding.option->count() > 0;
      const std::string text = given ? binding.option->results().back() : "";
      std::string problem;
      if (given && text.empty() && !binding.bare) problem = "needs a value";
      if (given && problem.empty()) problem = binding.read(text);
      if (!given && binding.required) problem = fmt::format("is required (or {})", EnvironmentTwin(binding.name));
      if (!problem.empty()) problems.push_back(fmt::format("--{} {}", binding.name, problem));
    }
    for (const auto& rule : rules) {
      if (const absl::Status status = rule(); !status.ok()) problems.emplace_back(status.message());
    }
    return problems;
  }

  CLI::App app;
  std::vector<Binding> bindings;
  std::vector<std::function<absl::Status()>> rules;
};

Flags::Flags(std::string program, std::string purpose) : parser_(std::make_unique<Parser>(program, purpose)) {}
Flags::~Flags() = default;

Flags& Flags::Add(const std::string& name, std::string* field, const std::string& help) {
  parser_->Bind(name, "TEXT", *field, help, false, [field](const std::string& text) {
    *field = text;
    return std::string();
  });
  return *this;
}

Flags& Flags::Require(const std::string& name, std::string* field, const std::string& help) {
  parser_->Bind(name, "TEXT", *field, help, true, [field](const std::string& text) {
    *field = text;
    return std::string();
  });
  return *this;
}

Flags& Flags::Add(const std::string& name, int* field, const std::string& help, int min, int max) {
  parser_->Bind(name, "INT", std::to_string(*field), help, false,
                [=](const std::string& text) { return ReadInt(text, min, max, field); });
  return *this;
}

Flags& Flags::Add(const std::string& name, bool* field, const std::string& help) {
  parser_->Bind(name, "BOOL", *field ? "true" : "false", help, false,
                [field](const std::string& text) { return ReadBool(text, field); });
  return *this;
}

Flags& Flags::Add(const std::string& name, absl::Duration* field, const std::string& help) {
  const std::string shown = absl::FormatDuration(*field);
  parser_->Bind(name, "DURATION", shown, help, false,
                [field](const std::string& text) { return ReadDuration(text, field); });
  return *this;
}

Flags& Flags::Check(std::function<absl::Status()> rule) {
  parser_->rules.push_back(std::move(rule));
  return *this;
}

absl::Status Flags::Parse(int argc, const char* const* argv) {
  std::string text;
  try {
    parser_->app.parse(argc, argv);
    for (const std::string& problem : parser_->Problems()) text += text.empty() ? problem : "\n" + problem;
  } catch (const CLI::CallForVersion& version) {
    return absl::CancelledError(version.what());
  } catch (const CLI::CallForHelp&) {
    return absl::CancelledError(parser_->app.help());
  } catch (const CLI::Error& error) {
    text = error.what();
  }
  if (text.empty()) return absl::OkStatus();
  return Failure(absl::StatusCode::kInvalidArgument, "BAD_FLAGS", text);
}

}  // namespace mimamori::platform
