// SPDX-License-Identifier: Apache-2.0
#include "services/identity/domain/link.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {
namespace {

using platform::BadField;
using platform::Failure;

struct PurposeFacts {
  LinkPurpose purpose;
  std::string_view name;
  std::string_view owner;
  absl::Duration LinkPolicy::*lifetime;
};
constexpr std::array<PurposeFacts, 5> kPurposes{{
    {LinkPurpose::kVerifyAddress, "VERIFY_ADDRESS", "visit", &LinkPolicy::verify_address},
    {LinkPurpose::kVenueRegistration, "VENUE_REGISTRATION", "venue", &LinkPolicy::venue_registration},
    {LinkPurpose::kStaffInvitation, "STAFF_INVITATION", "identity", &LinkPolicy::staff_invitation},
    {LinkPurpose::kVenueLogIn, "VENUE_LOG_IN", "venue", &LinkPolicy::venue_log_in},
    {LinkPurpose::kDiary, "DIARY", "observation", &LinkPolicy::diary},
}};

const PurposeFacts& FactsOf(LinkPurpose purpose) { return kPurposes[static_cast<size_t>(purpose)]; }

}  // namespace

std::string_view NameOf(LinkPurpose purpose) { return FactsOf(purpose).name; }
std::string_view OwnerOf(LinkPurpose purpose) { return FactsOf(purpose).owner; }

std::optional<LinkPurpose> ParsePurpose(std::string_view name) {
  const auto* facts = std::ranges::find(kPurposes, name, &PurposeFacts::name);
  if (facts == kPurposes.end()) return std::nullopt;
  return facts->purpose;
}

absl::StatusOr<Link> MakeLink(LinkDraft draft, absl::Time now, const LinkPolicy& policy) {
  const PurposeFacts& facts = FactsOf(draft.purpose);
  if (draft.owner != facts.owner) {
    return Failure(absl::StatusCode::kPermissionDenied, "PURPOSE_OF_ANOTHER_SERVICE",
                   "links of this purpose belong to another service");
  }
  if (draft.payload.size() > 1024) {
    return BadField("payload", "PAYLOAD_TOO_LONG", "a link carries at most 1,024 bytes");
  }
  const absl::Time longest = now + policy.*facts.lifetime;
  const absl::Time expires_at = std::min(draft.expires_at.value_or(longest), longest);
  if (expires_at <= now) return BadField("expire_time", "EXPIRE_TIME_PASSED", "expire_time is over already");
  return Link{.purpose = draft.purpose,
              .payload = std::move(draft.payload),
              .owner = std::move(draft.owner),
              .request_id = draft.request_id,
              .created_at = now,
              .expires_at = expires_at};
}

bool IsForgotten(const Link& link, absl::Time now) {
  return now >= std::min(link.expires_at, link.consumed_at.value_or(absl::InfiniteFuture())) + kLinkEpilogue;
}

bool IsUsable(const Link& link, absl::Time now) { return !link.consumed_at && now < link.expires_at; }

absl::StatusOr<LinkUse> JudgeUse(const Link& link, std::string_view owner, LinkPurpose purpose,
                                 const RequestId& request_id, absl::Time now) {
  if (link.owner != owner || link.purpose != purpose || IsForgotten(link, now)) return LinkUnknown();
  if (link.consumed_by == request_id) return LinkUse::kAgain;
  if (link.consumed_at) {
    return Failure(absl::StatusCode::kFailedPrecondition, "LINK_USED", "this link was used before");
  }
  if (now >= link.expires_at) {
    return Failure(absl::StatusCode::kFailedPrecondition, "LINK_EXPIRED", "this link is too old; ask for a new one");
  }
  return LinkUse::kNow;
}

absl::StatusOr<int> JudgeTry(const Link& link, const std::vector<LinkTry>& tries, std::string_view owner,
                             const LinkTry& guess, absl::Time now) {
  if (link.owner != owner || link.purpose != LinkPurpose::kDiary || IsForgotten(link, now)) return LinkUnknown();
  const auto same = std::ranges::find(tries, guess.request_id, &LinkTry::request_id);
  if (same != tries.end()) {
    if (same->fingerprint == guess.fingerprint) return static_cast<int>(same - tries.begin()) + 1;
    return Failure(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED", "request_id was already used for another try");
  }
  RETURN_IF_ERROR(JudgeUse(link, owner, link.purpose, guess.request_id, now).status());
  if (tries.size() < kMostTries) return static_cast<int>(tries.size()) + 1;
  return Failure(absl::StatusCode::kFailedPrecondition, "LINK_SPOILED", "this link was tried too often; ask for a new one");
}

absl::Status LinkUnknown() { return platform::NotFound("LINK_UNKNOWN", "there is no such link"); }

}  // namespace mimamori::identity
