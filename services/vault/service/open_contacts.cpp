// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/vault/service/contact_opener.hpp"
#include "services/vault/service/vault_service.hpp"
#include "services/vault/service/wire.hpp"

namespace mimamori::vault {
namespace {

constexpr int kMostContacts = 500;
constexpr char kPermitLabel[] = "mimamori.permit.v1";

absl::Status CheckSignature(const platform::crypto::Verifier& verifier, const Permit& permit,
                            const v1::SignedPermit& signed_permit) {
  if (verifier.Verify(permit.issuer, kPermitLabel, signed_permit.permit(), signed_permit.signature()).ok()) {
    return absl::OkStatus();
  }
  return platform::Failure(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_AUTHENTIC",
                           "the permit can't be read or was not signed by its issuer");
}

}  // namespace

absl::StatusOr<v1::OpenContactsResponse> VaultService::DoOpenContacts(const Call& call,
                                                                      const v1::OpenContactsRequest& request) {
  RETURN_IF_ERROR(CheckCount(request.sealed_contacts_size(), kMostContacts));
  ASSIGN_OR_RETURN(const Permit permit, ReadPermit(request.permit()));
  RETURN_IF_ERROR(CheckSignature(verifier_, permit, request.permit()));
  ASSIGN_OR_RETURN(const PermitPolicy policy, store_.GetPermitPolicy(AccessOf(call)));
  RETURN_IF_ERROR(CheckPermit(permit, request.template_(), policy, call.now));

  ContactOpener opener(rings_, call.now);
  v1::OpenContactsResponse response;
  int opened = 0;
  for (const std::string& sealed : request.sealed_contacts()) {
    ASSIGN_OR_RETURN(OpenedContact contact, opener.Open(sealed, permit.ring));
    opened += contact.failure_reason.empty();
    v1::OpenedContact& out = *response.add_contacts();
    out.set_contact(std::string(contact.text.Reveal()));
    out.set_failure_reason(contact.failure_reason);
  }
  // Nothing leaves before it is written down that it left.
  RETURN_IF_ERROR(store_.RecordOpening(AccessOf(call), permit, request.sealed_contacts_size(), opened));
  return response;
}

}  // namespace mimamori::vault
