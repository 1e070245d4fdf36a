// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/release_service.hpp"

#include "fmt/format.h"
#include "services/observation/certificate/certificate.hpp"
#include "services/observation/domain/certificate_code.hpp"
#include "services/observation/service/document_parts.hpp"
#include "services/observation/service/release_messages.hpp"
#include "services/observation/service/scope_messages.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/languages.hpp"
#include "services/platform/core/numbers.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/core/text.hpp"

namespace mimamori::observation {
namespace {

using platform::Failure;
using platform::rpc::Call;

constexpr size_t kReasonLength = 500;
constexpr char kProposals[] = "observation.ListReleaseProposals";
constexpr char kReleases[] = "observation.ListReleases";
constexpr size_t kTellingDigits = 6;  // of a case's number
// A code is one of 2^128: this keeps the page from being a burden, nothing has to be hidden.
constexpr double kChecksBurst = 60;
constexpr double kChecksPerSecond = 1;

absl::StatusOr<std::optional<absl::CivilDay>> TestDay(const std::string& text) {
  if (text.empty()) return std::nullopt;
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text) return day;
  return platform::BadField("negative_test_date", "MALFORMED_DATE", "negative_test_date is no day as 2026-11-21");
}

AuditEntry AuditOfAreas(const Call& call, const char* action) {
  return AuditOfScope(call, action, call.caller->areas, "{}");
}

AuditEntry AuditOfCandidate(const Call& call, const char* action, const ReleaseCandidate& seen) {
  AuditEntry audit = AuditOfCase(call, action, seen.case_id);
  audit.area = seen.area.ToString();
  return audit;
}

absl::Status BadToken() {
  return platform::BadField("page_token", "BAD_PAGE_TOKEN", "page_token does not belong to this list; start from its beginning");
}

// "271004 4711"
absl::StatusOr<CandidatePosition> CandidatesBehind(const std::string& text) {
  if (text.empty()) return CandidatePosition();
  const size_t blank = text.find(' ');
  if (blank == std::string::npos) return BadToken();
  const auto key = platform::NumberIn<int64_t>(std::string_view(text).substr(blank + 1));
  if (!key) return BadToken();
  return CandidatePosition{.area = text.substr(0, blank), .key = *key};
}

// "1795… 0192f0c1-…": microseconds and the id.
absl::StatusOr<ReleasePosition> ReleasesBehind(const std::string& text) {
  if (text.empty()) return ReleasePosition();
  const size_t blank = text.find(' ');
  if (blank == std::string::npos) return BadToken();
  const auto micros = platform::NumberIn<int64_t>(std::string_view(text).substr(0, blank));
  const auto id = ReleaseId::Parse(text.substr(blank + 1));
  if (!micros || !id.ok()) return BadToken();
  return ReleasePosition{.confirmed_at = absl::FromUnixMicros(*micros), .id = *id};
}

absl::Status CheckVersion(const std::string& seen, const ReleaseEvidence& evidence) {
  if (seen == VersionOf(evidence)) return absl::OkStatus();
  return Failure(absl::StatusCode::kAborted, "EVIDENCE_CHANGED", "something else is known of her by now; look again",
                 "evidence_version");
}

absl::StatusOr<std::string> SeenVersion(const std::string& version) {
  if (!version.empty()) return version;
  return platform::BadField("evidence_version", "MISSING_FIELD", "evidence_version is required");
}

absl::Status CheckHolds(const Release& release) {
  constexpr auto kCode = absl::StatusCode::kFailedPrecondition;
  if (release.revoked_at) return Failure(kCode, "CERTIFICATE_REVOKED", "this certificate was taken back");
  switch (release.state) {
    case ReleaseState::kReleased: return absl::OkStatus();
    case ReleaseState::kConfirmed:
      return Failure(kCode, "RELEASE_NOT_SETTLED", "the registry is being told; try again in a moment");
    case ReleaseState::kRefused:
      return Failure(kCode, "RELEASE_REFUSED", "the registry refused this release: " + release.refusal);
  }
  return absl::InternalError("a release has a state that this version does not know");
}

std::string HostOf(const std::string& public_url) {
  const size_t scheme = public_url.find("://");
  std::string host = scheme == std::string::npos ? public_url : public_url.substr(scheme + 3);
  while (host.ends_with('/')) host.pop_back();
  return host;
}

}  // namespace

absl::StatusOr<ReleaseService::Rules> ReleaseService::RulesNow(const Call& call) {
  ASSIGN_OR_RETURN(ReleaseRules release, rooms_.releases.Rules(call.deadline, call.now));
  ASSIGN_OR_RETURN(RuleSets triage, rooms_.reports.Rules(call.deadline));
  return Rules{.release = std::move(release), .triage = std::move(triage)};
}

ReleaseEvidence ReleaseService::Look(const Call& call, const Rules& rules, const ReleaseCandidate& candidate,
                                     std::optional<absl::CivilDay> negative_test) const {
  return EvidenceFor(rules.release, rules.triage, candidate.Case(negative_test), candidate.reports, rooms_.nation, call.now);
}

absl::StatusOr<v1::ListReleaseProposalsResponse> ReleaseService::DoListProposals(
    const Call& call, const v1::ListReleaseProposalsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size(), 50, 200));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, kProposals));
  ASSIGN_OR_RETURN(const CandidatePosition after, CandidatesBehind(position));
  ASSIGN_OR_RETURN(const Rules rules, RulesNow(call));
  ASSIGN_OR_RETURN(const auto candidates,
                   rooms_.releases.Candidates(call.deadline, call.caller->areas, after, page_size,
                                              call.now - absl::Hours(rules.release.most_gap_hours)));
  v1::ListReleaseProposalsResponse response;
  for (const ReleaseCandidate& candidate : candidates) {
    v1::ReleaseProposal proposal = ToProto(candidate, Look(call, rules, candidate, std::nullopt));
    if (proposal.ready() && !proposal.rejected()) *response.add_proposals() = std::move(proposal);
  }
  RETURN_IF_ERROR(rooms_.releases.Audit(call.deadline, AuditOfScope(call, kProposals, call.caller->areas,
                                                                    fmt::format(R"({{"count": {}}})", response.proposals_size()))));
  if (candidates.size() == static_cast<size_t>(page_size)) {
    const ReleaseCandidate& last = candidates.back();
    response.set_next_page_token(rooms_.page_tokens.Seal(fmt::format("{} {}", last.area.ToString(), last.key),
                                                         call.caller->subject, kProposals));
  }
  return response;
}

absl::StatusOr<v1::ReleaseProposal> ReleaseService::DoGetProposal(const Call& call,
                                                                  const v1::GetReleaseProposalRequest& request) {
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const auto negative_test, TestDay(request.negative_test_date()));
  ASSIGN_OR_RETURN(const Rules rules, RulesNow(call));
  ASSIGN_OR_RETURN(const ReleaseCandidate candidate, rooms_.releases.Find(call.deadline, call.caller->areas, id));
  RETURN_IF_ERROR(rooms_.releases.Audit(call.deadline, AuditOfCandidate(call, "observation.GetReleaseProposal", candidate)));
  return ToProto(candidate, Look(call, rules, candidate, negative_test));
}

absl::StatusOr<v1::Release> ReleaseService::DoConfirm(const Call& call, const v1::ConfirmReleaseRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const std::string version, SeenVersion(request.evidence_version()));
  ASSIGN_OR_RETURN(const auto negative_test, TestDay(request.negative_test_date()));
  ASSIGN_OR_RETURN(const Rules rules, RulesNow(call));
  const auto decide = [&](const ReleaseCandidate& candidate) -> absl::StatusOr<ReleaseEvidence> {
    ReleaseEvidence evidence = Look(call, rules, candidate, negative_test);
    RETURN_IF_ERROR(CheckVersion(version, evidence));
    if (evidence.proposal.ready) return evidence;
    return Failure(absl::StatusCode::kFailedPrecondition, "NOT_READY", "something stands against her release; look again");
  };
  ASSIGN_OR_RETURN(const Release kept,
                   rooms_.releases.Confirm(call.deadline, call.caller->areas, id,
                                           {.request = request_id, .by = call.caller->subject, .at = call.now}, decide,
                                           AuditOfAreas(call, "observation.ConfirmRelease")));
  rooms_.wake_job();
  return ToProto(kept);
}

absl::StatusOr<v1::RejectedRelease> ReleaseService::DoReject(const Call& call, const v1::RejectReleaseRequest& request) {
  ASSIGN_OR_RETURN(const RequestId request_id, RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(const CaseId id, KnownPatient(request.case_id()));
  ASSIGN_OR_RETURN(const std::string version, SeenVersion(request.evidence_version()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 1, kReasonLength, platform::Lines::kMany));
  ASSIGN_OR_RETURN(const auto negative_test, TestDay(request.negative_test_date()));
  ASSIGN_OR_RETURN(const Rules rules, RulesNow(call));
  const auto decide = [&](const ReleaseCandidate& candidate) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(CheckVersion(version, Look(call, rules, candidate, negative_test)));
    return version;
  };
  AuditEntry audit = AuditOfAreas(call, "observation.RejectRelease");
  audit.reason = reason;
  RETURN_IF_ERROR(rooms_.releases.Reject(call.deadline, call.caller->areas, id,
                                         {.request = request_id, .by = call.caller->subject, .at = call.now}, reason, decide,
                                         std::move(audit)));
  v1::RejectedRelease out;
  out.set_case_id(id.ToString());
  return out;
}

absl::StatusOr<v1::ListReleasesResponse> ReleaseService::DoList(const Call& call, const v1::ListReleasesRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, platform::rpc::ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string position,
                   rooms_.page_tokens.Open(request.page_token(), call.caller->subject, kReleases));
  ASSIGN_OR_RETURN(const ReleasePosition after, ReleasesBehind(position));
  ASSIGN_OR_RETURN(std::vector<Release> releases,
                   rooms_.releases.List(call.deadline, call.caller->areas, after, page_size + 1, AuditOfAreas(call, kReleases)));
  const bool more = releases.size() > static_cast<size_t>(page_size);
  if (more) releases.pop_back();
  v1::ListReleasesResponse response;
  for (const Release& release : releases) *response.add_releases() = ToProto(release);
  if (more) {
    const Release& last = releases.back();
    response.set_next_page_token(
        rooms_.page_tokens.Seal(fmt::format("{} {}", absl::ToUnixMicros(last.confirmed_at), last.id.ToString()),
                                call.caller->subject, kReleases));
  }
  return response;
}

absl::Status ReleaseService::DoGetCertificate(const Call& call, const v1::GetCertificateRequest& request,
                                              platform::rpc::Sink<mimamori::rpc::v1::Document>& sink) {
  ASSIGN_OR_RETURN(const ReleaseId id, ReleaseId::Parse(request.release_id()));
  std::string language;
  if (!request.language().empty()) {
    ASSIGN_OR_RETURN(language, platform::ParseLanguage(request.language()));
  }
  ASSIGN_OR_RETURN(const Release release, rooms_.releases.Get(call.deadline, call.caller->areas, id,
                                                              AuditOfAreas(call, "observation.GetCertificate")));
  RETURN_IF_ERROR(CheckHolds(release));
  ASSIGN_OR_RETURN(const CertificateIssuer issuer, rooms_.releases.IssuerOf(call.deadline, release.area, call.now));
  const CertificatePage page{.number = release.number,
                             .birth_year = release.birth_year,
                             .start = release.days.start,
                             .end = release.days.end,
                             .area_code = release.area.ToString(),
                             .issuer = issuer.name,
                             .issuer_en = issuer.name_en,
                             .issued_on = absl::ToCivilDay(call.now, rooms_.nation),
                             .code_url = CertificateUrl(rooms_.public_url, release.code),
                             .typed_code = ShowCertificateCode(release.code),
                             .host = HostOf(rooms_.public_url),
                             .language = language.empty() ? release.language : language};
  DocumentParts parts("application/pdf", "certificate.pdf", sink);
  RETURN_IF_ERROR(PrintCertificate(page, [&parts](std::string_view bytes) { return parts.Take(bytes); }));
  return parts.Flush() ? absl::OkStatus() : absl::CancelledError("nobody takes the file");
}

absl::StatusOr<v1::Release> ReleaseService::DoRevoke(const Call& call, const v1::RevokeCertificateRequest& request) {
  ASSIGN_OR_RETURN(const ReleaseId id, ReleaseId::Parse(request.release_id()));
  ASSIGN_OR_RETURN(const std::string reason,
                   platform::ParseText("reason", request.reason(), 1, kReasonLength, platform::Lines::kMany));
  AuditEntry audit = AuditOfAreas(call, "observation.RevokeCertificate");
  audit.reason = reason;
  ASSIGN_OR_RETURN(const Release kept,
                   rooms_.releases.Revoke(call.deadline, call.caller->areas, id, reason, std::move(audit)));
  return ToProto(kept);
}

absl::StatusOr<v1::Certificate> ReleaseService::DoDescribe(const Call& call,
                                                           const v1::DescribeCertificateRequest& request) {
  if (!call.network.empty()) {
    const auto allowance = TakeToken(rooms_.redis, "observation.certificate/" + call.network, kChecksBurst,
                                     kChecksPerSecond, call.now);
    if (allowance == platform::redis::Allowance::kExceeded) {
      return Failure(absl::StatusCode::kResourceExhausted, "TOO_MANY_REQUESTS",
                     "too many certificates were checked from your network; try again in a minute");
    }
  }
  const auto code = ReadCertificateCode(request.code());
  if (!code) return platform::NotFound("CERTIFICATE_UNKNOWN", "there is no certificate with this code");
  ASSIGN_OR_RETURN(const Release release, rooms_.releases.FindByCode(call.deadline, *code));
  v1::Certificate out;
  out.set_valid(release.Holds());
  out.set_number_ending(release.number.substr(release.number.size() - std::min(kTellingDigits, release.number.size())));
  out.set_start_date(absl::FormatCivilTime(release.days.start));
  out.set_end_date(absl::FormatCivilTime(release.days.end));
  return out;
}

}  // namespace mimamori::observation
