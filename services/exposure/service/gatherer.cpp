// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/service/gatherer.hpp"

#include <algorithm>

#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::exposure {
namespace {

constexpr size_t kContactsAtOnce = 1000;  // the vault's limit

std::unique_ptr<grpc::ClientContext> ContextOf(const platform::rpc::ServiceChannel& channel, const Asking& asking) {
  return asking.call != nullptr ? channel.Context(*asking.call) : channel.Context(asking.deadline);
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

visit::v1::FindOverlapsRequest QuestionOf(const Exposure& exposure, const Window& window, const AlertPolicy& policy,
                                          const Asking& asking) {
  visit::v1::FindOverlapsRequest question;
  question.set_venue_id(exposure.venue.ToString());
  *question.mutable_start_time() = platform::rpc::ToTimestamp(window.start);
  *question.mutable_end_time() = platform::rpc::ToTimestamp(window.end);
  question.set_margin_minutes(static_cast<int32_t>(absl::ToInt64Minutes(policy.margin)));
  question.set_tail_minutes(static_cast<int32_t>(absl::ToInt64Minutes(policy.tail)));
  question.set_least_minutes(policy.least_minutes);
  question.set_event_id(exposure.id.ToString());
  question.set_officer_id(asking.officer);
  question.set_purpose(asking.purpose);
  question.set_area_code(exposure.area.ToString());
  return question;
}

}  // namespace

Gatherer::Gatherer(ExposureStore& store, platform::rpc::ServiceChannel visit, platform::rpc::ServiceChannel vault,
                   platform::rpc::ServiceChannel registry)
    : store_(store), visit_channel_(std::move(visit)), vault_channel_(std::move(vault)), registry_channel_(std::move(registry)),
      visit_(visit::v1::VisitService::NewStub(visit_channel_.channel())),
      vault_(vault::v1::VaultService::NewStub(vault_channel_.channel())),
      registry_(registry::v1::RegistryService::NewStub(registry_channel_.channel())) {}

absl::StatusOr<Gathering::Result> Gatherer::Gather(const Exposure& exposure, const AlertPolicy& policy,
                                                   const Asking& asking) {
  std::vector<std::string> patients;
  for (const CaseId& patient : PatientsOf(exposure)) {
    ASSIGN_OR_RETURN(std::string mac, PatientMac(exposure.id, patient, asking));
    patients.push_back(std::move(mac));
  }
  ASSIGN_OR_RETURN(const ToldBefore before, store_.PeopleTold(asking.deadline, exposure.id));
  ASSIGN_OR_RETURN(Gathering::Told told, ToldOf(exposure.id, before, asking));
  Gathering gathering(std::move(patients), policy.mail_unverified, std::move(told));
  for (const Window& window : WindowsOf(exposure, policy)) {
    RETURN_IF_ERROR(AddWindow(exposure, window, policy, asking, gathering));
  }
  Gathering::Result result = gathering.Finish();
  result.heeded = before.exposures;
  return result;
}

absl::StatusOr<Gathering::Told> Gatherer::ToldOf(const ExposureId& id, const ToldBefore& before,
                                                 const Asking& asking) {
  Gathering::Told told;
  for (size_t first = 0; first < before.people.size(); first += kContactsAtOnce) {
    const size_t end = std::min(first + kContactsAtOnce, before.people.size());
    std::vector<Contact> contacts;
    for (size_t i = first; i < end; ++i) {
      contacts.push_back({before.people[i].sealed_contact, before.people[i].contact_subject});
    }
    ASSIGN_OR_RETURN(const auto macs, Match(id, contacts, asking));
    for (size_t i = first; i < end; ++i) {
      const std::string& mac = macs[i - first];
      if (!mac.empty()) told[mac].insert(before.people[i].service_days.begin(), before.people[i].service_days.end());
    }
  }
  return told;
}

absl::Status Gatherer::AddWindow(const Exposure& exposure, const Window& window, const AlertPolicy& policy,
                                 const Asking& asking, Gathering& gathering) {
  const auto context = ContextOf(visit_channel_, asking);
  const auto reader = visit_->FindOverlaps(context.get(), QuestionOf(exposure, window, policy, asking));
  visit::v1::OverlapPage page;
  absl::Status added;
  while (added.ok() && reader->Read(&page)) added = AddPage(page, exposure.id, asking, gathering);
  if (!added.ok()) context->TryCancel();
  const grpc::Status finished = reader->Finish();
  RETURN_IF_ERROR(added);
  return platform::rpc::FromGrpc(finished);
}

absl::StatusOr<std::string> Gatherer::PatientMac(const ExposureId& id, const CaseId& case_id,
                                                   const Asking& asking) {
  registry::v1::GetCaseForExposureRequest request;
  request.set_case_id(case_id.ToString());
  request.set_event_id(id.ToString());
  request.set_officer_id(asking.officer);
  registry::v1::CaseForExposure patient;
  const auto context = ContextOf(registry_channel_, asking);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(registry_->GetCaseForExposure(context.get(), request, &patient)));
  if (patient.sealed_contact().empty()) return std::string();
  // The registry seals a patient's contact for the id of her case.
  ASSIGN_OR_RETURN(auto macs, Match(id, {{patient.sealed_contact(), case_id.ToString()}}, asking));
  return std::move(macs.front());
}

absl::Status Gatherer::AddPage(const visit::v1::OverlapPage& page, const ExposureId& id, const Asking& asking,
                               Gathering& gathering) {
  std::vector<Contact> contacts;
  for (const auto& overlap : page.overlaps()) contacts.push_back({overlap.sealed_contact(), overlap.contact_subject()});
  ASSIGN_OR_RETURN(auto macs, Match(id, contacts, asking));
  for (int i = 0; i < page.overlaps_size(); ++i) {
    const auto& overlap = page.overlaps(i);
    gathering.Add({.contact_mac = std::move(macs[static_cast<size_t>(i)]), .sealed_contact = overlap.sealed_contact(),
                   .contact_subject = overlap.contact_subject(), .service_day = overlap.service_day(),
                   .minutes = overlap.minutes(), .confidence = static_cast<Confidence>(overlap.confidence()),
                   .verified = overlap.verified(), .marked = overlap.marked(),
                   .stay_start = TimeOf(overlap.stay_start_time()), .stay_end = TimeOf(overlap.stay_end_time()),
                   .stays = overlap.stays(), .stays_out_of_hours = overlap.stays_out_of_hours(),
                   .stays_set_apart = overlap.stays_set_apart(), .stays_offline = overlap.stays_offline(),
                   .stays_guest = overlap.stays_guest(), .stays_present = overlap.stays_present(),
                   .people = std::max(overlap.people(), 1)});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Gatherer::Match(const ExposureId& id, const std::vector<Contact>& contacts,
                                                         const Asking& asking) {
  vault::v1::MatchContactsRequest request;
  request.set_event_id(id.ToString());
  for (const Contact& contact : contacts) {
    request.add_sealed_contacts(contact.sealed);
    request.add_subjects(contact.subject);
  }
  vault::v1::MatchContactsResponse answer;
  const auto context = ContextOf(vault_channel_, asking);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(vault_->MatchContacts(context.get(), request, &answer)));
  if (answer.macs_size() != request.sealed_contacts_size()) {
    return absl::InternalError("the vault answered another number of contacts than it was asked");
  }
  return std::vector<std::string>(answer.macs().begin(), answer.macs().end());
}

}  // namespace mimamori::exposure
