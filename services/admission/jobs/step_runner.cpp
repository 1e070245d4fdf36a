// SPDX-License-Identifier: Apache-2.0
#include "services/admission/jobs/step_runner.hpp"

#include "mimamori/admission/v1/admission_service.pb.h"
#include "services/mail/client/letters.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::admission {
namespace {

constexpr int kBatch = 100;
constexpr absl::Duration kCallTime = absl::Seconds(5);
constexpr absl::Duration kMailLife = absl::Hours(24);

absl::Time Soon() { return absl::Now() + kCallTime; }

absl::Status Refused(std::string_view reason, std::string_view sentence) {
  return platform::Failure(absl::StatusCode::kFailedPrecondition, reason, sentence);
}

// What a hold's answer says of her bed.
absl::StatusOr<Bed> BedOf(const capacity::v1::Hold& hold) {
  ASSIGN_OR_RETURN(const FacilityId facility, FacilityId::Parse(hold.facility_id()));
  const auto id = platform::ParseUuid(hold.id());
  if (!id) return absl::InternalError("a hold without an id");
  ASSIGN_OR_RETURN(const absl::Time ends, platform::rpc::ParseTimestamp(hold.has_end_time(), hold.end_time(), "end_time"));
  return Bed{.facility = facility, .hold = *id, .hold_version = hold.version(), .ends = ends};
}

// A call about the bed that she has.
template <class Request>
Request About(const DueStep& due, const Bed& bed) {
  Request request;
  request.set_request_id(due.step.step.id.ToString());
  request.set_facility_id(bed.facility.ToString());
  request.set_officer_id(due.step.officer);
  return request;
}
template <class Request>
Request AboutHold(const DueStep& due, const Bed& bed) {
  auto request = About<Request>(due, bed);
  request.set_hold_id(platform::FormatUuid(bed.hold));
  request.set_version(bed.hold_version);
  return request;
}

capacity::v1::StayEnd EndOf(const std::string& word) {
  if (word == "DISCHARGED") return capacity::v1::STAY_END_DISCHARGED;
  if (word == "DIED") return capacity::v1::STAY_END_DIED;
  return capacity::v1::STAY_END_TRANSFERRED;
}

// "PLACE_CASE AWAITING", "HOLD severe: NO_BED_FREE".
AuditEntry AuditOf(const DueStep& due, const std::string& refusal, absl::Time now) {
  const Step& step = due.step.step;
  std::string what = v1::StepKind_Name(static_cast<v1::StepKind>(step.kind)).substr(std::string_view("STEP_KIND_").size());
  if (!step.word.empty()) what += " " + step.word;
  if (!refusal.empty()) what += ": " + refusal;
  return {.time = now, .actor = due.step.officer, .action = "admission.SettleStep", .object_type = "", .object_id = "",
          .area = "", .reason = what, .payload = "{}", .trace_id = ""};
}

}  // namespace

StepRunner::StepRunner(StepStore& steps, const Neighbours& neighbours, const platform::crypto::Signer& permits,
                       absl::TimeZone nation)
    : steps_(steps),
      neighbours_(neighbours),
      statuses_(registry::v1::StatusService::NewStub(neighbours_.registry.channel())),
      contacts_(registry::v1::ContactService::NewStub(neighbours_.registry.channel())),
      holds_(capacity::v1::HoldService::NewStub(neighbours_.capacity.channel())),
      stays_(capacity::v1::StayService::NewStub(neighbours_.capacity.channel())),
      mail_(mail::v1::MailService::NewStub(neighbours_.mail.channel())),
      permits_(permits),
      nation_(nation) {}

absl::Status StepRunner::Run(absl::Time now) {
  absl::Status first_failure;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<DueStep> due, steps_.Due(Soon(), now, kBatch));
    for (const DueStep& one : due) first_failure.Update(Make(one, now));
    // What is not answered has another time by now, so that each round finds what the last one made.
    if (due.empty() || !first_failure.ok()) return first_failure;
  }
}

absl::Status StepRunner::Make(const DueStep& due, absl::Time now) {
  const absl::StatusOr<Answer> answer = Tell(due, now);
  const StepKind kind = due.step.step.kind;
  if (!answer.ok() && !IsForGood(answer.status())) {
    const std::string reason = platform::ReasonOf(answer.status());
    RETURN_IF_ERROR(steps_.Postpone(Soon(), due.step.step.id, reason.empty() ? "UNANSWERED" : reason,
                                    now + PauseAfter(due.step.attempts + 1)));
    return answer.status();
  }
  std::string refusal;
  if (!answer.ok()) {
    refusal = platform::ReasonOf(answer.status());
    if (refusal.empty()) refusal = "UNKNOWN";
    platform::observe::Log(spdlog::level::warn, "a step was refused",
                           {{"step", due.step.step.id.ToString()}, platform::observe::Of(answer.status())});
  }
  const FacilityId facility = due.step.step.facility;
  const auto decide = [&](KeptAdmission& kept) -> absl::StatusOr<std::vector<Step>> {
    Admission& admission = kept.admission;
    if (kind == StepKind::kHold) {
      if (!answer.ok()) {
        if (admission.state == State::kAccepted) RETURN_IF_ERROR(LoseBed(admission, now));
        return std::vector<Step>{};
      }
      admission.bed = answer->bed;
      if (admission.state == State::kAccepted) RETURN_IF_ERROR(TakeBed(admission, *answer->bed, now));
      return StepsOfHold(admission, facility);
    }
    if (answer.ok() && answer->bed && admission.bed) {
      const auto asked = admission.bed->asked;  // since the call, too
      admission.bed = answer->bed;
      admission.bed->asked = asked;
    }
    if (kind == StepKind::kReleaseHold && IsOver(admission.state)) admission.bed.reset();
    return std::vector<Step>{};
  };
  return steps_.Settle(Soon(), due.step, refusal, decide, AuditOf(due, refusal, now));
}

absl::StatusOr<StepRunner::Answer> StepRunner::Tell(const DueStep& due, absl::Time now) {
  const auto& bed = due.of.admission.bed;
  switch (due.step.step.kind) {
    case StepKind::kPlaceCase: return PlaceCase(due);
    case StepKind::kHold: return Hold(due);
    case StepKind::kReleaseHold: return bed ? ReleaseHold(due) : Answer{};
    case StepKind::kExtendHold: return bed ? ExtendHold(due) : Answer{};
    case StepKind::kConvertHold: return bed ? ConvertHold(due) : Refused("HOLD_ENDED", "no bed is held any more");
    case StepKind::kEndStay: return bed && bed->stay ? EndStay(due) : Answer{};
    case StepKind::kMail: return Mail(due, now);
  }
  return absl::InternalError("a step of no known kind");
}

absl::StatusOr<StepRunner::Answer> StepRunner::PlaceCase(const DueStep& due) {
  const Step& step = due.step.step;
  registry::v1::PlaceCaseRequest request;
  registry::v1::CaseStatus status = registry::v1::CASE_STATUS_UNSPECIFIED;
  registry::v1::CaseStatus_Parse("CASE_STATUS_" + step.word, &status);
  request.set_request_id(step.id.ToString());
  request.set_case_id(due.of.admission.case_id.ToString());
  request.set_status(status);
  request.set_severe(step.severe);
  request.set_status_date(absl::FormatCivilTime(absl::ToCivilDay(step.moment, nation_)));
  request.set_officer_id(due.step.officer);
  RETURN_IF_ERROR(platform::rpc::Ask(*statuses_, &registry::v1::StatusService::Stub::PlaceCase,
                                     *neighbours_.registry.Context(Soon()), request).status());
  return Answer{};
}

absl::StatusOr<StepRunner::Answer> StepRunner::Hold(const DueStep& due) {
  capacity::v1::CreateHoldRequest request;
  request.set_request_id(due.step.step.id.ToString());
  request.set_facility_id(due.step.step.facility.ToString());
  request.set_bed_class(due.step.step.word);
  request.set_holder_id(due.of.admission.id.ToString());
  request.set_officer_id(due.step.officer);
  ASSIGN_OR_RETURN(const capacity::v1::Hold hold,
                   platform::rpc::Ask(*holds_, &capacity::v1::HoldService::Stub::CreateHold,
                                      *neighbours_.capacity.Context(Soon()), request));
  // A retry tells how it is by now.
  if (hold.state() != capacity::v1::HOLD_STATE_LIVE) return Refused("HOLD_ENDED", "its time was over before it was heard of");
  ASSIGN_OR_RETURN(const Bed bed, BedOf(hold));
  return Answer{.bed = bed};
}

absl::StatusOr<StepRunner::Answer> StepRunner::ReleaseHold(const DueStep& due) {
  const Bed& bed = *due.of.admission.bed;
  const auto request = AboutHold<capacity::v1::ReleaseHoldRequest>(due, bed);
  RETURN_IF_ERROR(platform::rpc::Ask(*holds_, &capacity::v1::HoldService::Stub::ReleaseHold,
                                     *neighbours_.capacity.Context(Soon()), request).status());
  return Answer{};
}

absl::StatusOr<StepRunner::Answer> StepRunner::ExtendHold(const DueStep& due) {
  const Bed& bed = *due.of.admission.bed;
  const auto request = AboutHold<capacity::v1::ExtendHoldRequest>(due, bed);
  ASSIGN_OR_RETURN(const capacity::v1::Hold hold,
                   platform::rpc::Ask(*holds_, &capacity::v1::HoldService::Stub::ExtendHold,
                                      *neighbours_.capacity.Context(Soon()), request));
  ASSIGN_OR_RETURN(const Bed longer, BedOf(hold));
  return Answer{.bed = longer};
}

absl::StatusOr<StepRunner::Answer> StepRunner::ConvertHold(const DueStep& due) {
  Bed bed = *due.of.admission.bed;
  auto request = AboutHold<capacity::v1::ConvertHoldRequest>(due, bed);
  *request.mutable_begin_time() = platform::rpc::ToTimestamp(due.step.step.moment);
  ASSIGN_OR_RETURN(const capacity::v1::ConvertHoldResponse converted,
                   platform::rpc::Ask(*holds_, &capacity::v1::HoldService::Stub::ConvertHold,
                                      *neighbours_.capacity.Context(Soon()), request));
  bed.hold_version = converted.hold().version();
  bed.stay = platform::ParseUuid(converted.stay().id());
  bed.stay_version = converted.stay().version();
  return Answer{.bed = bed};
}

absl::StatusOr<StepRunner::Answer> StepRunner::EndStay(const DueStep& due) {
  Bed bed = *due.of.admission.bed;
  auto request = About<capacity::v1::EndStayRequest>(due, bed);
  request.set_stay_id(platform::FormatUuid(*bed.stay));
  request.set_version(bed.stay_version);
  request.set_end(EndOf(due.step.step.word));
  *request.mutable_end_time() = platform::rpc::ToTimestamp(due.step.step.moment);
  ASSIGN_OR_RETURN(const capacity::v1::Stay stay,
                   platform::rpc::Ask(*stays_, &capacity::v1::StayService::Stub::EndStay,
                                      *neighbours_.capacity.Context(Soon()), request));
  bed.stay_version = stay.version();
  return Answer{.bed = bed};
}

absl::StatusOr<StepRunner::Answer> StepRunner::Mail(const DueStep& due, absl::Time now) {
  const Step& step = due.step.step;
  const absl::Time expires = step.moment + kMailLife;
  if (now >= expires) return Refused("TOO_LATE", "what it says is not news any more");
  registry::v1::FindContactsRequest asked;
  asked.add_case_ids(due.of.admission.case_id.ToString());
  ASSIGN_OR_RETURN(const registry::v1::FindContactsResponse found,
                   platform::rpc::Ask(*contacts_, &registry::v1::ContactService::Stub::FindContacts,
                                      *neighbours_.registry.Context(Soon()), asked));
  const std::string contact = found.contacts_size() == 1 ? found.contacts(0).sealed_contact() : "";
  if (contact.empty()) return Refused("CONTACT_MISSING", "she has no address: tell her on the telephone");
  mail::v1::EnqueueRequest request = mail::RequestFor({.issuer = "admission",
                                                       .event_id = step.id.ToString(),
                                                       .ring = vault::v1::RING_PATIENT,
                                                       .template_name = step.word,
                                                       .expires = expires},
                                                      permits_);
  mail::v1::NewMessage& message = *request.add_messages();
  message.set_request_id(step.id.ToString());
  message.set_sealed_contact(contact);
  (*message.mutable_parameters())["facility_name"] = due.of.place.name;
  RETURN_IF_ERROR(platform::rpc::Ask(*mail_, &mail::v1::MailService::Stub::Enqueue, *neighbours_.mail.Context(Soon()),
                                     request).status());
  return Answer{};
}

}  // namespace mimamori::admission
