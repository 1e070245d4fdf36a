// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::mail {

// What a parameter holds; decides how it is checked when it comes in and written when the mail is made.
enum class ParameterKind {
  kName,  // a name somebody chose: one line of 1–200 characters; shown so that no mail program makes a link of it
  kText,  // a health centre's text: 1–1,000 characters, several lines
  kLink,  // an address under our own public URL, at most 500 printable ASCII characters
  kStaffLink,  // the same under the staff URL
  kDay,   // "2026-11-21"; written out in the reader's language
  kTime,  // "19:05", in the venue's zone
};

struct Parameter {
  std::string_view name;
  ParameterKind kind;
};

// Mails that somebody waits for at a door go before alerts, which come in thousands.
enum class Priority { kAwaited = 0, kAlert = 1 };

struct Template {
  std::string_view name;    // "alert-cluster"
  std::string_view caller;  // the one service that may send it, and that signs its permits
  std::string_view ring;    // name of the vault's ring that its contacts are sealed for
  std::vector<Parameter> parameters;
  Priority priority;
  // Anybody can have it sent to any address by typing that address: counts against the quotas (privacy.md, rule 9).
  bool limited;
  // Somebody else decides that it is sent: a person may have all of these stopped.
  bool stoppable;
  // Its mails know an area, so that one may have a text of its own.
  bool of_area = false;
};

// Comes in numbers and unasked for: carries List-Unsubscribe (RFC 8058). A verification mail, which whoever typed the address
// waits for, does not.
bool IsBulk(const Template& mail);

using Parameters = std::map<std::string, std::string>;

// Where our own pages are; without a trailing slash.
struct OwnUrls {
  std::string_view public_url;
  std::string_view staff_url;
};

const std::vector<Template>& Templates();

// INVALID_ARGUMENT: UNKNOWN_TEMPLATE. PERMISSION_DENIED: TEMPLATE_NOT_FOR_CALLER.
absl::StatusOr<const Template*> TemplateFor(std::string_view name, std::string_view caller);

// Exactly the template's parameters. INVALID_ARGUMENT: PARAMETER_MISSING, PARAMETER_UNKNOWN.
absl::Status CheckNames(const Template& mail, const Parameters& given);

// Exactly the template's parameters, each of its kind. The failures name the parameter, never its value. INVALID_ARGUMENT: PARAMETER_MISSING, PARAMETER_UNKNOWN, PARAMETER_MALFORMED,
// LINK_NOT_OURS, PARAMETERS_TOO_LONG (more than 2 KiB in all).
absl::Status CheckParameters(const Template& mail, const Parameters& given, const OwnUrls& own);

}  // namespace mimamori::mail
