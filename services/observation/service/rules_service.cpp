// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/rules_service.hpp"

#include <array>
#include <charconv>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "services/observation/domain/explain.hpp"
#include "services/observation/domain/what_if.hpp"
#include "services/observation/service/scope_messages.hpp"
#include "services/observation/service/turn.hpp"
#include "services/observation/store/policy_reader.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/digest.hpp"

namespace mimamori::observation {
namespace {

constexpr int kMostReplays = 2;  // at once
constexpr size_t kLongestBody = 64 * 1024;
constexpr int kUsualPatients = 1'000;
constexpr int kMostPatients = 100'000;
constexpr absl::Duration kPageTime = absl::Seconds(30);  // a page that takes longer than that takes too long

// How far a replay came: what a resume token holds.
struct Progress {
  int64_t behind = 0;  // the last patient's key
  int64_t told = 0;    // patients
  ReplayTotals totals;

  template <class Walk>
  static void Each(Walk walk, auto& progress) {
    walk(progress.behind);
    walk(progress.told);
    auto& totals = progress.totals;
    for (auto* count : {&totals.patients, &totals.reports, &totals.otherwise, &totals.raised, &totals.lowered}) walk(*count);
    for (auto& count : totals.before) walk(count);
    for (auto& count : totals.after) walk(count);
  }
  std::string Write() const {
    std::string text;
    Each([&text](int64_t number) { text += fmt::format("{} ", number); }, *this);
    return text;
  }
  // Empty: the beginning. Nobody but this process seals such a text.
  static Progress Read(const std::string& text) {
    Progress progress;
    const char* at = text.data();
    const char* const end = at + text.size();
    Each([&](int64_t& number) {
      at = std::from_chars(at, end, number).ptr;
      if (at != end) ++at;
    }, progress);
    return progress;
  }
};

void Fill(const std::optional<Judgement>& judged, v1::Tier& tier, google::protobuf::RepeatedPtrField<v1::Reason>& reasons) {
  tier = judged ? static_cast<v1::Tier>(judged->tier) : v1::TIER_UNSPECIFIED;
  if (!judged) return;
  for (const Reason& reason : judged->reasons) {
    v1::Reason& out = *reasons.Add();
    out.set_cause(static_cast<v1::Cause>(reason.cause));
    out.set_tier(static_cast<v1::Tier>(reason.tier));
    out.set_what(reason.what);
    out.set_value(reason.value);
    out.set_limit(reason.limit);
  }
}

v1::ReplayedPatient Encode(const PersonsHistory& person, const std::vector<Otherwise>& found) {
  v1::ReplayedPatient out;
  out.set_case_id(person.case_id.ToString());
  out.set_number(person.number);
  out.set_area_code(person.area.ToString());
  for (const Otherwise& other : found) {
    v1::ReplayDifference& difference = *out.add_differences();
    difference.set_report_id(std::to_string(person.ids[other.position]));
    *difference.mutable_report_time() = platform::rpc::ToTimestamp(person.reports[other.position].time);
    v1::Tier tier = v1::TIER_UNSPECIFIED;
    Fill(other.before, tier, *difference.mutable_reasons_before());
    difference.set_tier_before(tier);
    Fill(other.after, tier, *difference.mutable_reasons_after());
    difference.set_tier_after(tier);
  }
  return out;
}

v1::ReplayTotals Encode(const ReplayTotals& totals, bool complete) {
  v1::ReplayTotals out;
  out.set_patients(totals.patients);
  out.set_reports(totals.reports);
  out.set_differences(totals.otherwise);
  out.set_raised(totals.raised);
  out.set_lowered(totals.lowered);
  for (size_t i = 0; i < kTiers.size(); ++i) {
    v1::ReplayedTier& tier = *out.add_tiers();
    tier.set_tier(static_cast<v1::Tier>(kTiers[i].first));
    tier.set_before(totals.before[i]);
    tier.set_after(totals.after[i]);
  }
  out.set_complete(complete);
  return out;
}

absl::StatusOr<int> MostPatients(int asked) {
  if (asked < 0 || asked > kMostPatients) {
    return platform::BadField("most_patients", "BAD_COUNT", "most_patients is 0 to 100,000");
  }
  return asked == 0 ? kUsualPatients : asked;
}

// What a resume token counts for.
std::string QuestionOf(const v1::ReplayRulesRequest& request) {
  v1::ReplayRulesRequest question = request;
  question.clear_resume_token();
  return "observation.ReplayRules " + platform::postgres::Sha256Hex(question.SerializeAsString());
}

std::string Payload(const v1::ReplayRulesRequest& request, const Scope& scope, const ReplayWindow& window) {
  std::vector<std::string> areas;
  for (const platform::AreaCode& area : scope) areas.push_back('"' + area.ToString() + '"');
  return fmt::format(R"({{"version": {}, "body_sha256": "{}", "areas": [{}], "start": {}, "end": {}}})", request.version(),
                     request.rules_body().empty() ? "" : platform::postgres::Sha256Hex(request.rules_body()),
                     fmt::join(areas, ", "), absl::ToUnixSeconds(window.start), absl::ToUnixSeconds(window.end));
}

}  // namespace

absl::StatusOr<v1::Rules> RulesService::DoDescribeRules(const Call& call, const v1::DescribeRulesRequest& request) {
  absl::Time at = call.now;
  if (request.has_time()) {
    ASSIGN_OR_RETURN(at, platform::rpc::ParseTimestamp(true, request.time(), "time"));
  }
  ASSIGN_OR_RETURN(const FoundRules found, rooms_.history.RulesAt(call.deadline, at));
  v1::Rules out;
  out.set_version(found.rules.version);
  if (found.valid_from != absl::InfinitePast()) {
    *out.mutable_valid_from_time() = platform::rpc::ToTimestamp(found.valid_from);
  }
  out.set_signed_off_by(found.rules.signed_off_by);
  for (const RuleLine& line : Explain(found.rules)) {
    v1::RuleLine& told = *out.add_lines();
    told.set_cause(static_cast<v1::Cause>(line.cause));
    told.set_tier(static_cast<v1::Tier>(line.tier));
    told.set_whom(static_cast<v1::Whom>(static_cast<int>(line.whom) + 1));
    told.set_what(line.what);
    told.set_limit(line.limit);
    told.set_at_most(line.at_most);
    told.set_unit(std::string(line.unit));
    told.set_source(std::string(line.source));
  }
  return out;
}

absl::StatusOr<RuleSet> RulesService::RulesIn(const Call& call, const v1::ReplayRulesRequest& request) {
  if (request.version() == 0 && request.rules_body().empty()) {
    return platform::BadField("version", "MISSING_FIELD", "a version or a rule set is required");
  }
  if (request.version() != 0 && !request.rules_body().empty()) {
    return platform::BadField("rules_body", "ONE_OF_TWO", "a version or a rule set, not both");
  }
  if (request.rules_body().size() > kLongestBody) {
    return platform::BadField("rules_body", "TEXT_TOO_LONG", "a rule set has at most 64 KiB");
  }
  if (!request.rules_body().empty()) return ReadRuleSet(request.rules_body());
  ASSIGN_OR_RETURN(FoundRules found, rooms_.history.Rules(call.deadline, request.version()));
  return std::move(found.rules);
}

absl::Status RulesService::DoReplayRules(const Call& call, const v1::ReplayRulesRequest& request,
                                         platform::rpc::Sink<v1::ReplayEvent>& sink) {
  ASSIGN_OR_RETURN(const ReplayWindow window, WindowIn(request));
  ASSIGN_OR_RETURN(const Scope scope, ScopeIn(call, request.area_codes()));
  ASSIGN_OR_RETURN(const int most, MostPatients(request.most_patients()));
  ASSIGN_OR_RETURN(RuleSet rules, RulesIn(call, request));
  const RuleSets instead(std::move(rules));
  const std::string question = QuestionOf(request);
  ASSIGN_OR_RETURN(const std::string resumed,
                   rooms_.page_tokens.Open(request.resume_token(), call.caller->subject, question));
  const Turn turn(replaying_, kMostReplays);
  if (!turn.mine()) {
    return platform::Failure(absl::StatusCode::kUnavailable, "BUSY", "two replays are under way; try again later");
  }
  ASSIGN_OR_RETURN(const RuleSets in_force, rooms_.reports.Rules(absl::Now() + kPageTime));
  RETURN_IF_ERROR(rooms_.history.Audit(
      absl::Now() + kPageTime, AuditOfScope(call, "observation.ReplayRules", scope, Payload(request, scope, window))));

  Progress progress = Progress::Read(resumed);
  v1::ReplayEvent event;
  const auto tell = [&] {
    event.set_resume_token(rooms_.page_tokens.Seal(progress.Write(), call.caller->subject, question));
    const bool wanted = sink.Write(event);
    event.Clear();
    return wanted;
  };
  absl::Time told = absl::Now();
  while (!call.cancelled() && absl::Now() < call.deadline) {
    ASSIGN_OR_RETURN(const auto people, rooms_.history.Next(std::min(call.deadline, absl::Now() + kPageTime), scope,
                                                            progress.behind, rooms_.page, window.end));
    for (const PersonsHistory& person : people) {
      const auto found = WhatIf(in_force, instead, person.patient, person.reports, window, progress.totals);
      progress.behind = person.key;
      if (found.empty() || progress.told >= most) continue;
      ++progress.told;
      *event.mutable_patient() = Encode(person, found);
      if (!tell()) return absl::OkStatus();
    }
    if (!people.empty() && absl::Now() - told < rooms_.tell_every) continue;
    told = absl::Now();
    *event.mutable_totals() = Encode(progress.totals, people.empty());
    if (!tell() || people.empty()) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace mimamori::observation
