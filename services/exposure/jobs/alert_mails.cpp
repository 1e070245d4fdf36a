// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/jobs/alert_mails.hpp"

#include "services/mail/client/letters.hpp"
#include "services/platform/crypto/named_uuid.hpp"

namespace mimamori::exposure {

std::string MessageIdOf(MailKind kind, const ExposureId& id, const std::string& contact_mac) {
  const char* label = kind == MailKind::kAlert ? "mimamori.alert" : "mimamori.correction";
  return platform::FormatUuid(platform::crypto::NamedUuid(label + id.ToString() + contact_mac));
}

std::string GroupOf(MailKind kind, const ExposureId& id) {
  return kind == MailKind::kAlert ? id.ToString() : id.ToString() + "-correction";
}

const char* TemplateOf(MailKind kind, Level level) {
  if (kind == MailKind::kCorrection) return "alert-correction";
  return level == Level::kCluster ? "alert-cluster" : "alert-caution";
}

std::string ContactTextOf(MailKind kind, const Exposure& exposure, const AlertPolicy& policy,
                          const std::set<std::string, std::less<>>& hosts) {
  const std::set<std::string, std::less<>> none;
  return ContactTextFor(exposure.area, policy.contacts, policy.contact_text, kind == MailKind::kAlert ? hosts : none);
}

void Fill(MailKind kind, const Exposure& exposure, const std::string& contact_text, const Window& stay,
          const absl::TimeZone& zone, google::protobuf::Map<std::string, std::string>& parameters) {
  parameters["date"] = absl::FormatTime("%Y-%m-%d", stay.start, zone);
  parameters["contact_text"] = contact_text;
  if (kind == MailKind::kCorrection || exposure.level != Level::kCluster) return;
  parameters["venue_name"] = exposure.venue_name;
  parameters["stay_start"] = absl::FormatTime("%H:%M", stay.start, zone);
  parameters["stay_end"] = absl::FormatTime("%H:%M", stay.end, zone);
}

absl::StatusOr<mail::v1::EnqueueRequest> MailsTo(const std::vector<Recipient>& recipients, MailKind kind,
                                                 const Exposure& exposure, const std::string& contact_text,
                                                 absl::Time expires, const platform::crypto::Signer& permits) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(exposure.time_zone, &zone)) return absl::InternalError("an exposure's time zone is unknown");
  mail::v1::EnqueueRequest request = mail::RequestFor({.issuer = "exposure",
                                                       .event_id = exposure.id.ToString(),
                                                       .ring = vault::v1::RING_VISIT,
                                                       .template_name = TemplateOf(kind, exposure.level),
                                                       .expires = expires},
                                                      permits);
  request.set_group(GroupOf(kind, exposure.id));
  request.set_area_code(exposure.area.ToString());
  for (const Recipient& recipient : recipients) {
    mail::v1::NewMessage& message = *request.add_messages();
    message.set_request_id(MessageIdOf(kind, exposure.id, recipient.contact_mac));
    message.set_sealed_contact(recipient.sealed_contact);
    Fill(kind, exposure, contact_text, {recipient.stay_start, recipient.stay_end}, zone, *message.mutable_parameters());
  }
  return request;
}

std::vector<std::string> MacsOf(const std::vector<Recipient>& recipients) {
  std::vector<std::string> macs;
  for (const Recipient& recipient : recipients) macs.push_back(recipient.contact_mac);
  return macs;
}

}  // namespace mimamori::exposure
