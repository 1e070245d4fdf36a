// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/vault/service/contact_opener.hpp"
#include "services/vault/service/vault_service.hpp"
#include "services/vault/service/wire.hpp"

namespace mimamori::vault {
namespace {

constexpr int kMostContacts = 1000;
constexpr size_t kMacBytes = 16;
constexpr char kMatchLabel[] = "mimamori.match.v1";

// Empty when the contact can't be opened, was moved away from its subject, or holds no address.
std::string MacOf(const OpenedContact& contact, const std::string* subject, const platform::crypto::Mac& mac) {
  if (!contact.failure_reason.empty() || (subject != nullptr && contact.subject != *subject)) return {};
  v1::Contact text;
  const std::string_view bytes = contact.text.Reveal();
  if (!text.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
  const auto address = platform::EmailAddress::Parse(text.email_address());
  return address.ok() ? mac.Of(address->Folded(), kMacBytes) : std::string();
}

absl::Status CheckSubjects(const v1::MatchContactsRequest& request) {
  if (request.subjects().empty() || request.subjects_size() == request.sealed_contacts_size()) return absl::OkStatus();
  return platform::BadField("subjects", "COUNT_MISMATCH", "give no subject, or one for each contact");
}

}  // namespace

absl::StatusOr<v1::MatchContactsResponse> VaultService::DoMatchContacts(const Call& call,
                                                                        const v1::MatchContactsRequest& request) {
  RETURN_IF_ERROR(CheckCount(request.sealed_contacts_size(), kMostContacts));
  RETURN_IF_ERROR(CheckSubjects(request));
  ASSIGN_OR_RETURN(const EventId event, EventId::Parse(request.event_id()));
  // Committed before the key is made, so that no event key exists which the retention job doesn't know.
  RETURN_IF_ERROR(store_.BeginMatching(AccessOf(call), event, request.sealed_contacts_size()));
  ASSIGN_OR_RETURN(const KeyRings::Key key, rings_.ReadOrMake(KeyKind::kEvent, event.ToString(), call.now));

  const platform::crypto::Mac mac(*key, kMatchLabel);
  ContactOpener opener(rings_, call.now);
  v1::MatchContactsResponse response;
  for (int i = 0; i < request.sealed_contacts_size(); ++i) {
    ASSIGN_OR_RETURN(const OpenedContact contact, opener.Open(request.sealed_contacts(i), std::nullopt));
    response.add_macs(MacOf(contact, request.subjects().empty() ? nullptr : &request.subjects(i), mac));
  }
  return response;
}

absl::StatusOr<v1::EndEventResponse> VaultService::DoEndEvent(const Call& call, const v1::EndEventRequest& request) {
  ASSIGN_OR_RETURN(const EventId event, EventId::Parse(request.event_id()));
  RETURN_IF_ERROR(store_.EndEvent(AccessOf(call), event));
  // Should this fail or be interrupted, the retention job finds the key of an ended event and destroys it.
  RETURN_IF_ERROR(rings_.Destroy(KeyKind::kEvent, event.ToString()));
  return v1::EndEventResponse();
}

}  // namespace mimamori::vault
