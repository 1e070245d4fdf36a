// SPDX-License-Identifier: Apache-2.0
#include "services/mail/domain/template_table.hpp"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::mail {
namespace {

constexpr size_t kLongestParameters = 2048;
constexpr size_t kLongestLink = 500;

absl::Status Malformed(std::string_view name, std::string_view what) {
  return platform::BadField("parameters", "PARAMETER_MALFORMED", fmt::format("parameter {} is not {}", name, what));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsTime(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return false;
  if (!IsDigit(text[0]) || !IsDigit(text[1]) || !IsDigit(text[3]) || !IsDigit(text[4])) return false;
  return text.substr(0, 2) < "24" && text[3] < '6';
}

bool IsDay(std::string_view text) {
  absl::CivilDay day;
  return text.size() == 10 && absl::ParseCivilTime(absl::string_view(text.data(), text.size()), &day);
}

absl::Status CheckLink(std::string_view name, std::string_view link, std::string_view own_url) {
  const bool plain = std::all_of(link.begin(), link.end(), [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  });
  if (link.size() > kLongestLink || !plain) return Malformed(name, "a link");
  if (!link.starts_with(own_url) || !link.substr(own_url.size()).starts_with('/')) {
    return platform::BadField("parameters", "LINK_NOT_OURS",
                              fmt::format("parameter {} does not lead to our own pages", name));
  }
  return absl::OkStatus();
}

absl::Status CheckPlainText(std::string_view name, std::string_view text, size_t longest, platform::Lines lines) {
  const auto plain = platform::ParseText("parameters", text, 1, longest, lines);
  return plain.ok() ? absl::OkStatus() : Malformed(name, fmt::format("plain text of 1 to {} characters", longest));
}

absl::Status CheckParameter(const Parameter& parameter, std::string_view value, const OwnUrls& own) {
  switch (parameter.kind) {
    case ParameterKind::kName: return CheckPlainText(parameter.name, value, 200, platform::Lines::kOne);
    case ParameterKind::kText: return CheckPlainText(parameter.name, value, 1000, platform::Lines::kMany);
    case ParameterKind::kLink: return CheckLink(parameter.name, value, own.public_url);
    case ParameterKind::kStaffLink: return CheckLink(parameter.name, value, own.staff_url);
    case ParameterKind::kDay: return IsDay(value) ? absl::OkStatus() : Malformed(parameter.name, "a day, 2026-11-21");
    case ParameterKind::kTime: return IsTime(value) ? absl::OkStatus() : Malformed(parameter.name, "a time, 19:05");
  }
  return absl::InternalError("unknown kind of parameter");
}

}  // namespace

const std::vector<Template>& Templates() {
  using enum ParameterKind;
  static const std::vector<Template> templates{
      {"verification", "visit", "visit", {{"link", kLink}}, Priority::kAwaited, true, true},
      {"record-link", "visit", "visit", {{"link", kLink}}, Priority::kAwaited, true, false},
      {"receipt", "visit", "visit",
       {{"link", kLink}, {"venue_name", kName}, {"date", kDay}, {"stay_start", kTime}}, Priority::kAwaited, false, false},
      {"venue-registration", "venue", "operator", {{"link", kLink}}, Priority::kAwaited, true, false},
      {"staff-invitation", "identity", "staff", {{"link", kStaffLink}}, Priority::kAwaited, false, false},
      {"venue-log-in", "venue", "operator", {{"link", kLink}}, Priority::kAwaited, true, false},
      {"diary-invitation", "observation", "patient", {{"link", kLink}}, Priority::kAwaited, false, false},
      {"alert-caution", "exposure", "visit", {{"date", kDay}, {"contact_text", kText}}, Priority::kAlert, false, true, true},
      {"alert-cluster", "exposure", "visit",
       {{"venue_name", kName}, {"date", kDay}, {"stay_start", kTime}, {"stay_end", kTime}, {"contact_text", kText}},
       Priority::kAlert, false, true, true},
      {"alert-correction", "exposure", "visit", {{"date", kDay}, {"contact_text", kText}}, Priority::kAlert, false, true, true},
      // Come by the hundred thousand, to those who are watched: part of what she agreed on with her health centre.
      {"diary-reminder", "observation", "patient",
       {{"link", kLink}, {"date", kDay}, {"due_time", kTime}}, Priority::kAlert, false, false, true},
      {"diary-reminder-again", "observation", "patient",
       {{"link", kLink}, {"date", kDay}, {"due_time", kTime}}, Priority::kAlert, false, false, true},
      {"facility-reminder", "capacity", "desk",
       {{"link", kStaffLink}, {"facility_name", kName}, {"date", kDay}, {"due_time", kTime}}, Priority::kAlert, false, false},
  };
  return templates;
}

bool IsBulk(const Template& mail) { return mail.stoppable && mail.priority == Priority::kAlert; }

absl::StatusOr<const Template*> TemplateFor(std::string_view name, std::string_view caller) {
  const auto& all = Templates();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Template& mail) { return mail.name == name; });
  if (found == all.end()) return platform::BadField("template", "UNKNOWN_TEMPLATE", "there is no such template");
  if (found->caller != caller) {
    return platform::Failure(absl::StatusCode::kPermissionDenied, "TEMPLATE_NOT_FOR_CALLER",
                             "this service does not send that template");
  }
  return &*found;
}

absl::Status CheckNames(const Template& mail, const Parameters& given) {
  for (const auto& [name, value] : given) {
    const bool known = std::any_of(mail.parameters.begin(), mail.parameters.end(),
                                   [&name = name](const Parameter& parameter) { return parameter.name == name; });
    if (!known) return platform::BadField("parameters", "PARAMETER_UNKNOWN", "the template has no such parameter");
  }
  for (const Parameter& parameter : mail.parameters) {
    if (!given.contains(std::string(parameter.name))) {
      return platform::BadField("parameters", "PARAMETER_MISSING",
                                fmt::format("parameter {} is missing", parameter.name));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckParameters(const Template& mail, const Parameters& given, const OwnUrls& own) {
  RETURN_IF_ERROR(CheckNames(mail, given));
  size_t length = 0;
  for (const auto& [name, value] : given) length += name.size() + value.size();
  if (length > kLongestParameters) {
    return platform::BadField("parameters", "PARAMETERS_TOO_LONG", "parameters have more than 2 KiB in all");
  }
  for (const Parameter& parameter : mail.parameters) {
    RETURN_IF_ERROR(CheckParameter(parameter, given.at(std::string(parameter.name)), own));
  }
  return absl::OkStatus();
}

}  // namespace mimamori::mail
