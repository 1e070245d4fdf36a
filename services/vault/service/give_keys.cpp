// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/sealed_box.hpp"
#include "services/vault/domain/period.hpp"
#include "services/vault/service/vault_service.hpp"
#include "services/vault/service/wire.hpp"

namespace mimamori::vault {

absl::StatusOr<v1::PseudonymKey> VaultService::DoGetPseudonymKey(const Call& call,
                                                                 const v1::GetPseudonymKeyRequest& request) {
  ASSIGN_OR_RETURN(const absl::CivilDay day, PseudonymDayToGive(request.service_day(), call.now));
  const std::string period = WriteDay(day);
  ASSIGN_OR_RETURN(const KeyRings::Key key, rings_.ReadOrMake(KeyKind::kPseudonym, period, call.now));
  RETURN_IF_ERROR(store_.RecordPseudonymKeyGiven(AccessOf(call), period));
  v1::PseudonymKey response;
  response.set_service_day(period);
  response.set_key(std::string(key->Reveal()));
  return response;
}

absl::StatusOr<v1::SealingKey> VaultService::DoGetSealingKey(const Call& call,
                                                             const v1::GetSealingKeyRequest& request) {
  ASSIGN_OR_RETURN(const Ring ring, FromProto(request.ring()));
  ASSIGN_OR_RETURN(const std::string period, SealingPeriodToGive(ring, request.period(), call.now));
  ASSIGN_OR_RETURN(const KeyRings::Key key, rings_.ReadOrMake(KeyKindOf(ring), period, call.now));
  v1::SealingKey response;
  response.set_ring_name(NameOf(ring));
  response.set_period(period);
  response.set_public_key(platform::crypto::SealingKeyPairOf(key->Clone()).public_key);
  return response;
}

}  // namespace mimamori::vault
