// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/store/policy_reader.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::exposure {

using platform::postgres::PolicyBody;

absl::StatusOr<AlertPolicy> ReadAlertPolicy(const std::string& json) {
  const PolicyBody body(json);
  AlertPolicy policy;
  ASSIGN_OR_RETURN(const int longest, body.Int("longest_window_minutes", 1, 14 * 1440));
  ASSIGN_OR_RETURN(const int oldest, body.Int("oldest_days", 1, 90));
  ASSIGN_OR_RETURN(const int margin, body.Int("margin_minutes", 0, 240));
  ASSIGN_OR_RETURN(const int tail, body.Int("tail_minutes", 0, 60));
  ASSIGN_OR_RETURN(policy.least_minutes, body.Int("least_minutes", 1, 1440));
  ASSIGN_OR_RETURN(policy.least_recipients, body.Int("least_recipients", 0, 1000));
  ASSIGN_OR_RETURN(policy.mail_unverified, body.Bool("mail_unverified"));
  ASSIGN_OR_RETURN(policy.contact_text, body.Text("contact_text", 500));
  policy.longest_window = absl::Minutes(longest);
  policy.oldest = absl::Hours(24 * oldest);
  policy.margin = absl::Minutes(margin);
  policy.tail = absl::Minutes(tail);
  return policy;
}

absl::StatusOr<int> ReadRetentionDays(const std::string& json) { return PolicyBody(json).Int("days", 1, 365); }

absl::StatusOr<std::vector<AreaContact>> ReadAreaContacts(const std::string& json) {
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> areas, PolicyBody(json).Objects("areas"));
  const auto malformed = [](const char* sentence) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED", sentence);
  };
  std::vector<AreaContact> contacts;
  for (const PolicyBody& area : areas) {
    AreaContact contact;
    ASSIGN_OR_RETURN(const std::string code, area.Text("area", 6));
    ASSIGN_OR_RETURN(const std::string text, area.Text("text", 1500));
    ASSIGN_OR_RETURN(contact.link, area.Text("link", 300));
    const auto parsed = platform::AreaCode::Parse(code);
    if (!parsed.ok()) return malformed("areas: area is no area's code");
    contact.area = *parsed;
    if (std::ranges::count(contacts, contact.area, &AreaContact::area) > 0) return malformed("areas: an area is twice");
    const auto plain = platform::ParseText("text", text, 1, 500, platform::Lines::kMany);
    if (!plain.ok()) return malformed("areas: text is not plain text of 1 to 500 characters");
    contact.text = *plain;
    if (!contact.link.empty() && HostOfLink(contact.link).empty()) return malformed("areas: link is no https address");
    contacts.push_back(std::move(contact));
  }
  return contacts;
}

namespace {

constexpr int kMostPositives = 1000;
constexpr int kMostMeasure = 10'000'000;

absl::Status Malformed(const std::string& what) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, "POLICY_MALFORMED",
                           "the table of thresholds is not whole: " + what);
}

absl::StatusOr<std::vector<ThresholdStep>> ReadSteps(const PolicyBody& row, const std::string& field) {
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> told, row.Objects(field));
  std::vector<ThresholdStep> steps;
  for (const PolicyBody& step : told) {
    ThresholdStep read;
    ASSIGN_OR_RETURN(read.from, step.Int("from", 1, kMostMeasure));
    ASSIGN_OR_RETURN(read.positives, step.Int("positives", 1, kMostPositives));
    const bool fits = steps.empty() ? read.from == 1 : read.from > steps.back().from;
    if (!fits) return Malformed(field + " begin at 1 and rise");
    steps.push_back(read);
  }
  return steps;
}

absl::StatusOr<ThresholdRow> ReadRow(const PolicyBody& body) {
  ThresholdRow row;
  ASSIGN_OR_RETURN(row.by_seats, ReadSteps(body, "seats"));
  ASSIGN_OR_RETURN(row.by_square_metres, ReadSteps(body, "square_metres"));
  ASSIGN_OR_RETURN(row.not_told, body.Int("not_told", 1, kMostPositives));
  ASSIGN_OR_RETURN(row.event_most, body.Int("event_most", 0, kMostMeasure));
  ASSIGN_OR_RETURN(row.event_positives, body.Int("event_positives", 1, kMostPositives));
  return row;
}

}  // namespace

absl::StatusOr<ThresholdTable> ReadThresholdTable(const std::string& json) {
  const PolicyBody body(json);
  ThresholdTable table;
  ASSIGN_OR_RETURN(table.day_starts_hour, body.Int("day_starts_hour", 0, 23));
  ASSIGN_OR_RETURN(table.count_probable, body.Bool("count_probable"));
  ASSIGN_OR_RETURN(const std::vector<PolicyBody> rows, body.Objects("rows"));
  std::set<VenueKind> seen;
  for (const PolicyBody& row : rows) {
    ASSIGN_OR_RETURN(const std::string name, row.Text("kind", 40));
    const auto* kind = std::ranges::find(kVenueKinds, name, &std::pair<VenueKind, std::string_view>::second);
    if (kind == kVenueKinds.end() || !seen.insert(kind->first).second) return Malformed("a kind is unknown or twice");
    ASSIGN_OR_RETURN(table.rows[static_cast<size_t>(kind->first) - 1], ReadRow(row));
  }
  if (seen.size() != kVenueKinds.size()) return Malformed("a kind has no row");
  return table;
}

}  // namespace mimamori::exposure
