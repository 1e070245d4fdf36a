// SPDX-License-Identifier: Apache-2.0
#include "services/registry/service/consent_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/registry/service/messages.hpp"

namespace mimamori::registry {
namespace {

using platform::rpc::ToTimestamp;

constexpr size_t kGiverBytes = 16;
constexpr int kMostStays = 200;

absl::StatusOr<std::string> GiverIn(const std::string& bytes) {
  if (bytes.size() == kGiverBytes) return bytes;
  return platform::BadField("giver", "MALFORMED_GIVER", "giver is 16 bytes");
}

absl::StatusOr<std::vector<Whereabouts>> StaysIn(const v1::GiveConsentRequest& request) {
  if (request.stays().empty()) return platform::BadField("stays", "MISSING_FIELD", "nothing is handed over");
  if (request.stays_size() > kMostStays) {
    return platform::Failure(absl::StatusCode::kFailedPrecondition, "TOO_MANY_PLACES", "these are too many stays");
  }
  std::vector<Whereabouts> stays;
  for (const v1::GivenStay& given : request.stays()) {
    Whereabouts stay;
    ASSIGN_OR_RETURN(stay.venue, VenueId::Parse(given.venue_id()));
    ASSIGN_OR_RETURN(stay.start, platform::rpc::ParseTimestamp(given.has_start_time(), given.start_time(), "start_time"));
    ASSIGN_OR_RETURN(stay.end, platform::rpc::ParseTimestamp(given.has_end_time(), given.end_time(), "end_time"));
    stays.push_back(stay);
  }
  return stays;
}

// By the patient herself; nothing leads from here to the call in which the vault named her link.
platform::postgres::AuditEntry ByThePatient(const platform::rpc::Call& call, std::string action) {
  platform::postgres::AuditEntry entry = AuditOf(call, std::move(action));
  entry.actor = "patient";
  entry.reason = "own consent";
  entry.trace_id.clear();
  return entry;
}

v1::Consent ToProto(const FoundConsent& found, const std::optional<Span>& span) {
  v1::Consent out;
  out.set_area_code(found.patient.area.ToString());
  if (span) *out.mutable_start_time() = ToTimestamp(span->start);
  if (span) *out.mutable_end_time() = ToTimestamp(span->end);
  *out.mutable_expire_time() = ToTimestamp(found.consent.expires_at);
  if (found.consent.given_at) *out.mutable_give_time() = ToTimestamp(*found.consent.given_at);
  if (found.consent.withdrawn_at) *out.mutable_withdraw_time() = ToTimestamp(*found.consent.withdrawn_at);
  out.set_stays(found.consent.stays);
  return out;
}

}  // namespace

grpc::ServerUnaryReactor* ConsentService::AskConsent(grpc::CallbackServerContext* context,
                                                     const v1::AskConsentRequest* request,
                                                     v1::AskedConsent* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ConsentService::DoAskConsent, this));
}

absl::StatusOr<v1::AskedConsent> ConsentService::DoAskConsent(const Call& call, const v1::AskConsentRequest& request) {
  ASSIGN_OR_RETURN(const platform::RequestId request_id, platform::RequestId::Parse(request.request_id()));
  const auto case_id = CaseId::Parse(request.case_id());
  if (!case_id.ok()) return platform::NotFound("CASE_UNKNOWN", "there is no such case");
  ASSIGN_OR_RETURN(const InfectiousRules rules, rooms_.cases.Rules(call.deadline));
  ASSIGN_OR_RETURN(const absl::Duration life, rooms_.consents.LifeAt(call.deadline, call.now));
  const std::string code = rooms_.codes.Of(call.caller->subject, request_id);
  const NewConsent asked{.consent = {.id = ConsentId::Random(), .case_id = *case_id, .asked_by = call.caller->subject,
                                     .asked_at = call.now, .expires_at = call.now + life},
                         .code_mac = rooms_.codes.MacOf(code),
                         .request_id = request_id};
  ASSIGN_OR_RETURN(const Consent kept,
                   rooms_.consents.Ask(call.deadline, asked, ScopeOf(call), AuditOf(call, "registry.AskConsent"),
                                       [&](const Case& patient) {
                                         return CheckAsking(patient, rules.DaysOf(patient, rooms_.zone));
                                       }));
  v1::AskedConsent answer;
  answer.set_code(ConsentCodes::Display(code));
  *answer.mutable_expire_time() = ToTimestamp(kept.expires_at);
  return answer;
}

grpc::ServerUnaryReactor* ConsentService::GetConsent(grpc::CallbackServerContext* context,
                                                     const v1::GetConsentRequest* request, v1::Consent* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ConsentService::DoGetConsent, this));
}

// Not audited: it tells nothing of the case but what was passed on with the code.
absl::StatusOr<v1::Consent> ConsentService::DoGetConsent(const Call& call, const v1::GetConsentRequest& request) {
  ASSIGN_OR_RETURN(const std::string giver, GiverIn(request.giver()));
  ASSIGN_OR_RETURN(const InfectiousRules rules, rooms_.cases.Rules(call.deadline));
  ASSIGN_OR_RETURN(const FoundConsent found, rooms_.consents.Find(call.deadline, rooms_.codes.MacOf(request.code())));
  const auto span = SpanOf(found.patient, rules.DaysOf(found.patient, rooms_.zone), rooms_.zone);
  RETURN_IF_ERROR(CheckConsent(found.consent, giver, span, call.now));
  return ToProto(found, span);
}

grpc::ServerUnaryReactor* ConsentService::GiveConsent(grpc::CallbackServerContext* context,
                                                      const v1::GiveConsentRequest* request, v1::Consent* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ConsentService::DoGiveConsent, this));
}

absl::StatusOr<v1::Consent> ConsentService::DoGiveConsent(const Call& call, const v1::GiveConsentRequest& request) {
  Gift gift;
  ASSIGN_OR_RETURN(gift.request, platform::RequestId::Parse(request.request_id()));
  ASSIGN_OR_RETURN(gift.giver, GiverIn(request.giver()));
  ASSIGN_OR_RETURN(gift.stays, StaysIn(request));
  ASSIGN_OR_RETURN(const InfectiousRules rules, rooms_.cases.Rules(call.deadline));
  ASSIGN_OR_RETURN(const PlacePolicy policy, rooms_.places.PolicyAt(call.deadline, call.now));
  std::optional<Span> span;
  ASSIGN_OR_RETURN(const FoundConsent found,
                   rooms_.consents.Give(call.deadline, rooms_.codes.MacOf(request.code()), gift.stays, call.now,
                                        ByThePatient(call, "registry.GiveConsent"),
                                        [&](Consent& consent, const Case& patient, int places) {
                                          span = SpanOf(patient, rules.DaysOf(patient, rooms_.zone), rooms_.zone);
                                          return Give(consent, gift, span, places, policy, call.now);
                                        }));
  return ToProto(found, span);
}

grpc::ServerUnaryReactor* ConsentService::WithdrawConsent(grpc::CallbackServerContext* context,
                                                          const v1::WithdrawConsentRequest* request,
                                                          v1::Consent* response) {
  return runner_.Unary(context, request, response, std::bind_front(&ConsentService::DoWithdrawConsent, this));
}

absl::StatusOr<v1::Consent> ConsentService::DoWithdrawConsent(const Call& call,
                                                              const v1::WithdrawConsentRequest& request) {
  ASSIGN_OR_RETURN(const std::string giver, GiverIn(request.giver()));
  ASSIGN_OR_RETURN(const FoundConsent found,
                   rooms_.consents.Withdraw(call.deadline, rooms_.codes.MacOf(request.code()), call.now,
                                            ByThePatient(call, "registry.WithdrawConsent"), [&](Consent& consent) {
                                              return Withdraw(consent, giver, call.now);
                                            }));
  ASSIGN_OR_RETURN(const InfectiousRules rules, rooms_.cases.Rules(call.deadline));
  return ToProto(found, SpanOf(found.patient, rules.DaysOf(found.patient, rooms_.zone), rooms_.zone));
}

}  // namespace mimamori::registry
