// SPDX-License-Identifier: Apache-2.0
#include "services/capacity/jobs/desk_reminders.hpp"

#include <map>

#include "fmt/format.h"
#include "services/mail/client/letters.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/named_uuid.hpp"
#include "services/platform/observe/log.hpp"

namespace mimamori::capacity {
namespace {

constexpr int kBatch = 200;
constexpr absl::Duration kStepTime = absl::Seconds(20);
constexpr absl::Duration kLife = absl::Hours(24);  // of a mail; the next deadline has one of its own

absl::Time Soon() { return absl::Now() + kStepTime; }

std::string IdOf(const OpenReminder& reminder) {
  return platform::FormatUuid(platform::crypto::NamedUuid(
      fmt::format("mimamori.desk-reminder {} {}", reminder.facility.id.ToString(), absl::ToUnixSeconds(reminder.due))));
}

// It reported meanwhile, closed, or has no address any more; or the mail would come too late.
absl::StatusOr<bool> IsNeeded(const OpenReminder& reminder, const DutyRules& duties, absl::Time now) {
  const Facility& facility = reminder.facility;
  if (facility.closed || reminder.sealed_contact.empty() || now >= reminder.due + kLife) return false;
  ASSIGN_OR_RETURN(const absl::Time awaited, AwaitedFrom(duties, facility));
  return awaited <= reminder.due;
}

void Write(const OpenReminder& reminder, const std::string& staff_url, mail::v1::NewMessage& message) {
  absl::TimeZone zone;
  absl::LoadTimeZone(reminder.facility.facts.time_zone, &zone);  // it was there when the need was judged
  message.set_request_id(IdOf(reminder));
  message.set_sealed_contact(reminder.sealed_contact);
  auto& parameters = *message.mutable_parameters();
  parameters["link"] = staff_url + "/";
  parameters["facility_name"] = reminder.facility.facts.display_name;
  parameters["date"] = absl::FormatCivilTime(absl::ToCivilDay(reminder.due, zone));
  parameters["due_time"] = absl::FormatTime("%H:%M", reminder.due, zone);
}

}  // namespace

DeskReminders::DeskReminders(ReminderStore& reminders, BoardStore& board, platform::rpc::ServiceChannel mail,
                             const platform::crypto::Signer& permits, std::string staff_url)
    : reminders_(reminders), board_(board), channel_(std::move(mail)),
      mail_(mail::v1::MailService::NewStub(channel_.channel())), permits_(permits), staff_url_(std::move(staff_url)) {}

absl::StatusOr<int64_t> DeskReminders::Choose(absl::Time now) {
  ASSIGN_OR_RETURN(const DutyRules duties, board_.DutiesAt(Soon(), now));
  ASSIGN_OR_RETURN(const std::vector<Facility> facilities, reminders_.Reporters(Soon()));
  std::vector<DeskReminder> chosen;
  for (const Facility& facility : facilities) {
    ASSIGN_OR_RETURN(const std::optional<absl::Time> due, ReminderOf(duties, facility, now));
    if (due) chosen.push_back({.facility = facility.id, .due = *due});
  }
  return reminders_.Choose(Soon(), chosen, now);
}

absl::Status DeskReminders::Mail(absl::Time now) {
  ASSIGN_OR_RETURN(const DutyRules duties, board_.DutiesAt(Soon(), now));
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<OpenReminder> open, reminders_.Open(Soon(), kBatch));
    if (open.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(MailSome(open, duties, now));
  }
}

absl::Status DeskReminders::MailSome(const std::vector<OpenReminder>& open, const DutyRules& duties, absl::Time now) {
  std::map<absl::Time, std::vector<OpenReminder>> needed;  // alike: of one deadline
  std::vector<DeskReminder> settled;
  for (const OpenReminder& reminder : open) {
    ASSIGN_OR_RETURN(const bool mailed, IsNeeded(reminder, duties, now));
    if (mailed) needed[reminder.due].push_back(reminder);
    settled.push_back({.facility = reminder.facility.id, .due = reminder.due});
  }
  for (const auto& [due, reminders] : needed) RETURN_IF_ERROR(Send(reminders));
  return reminders_.Settle(Soon(), settled, now);
}

absl::Status DeskReminders::Send(const std::vector<OpenReminder>& needed) {
  const absl::Time due = needed.front().due;
  const mail::Occasion occasion{.issuer = "capacity",
                                .event_id = "desk-reminder-" + std::to_string(absl::ToUnixSeconds(due)),
                                .ring = vault::v1::RING_DESK,
                                .template_name = "facility-reminder",
                                .expires = due + kLife};
  mail::v1::EnqueueRequest request = mail::RequestFor(occasion, permits_);
  for (const OpenReminder& reminder : needed) Write(reminder, staff_url_, *request.add_messages());
  ASSIGN_OR_RETURN(const bool queued, Enqueue(request));
  if (queued) return absl::OkStatus();
  // One that can't be mailed holds up nobody else.
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

absl::StatusOr<bool> DeskReminders::Enqueue(const mail::v1::EnqueueRequest& request) {
  mail::v1::EnqueueResponse answer;
  const auto context = channel_.Context(Soon());
  const absl::Status queued = platform::rpc::FromGrpc(mail_->Enqueue(context.get(), request, &answer));
  if (absl::IsInvalidArgument(queued)) return false;
  RETURN_IF_ERROR(queued);
  return true;
}

}  // namespace mimamori::capacity
