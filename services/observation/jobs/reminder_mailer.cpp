// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/reminder_mailer.hpp"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "fmt/format.h"
#include "services/mail/client/letters.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/named_uuid.hpp"
#include "services/platform/observe/log.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {
namespace {

constexpr absl::Duration kStepTime = absl::Seconds(20);

// Mails that are written alike: one area's words, one end.
using Letter = std::tuple<std::string, absl::Time>;

std::string SlotText(const ReminderKey& key) {
  return fmt::format("{}-{}-{}", absl::FormatCivilTime(key.slot.day), key.slot.number, static_cast<int>(key.rung));
}

// By what the registry says at this moment.
bool IsAsked(const registry::v1::FoundContact& patient, absl::CivilDay day) {
  if (patient.status() >= registry::v1::CASE_STATUS_ADMITTED || !patient.has_plan()) return false;
  absl::CivilDay first, last;
  return absl::ParseCivilTime(patient.plan().start_date(), &first) &&
         absl::ParseCivilTime(patient.plan().end_date(), &last) && first <= day && day <= last;
}

// Somebody in a hospital may still report for those at home.
bool CanBeMailed(const registry::v1::FoundContact& recipient) {
  return !recipient.sealed_contact().empty() && recipient.status() != registry::v1::CASE_STATUS_DEAD;
}

}  // namespace

std::string ReminderIdOf(const CaseId& recipient, const ReminderKey& key) {
  return platform::FormatUuid(platform::crypto::NamedUuid("mimamori.reminder" + recipient.ToString() + SlotText(key)));
}

const char* TemplateOf(Rung rung) { return rung == Rung::kRemindAgain ? "diary-reminder-again" : "diary-reminder"; }

ReminderMailer::ReminderMailer(ReminderStore& reminders, platform::rpc::ServiceChannel registry,
                               platform::rpc::ServiceChannel mail, const platform::crypto::Signer& permits,
                               std::string public_url)
    : reminders_(reminders), registry_channel_(std::move(registry)), mail_channel_(std::move(mail)),
      registry_(registry::v1::ContactService::NewStub(registry_channel_.channel())),
      mail_(mail::v1::MailService::NewStub(mail_channel_.channel())), permits_(permits),
      public_url_(std::move(public_url)) {}

absl::Status ReminderMailer::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto keys, reminders_.Open(absl::Now() + kStepTime, now));
  absl::Status first_failure;
  for (const ReminderKey& key : keys) {
    const absl::Status mailed = Mail(key, now);
    first_failure.Update(mailed);
    if (absl::IsUnavailable(mailed) || absl::IsDeadlineExceeded(mailed)) break;  // nobody answers
  }
  return first_failure;
}

absl::Status ReminderMailer::Mail(const ReminderKey& key, absl::Time now) {
  int64_t after = 0;
  while (true) {
    ASSIGN_OR_RETURN(const WaitingBatch batch, reminders_.Waiting(absl::Now() + kStepTime, key, after, now));
    if (batch.id == 0) return reminders_.Close(absl::Now() + kStepTime, key, now);
    RETURN_IF_ERROR(MailSome(key, batch.reminders));
    RETURN_IF_ERROR(reminders_.Settle(absl::Now() + kStepTime, key, batch.id, now));
    after = batch.id;
  }
}

absl::Status ReminderMailer::MailSome(const ReminderKey& key, const std::vector<WaitingReminder>& waiting) {
  registry::v1::FindContactsRequest asked;
  std::map<CaseId, int> places;
  const auto ask = [&](const CaseId& id) {
    if (places.emplace(id, asked.case_ids_size()).second) asked.add_case_ids(id.ToString());
  };
  for (const WaitingReminder& reminder : waiting) {
    if (!reminder.needed) continue;
    ask(reminder.case_id);
    if (reminder.reporter) ask(*reminder.reporter);
  }
  registry::v1::FindContactsResponse contacts;
  if (asked.case_ids_size() > 0) {
    ASSIGN_OR_RETURN(contacts, Ask(asked));
  }

  std::map<Letter, mail::v1::EnqueueRequest> letters;
  std::set<std::string> ids;  // in this batch: a household is told once
  for (const WaitingReminder& reminder : waiting) {
    if (!reminder.needed || !IsAsked(contacts.contacts(places.at(reminder.case_id)), key.slot.day)) continue;
    const CaseId recipient = reminder.reporter.value_or(reminder.case_id);
    const registry::v1::FoundContact& contact = contacts.contacts(places.at(recipient));
    absl::TimeZone zone;
    if (!CanBeMailed(contact) || !absl::LoadTimeZone(reminder.time_zone, &zone)) continue;
    std::string id = ReminderIdOf(recipient, key);
    if (!ids.insert(id).second) continue;
    mail::v1::EnqueueRequest& letter = letters[{reminder.area.ToString(), reminder.expires}];
    mail::v1::NewMessage& message = *letter.add_messages();
    message.set_request_id(std::move(id));
    message.set_sealed_contact(contact.sealed_contact());
    (*message.mutable_parameters())["link"] = public_url_ + "/diary";
    (*message.mutable_parameters())["date"] = absl::FormatCivilTime(key.slot.day);
    (*message.mutable_parameters())["due_time"] = absl::FormatTime("%H:%M", reminder.due, zone);
  }
  for (auto& [letter, request] : letters) {
    const auto& [area, expires] = letter;
    request.MergeFrom(mail::RequestFor({.issuer = "observation",
                                        .event_id = "reminder-" + SlotText(key),
                                        .ring = vault::v1::RING_PATIENT,
                                        .template_name = TemplateOf(key.rung),
                                        .expires = expires},
                                       permits_));
    request.set_area_code(area);
    RETURN_IF_ERROR(Send(request));
  }
  return absl::OkStatus();
}

absl::StatusOr<registry::v1::FindContactsResponse> ReminderMailer::Ask(
    const registry::v1::FindContactsRequest& request) {
  registry::v1::FindContactsResponse response;
  const auto context = registry_channel_.Context(absl::Now() + kStepTime);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(registry_->FindContacts(context.get(), request, &response)));
  if (response.contacts_size() != request.case_ids_size()) return absl::InternalError("registry answers for others");
  return response;
}

absl::StatusOr<bool> ReminderMailer::Enqueue(const mail::v1::EnqueueRequest& request) {
  mail::v1::EnqueueResponse answer;
  const auto context = mail_channel_.Context(absl::Now() + kStepTime);
  const absl::Status queued = platform::rpc::FromGrpc(mail_->Enqueue(context.get(), request, &answer));
  if (absl::IsInvalidArgument(queued)) return false;
  RETURN_IF_ERROR(queued);
  return true;
}

absl::Status ReminderMailer::Send(const mail::v1::EnqueueRequest& request) {
  ASSIGN_OR_RETURN(const bool queued, Enqueue(request));
  if (queued) return absl::OkStatus();
  // One that can't be mailed holds up nobody else; her silence is heard of by the next rung.
  for (const mail::v1::NewMessage& message : request.messages()) {
    mail::v1::EnqueueRequest alone = request;
    alone.clear_messages();
    *alone.add_messages() = message;
    ASSIGN_OR_RETURN(const bool taken, Enqueue(alone));
    if (!taken) {
      platform::observe::Log(spdlog::level::err, "mail does not take a reminder", {{"request_id", message.request_id()}});
    }
  }
  return absl::OkStatus();
}

}  // namespace mimamori::observation
