// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/jobs/alert_mails.hpp"

#include <algorithm>

#include "services/platform/crypto/aead.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::exposure {

std::string MessageIdOf(MailKind kind, const ExposureId& id, const std::string& contact_mac) {
  const char* label = kind == MailKind::kAlert ? "mimamori.alert" : "mimamori.correction";
  const std::string digest = platform::crypto::Sha256(label + id.ToString() + contact_mac);
  platform::Uuid uuid;
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0f) | 0x80);  // version 8 (RFC 9562): made from a name
  uuid[8] = static_cast<uint8_t>((uuid[8] & 0x3f) | 0x80);
  return platform::FormatUuid(uuid);
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

vault::v1::SignedPermit PermitFor(const ExposureId& id, const std::string& template_name, absl::Time expires,
                                  const platform::crypto::Signer& permits) {
  vault::v1::DispatchPermit permit;
  permit.set_issuer("exposure");
  permit.set_event_id(id.ToString());
  permit.set_ring(vault::v1::RING_VISIT);
  permit.set_template_(template_name);
  *permit.mutable_expire_time() = platform::rpc::ToTimestamp(expires);
  vault::v1::SignedPermit signed_permit;
  signed_permit.set_permit(permit.SerializeAsString());
  signed_permit.set_signature(permits.Sign("mimamori.permit.v1", signed_permit.permit()));
  return signed_permit;
}

}  // namespace mimamori::exposure
