// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/map.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "mimamori/mail/v1/mail_service.pb.h"
#include "services/exposure/domain/exposure.hpp"
#include "services/exposure/domain/recipients.hpp"
#include "services/platform/crypto/signature.hpp"

// What the mails of exposures have in common.
namespace mimamori::exposure {

enum class MailKind { kAlert, kCorrection };

// The same person, event and kind always make the same id, whoever dispatches.
std::string MessageIdOf(MailKind kind, const ExposureId& id, const std::string& contact_mac);

// Under which mail counts and takes them back.
std::string GroupOf(MailKind kind, const ExposureId& id);

// Its template at mail.
const char* TemplateOf(MailKind kind, Level level);

// Whom it says to turn to; `hosts`: where links to book a test may lead. A correction has no link: there is no test to book.
std::string ContactTextOf(MailKind kind, const Exposure& exposure, const AlertPolicy& policy,
                          const std::set<std::string, std::less<>>& hosts);

// What its template is filled with: the reader's own stay, on the venue's clock (privacy.md 15); the day only where the venue
// isn't named. Preview and dispatch both go through here, so that they say the same.
void Fill(MailKind kind, const Exposure& exposure, const std::string& contact_text, const Window& stay,
          const absl::TimeZone& zone, google::protobuf::Map<std::string, std::string>& parameters);

// One request to mail for all of them. INTERNAL: the exposure's time zone is unknown.
absl::StatusOr<mail::v1::EnqueueRequest> MailsTo(const std::vector<Recipient>& recipients, MailKind kind,
                                                 const Exposure& exposure, const std::string& contact_text,
                                                 absl::Time expires, const platform::crypto::Signer& permits);
std::vector<std::string> MacsOf(const std::vector<Recipient>& recipients);

}  // namespace mimamori::exposure
