// SPDX-License-Identifier: Apache-2.0
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/crypto/aead.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/vault/domain/period.hpp"
#include "services/vault/service/vault_service.hpp"
#include "services/vault/service/wire.hpp"

namespace mimamori::vault {
namespace {

constexpr int kMostDays = 100;
constexpr size_t kLinkBytes = 16;
// As visit makes them of the same keys.
constexpr char kPseudonymLabel[] = "mimamori.pseudonym.v1";
constexpr size_t kPseudonymBytes = 16;

absl::StatusOr<std::vector<std::string>> DaysOf(const v1::DerivePseudonymsRequest& request) {
  if (request.service_days_size() > kMostDays) {
    return platform::BadField("service_days", "TOO_MANY_DAYS", "at most 100 days");
  }
  std::vector<std::string> days;
  for (const std::string& text : request.service_days()) {
    if (!ReadDay(text)) {
      return platform::BadField("service_days", "MALFORMED_DAY", "a service day is not of the form 2026-11-21");
    }
    days.push_back(text);
  }
  return days;
}

}  // namespace

absl::StatusOr<v1::DerivePseudonymsResponse> VaultService::DoDerivePseudonyms(
    const Call& call, const v1::DerivePseudonymsRequest& request) {
  if (request.link_id().size() != kLinkBytes) {
    return platform::BadField("link_id", "MALFORMED_ID", "link_id has 16 bytes");
  }
  ASSIGN_OR_RETURN(const auto address, platform::EmailAddress::Parse(request.email_address()));
  ASSIGN_OR_RETURN(const std::vector<std::string> days, DaysOf(request));
  RETURN_IF_ERROR(store_.BeginDerivation(AccessOf(call), platform::crypto::Sha256(request.link_id()),
                                         static_cast<int>(days.size())));
  v1::DerivePseudonymsResponse response;
  for (const std::string& day : days) {
    const auto key = rings_.Read(KeyKind::kPseudonym, day, call.now);
    if (absl::IsNotFound(key.status())) continue;
    RETURN_IF_ERROR(key.status());
    v1::DayPseudonym& derived = *response.add_pseudonyms();
    derived.set_service_day(day);
    derived.set_pseudonym(platform::crypto::Mac(**key, kPseudonymLabel).Of(address.Folded(), kPseudonymBytes));
  }
  return response;
}

}  // namespace mimamori::vault
