// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/platform/core/email_address.hpp"
#include "services/platform/core/secret.hpp"
#include "services/platform/crypto/mac.hpp"
#include "services/platform/crypto/quota_keys.hpp"
#include "services/visit/domain/proof.hpp"
#include "services/visit/domain/stay.hpp"

namespace mimamori::visit {

// Who a browser says it is.
struct VisitorProof {
  std::string proof_id;  // 16 bytes
  platform::EmailAddress address;
  std::string language;
  bool verified = false;
  absl::Time issued_at;
  absl::Time confirmed_at = {};  // of a verified one
  ProofAges Ages() const { return {.verified = verified, .issued_at = issued_at, .confirmed_at = confirmed_at}; }
};

// Who may see the record of an address, and until when.
struct RecordPass {
  std::string link_id;  // 16 bytes
  platform::EmailAddress address;
  absl::Time expires_at;
  std::string consent_code = {};  // that she has entered; empty: none
};
// A pass is written for one use and read for that alone.
enum class PassUse { kLink, kCookie };

// `proof`, confirmed at `now`.
VisitorProof Confirmed(VisitorProof proof, absl::Time now);

// The stay that a browser opened last.
struct StayTicket {
  StayKey key;
  BrowserTag browser;
  VenueId venue;
  int32_t space = 0;
  absl::Time arrived_at;
};

// What the link in a receipt carries.
struct StayReceipt {
  StayTicket ticket;
  absl::Time expires_at;
};

// Writes and reads the cookies (privacy.md 5) and makes the day-scoped browser tags (privacy.md 6). Thread-safe.
class VisitorCookies {
 public:
  // `key`: visitor-cookie.key; `quota_key`: quota.key, which visit and venue share, so that an address has one quota.
  VisitorCookies(const platform::Secret& key, const platform::Secret& quota_key);

  std::string Write(const VisitorProof& proof) const;
  std::string Write(const StayTicket& ticket) const;
  // nullopt for an empty cookie and for one that this service did not write (a rotated key, a forged text).
  // UNAUTHENTICATED (PROOF_EXPIRED, field visitor_cookie) when it is older than kProofLifetime: the gateway clears that
  // cookie, and only that.
  absl::StatusOr<std::optional<VisitorProof>> ReadProof(std::string_view cookie, absl::Time now) const;
  std::optional<StayTicket> ReadTicket(std::string_view cookie) const;
  std::string Write(const RecordPass& pass, PassUse use) const;
  // nullopt for what this service did not write for that use. Whether it has expired is the caller's to judge.
  std::optional<RecordPass> ReadPass(std::string_view text, PassUse use) const;
  // Of a request for a link, the same for a retry; another address is another request. The link's: 16 bytes.
  std::string RecordLinkId(const RequestId& request, const platform::EmailAddress& address) const;
  RequestId RecordMailId(const RequestId& request, const platform::EmailAddress& address) const;
  // Whoever hands over stays, for the one who gave her this code alone: 16 bytes.
  std::string GiverOf(const platform::EmailAddress& address, std::string_view consent_code) const;
  // One a stay and address.
  RequestId ReceiptMailId(const StayKey& stay, const platform::EmailAddress& address) const;
  // Of the stay that a mail opens at a code: the same whenever the mail comes again.
  RequestId MailedStayId(std::string_view message_id, const platform::EmailAddress& from, std::string_view code) const;
  // The last part of the link in a receipt. Whether it has expired is the caller's to judge.
  std::string WriteReceipt(const StayTicket& ticket, absl::Time expires) const;
  std::optional<StayReceipt> ReadReceipt(std::string_view text) const;
  // A place in the list of one's own stays, for that address alone. nullopt: not such a token.
  std::string WritePlace(const platform::EmailAddress& address, std::string_view place) const;
  std::optional<std::string> ReadPlace(const platform::EmailAddress& address, std::string_view token) const;

  BrowserTag TagOf(std::string_view proof_id, absl::CivilDay service_day) const;
  // The proof id of a browser without a cookie. Made from its request id, so that a retry is the same browser, and from
  // the address exactly as it was entered: otherwise one request id, sent with two addresses, would let the owner of the
  // one confirm the other.
  std::string NewProofId(const RequestId& request, const platform::EmailAddress& address) const;
  // The id of a proof that this request renews: again the same for a retry.
  std::string RenewedProofId(const RequestId& request, std::string_view proof_id) const;

  // What the page that waits in this browser shows, and the reader of the mail picks from.
  HandOverNumbers NumbersOf(const BrowserTag& browser, absl::CivilDay service_day) const;

  // For mail's quotas.
  const platform::crypto::QuotaKeys& quotas() const { return quotas_; }

 private:
  const platform::Secret cookie_key_;
  const platform::crypto::Mac tags_;
  const platform::crypto::Mac proofs_;
  const platform::crypto::Mac numbers_;
  const platform::crypto::QuotaKeys quotas_;
};

}  // namespace mimamori::visit
