// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/release_messages.hpp"

#include "services/platform/postgres/digest.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {
namespace {

using platform::rpc::ToTimestamp;

std::string Shown(const std::optional<absl::CivilDay>& day) { return day ? absl::FormatCivilTime(*day) : ""; }

}  // namespace

std::string VersionOf(const ReleaseEvidence& evidence) {
  constexpr size_t kDigits = 32;
  return platform::postgres::Sha256Hex(DescribeEvidence(evidence)).substr(0, kDigits);
}

v1::ReleaseEvidence ToProto(const ReleaseEvidence& evidence) {
  const ReleaseProposal& proposal = evidence.proposal;
  v1::ReleaseEvidence out;
  out.set_rules_version(proposal.rules_version);
  out.set_rule_from_date(Shown(proposal.rule_from));
  out.set_setting(static_cast<v1::ReleaseSetting>(evidence.setting));
  out.set_symptomatic(proposal.symptomatic);
  out.set_day_zero_date(Shown(proposal.day_zero));
  if (proposal.day_zero_source) out.set_day_zero_source(static_cast<v1::DayZeroSource>(*proposal.day_zero_source));
  out.set_days(proposal.days);
  out.set_hours_improved(proposal.hours_improved);
  out.set_tested(proposal.tested);
  out.set_negative_test_date(Shown(evidence.negative_test));
  if (proposal.improved_since) *out.mutable_improved_time() = ToTimestamp(*proposal.improved_since);
  if (proposal.last_report) *out.mutable_last_report_time() = ToTimestamp(*proposal.last_report);
  if (proposal.earliest) *out.mutable_earliest_time() = ToTimestamp(*proposal.earliest);
  if (evidence.last_fever) *out.mutable_last_fever_time() = ToTimestamp(*evidence.last_fever);
  if (evidence.last_symptoms) *out.mutable_last_symptoms_time() = ToTimestamp(*evidence.last_symptoms);
  out.set_symptom_free_days(evidence.SymptomFreeDays());
  out.set_reports(evidence.reports);
  return out;
}

v1::ReleaseProposal ToProto(const ReleaseCandidate& candidate, const ReleaseEvidence& evidence) {
  v1::ReleaseProposal out;
  out.set_case_id(candidate.case_id.ToString());
  out.set_number(candidate.number);
  out.set_area_code(candidate.area.ToString());
  out.set_ready(evidence.proposal.ready);
  for (const Blocker blocker : evidence.proposal.blockers) out.add_blockers(static_cast<v1::ReleaseBlocker>(blocker));
  *out.mutable_evidence() = ToProto(evidence);
  out.set_evidence_version(VersionOf(evidence));
  out.set_rejected(candidate.rejected_evidence == out.evidence_version());
  return out;
}

v1::Release ToProto(const Release& release) {
  v1::Release out;
  out.set_id(release.id.ToString());
  out.set_case_id(release.case_id.ToString());
  out.set_number(release.number);
  out.set_area_code(release.area.ToString());
  out.set_state(static_cast<v1::ReleaseState>(release.state));
  out.set_refusal(release.refusal);
  out.set_confirmed_by(release.confirmed_by);
  *out.mutable_confirm_time() = ToTimestamp(release.confirmed_at);
  out.set_start_date(Shown(release.days.start));
  out.set_end_date(Shown(release.days.end));
  *out.mutable_evidence() = ToProto(release.evidence);
  if (release.revoked_at) *out.mutable_revoke_time() = ToTimestamp(*release.revoked_at);
  out.set_revoked_by(release.revoked_by);
  out.set_revoke_reason(release.revoke_reason);
  return out;
}

}  // namespace mimamori::observation
