// SPDX-License-Identifier: Apache-2.0
#include "services/mail/jobs/contact_opener.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::mail {
namespace {

std::optional<Contact> ToContact(const vault::v1::OpenedContact& opened) {
  vault::v1::Contact contact;
  if (!opened.failure_reason().empty() || !contact.ParseFromString(opened.contact())) return std::nullopt;
  auto address = platform::EmailAddress::Parse(contact.email_address());
  if (!address.ok()) return std::nullopt;
  return Contact{*std::move(address), LanguageOf(contact.language())};
}

}  // namespace

VaultContactOpener::VaultContactOpener(platform::rpc::ServiceChannel channel)
    : channel_(std::move(channel)), vault_(vault::v1::VaultService::NewStub(channel_.channel())) {}

absl::StatusOr<std::vector<std::optional<Contact>>> VaultContactOpener::Open(absl::Time deadline,
                                                                             const Envelope& envelope,
                                                                             const std::vector<std::string>& sealed) {
  vault::v1::OpenContactsRequest request;
  request.mutable_permit()->set_permit(envelope.permit);
  request.mutable_permit()->set_signature(envelope.permit_signature);
  request.set_template_(envelope.template_name);
  for (const std::string& contact : sealed) request.add_sealed_contacts(contact);
  const auto context = channel_.Context(deadline);
  ASSIGN_OR_RETURN(const vault::v1::OpenContactsResponse response,
                   platform::rpc::Ask(*vault_, &vault::v1::VaultService::Stub::OpenContacts, *context, request));
  if (static_cast<size_t>(response.contacts_size()) != sealed.size()) {
    return absl::InternalError("the vault answered for another number of contacts");
  }
  std::vector<std::optional<Contact>> contacts;
  contacts.reserve(sealed.size());
  for (const vault::v1::OpenedContact& opened : response.contacts()) contacts.push_back(ToContact(opened));
  return contacts;
}

}  // namespace mimamori::mail
