// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/core/id.hpp"

namespace mimamori::identity {

using platform::RequestId;

enum class LinkPurpose { kVerifyAddress, kVenueRegistration, kStaffInvitation, kVenueLogIn, kDiary };
std::string_view NameOf(LinkPurpose purpose);                 // "VERIFY_ADDRESS"
std::optional<LinkPurpose> ParsePurpose(std::string_view name);
// The one service that makes and uses links of this purpose.
std::string_view OwnerOf(LinkPurpose purpose);

// Policies `identity.links`, for staff `identity.staff`, for patients `identity.diaries`.
struct LinkPolicy {
  absl::Duration verify_address = absl::Hours(24);
  absl::Duration venue_registration = absl::Hours(24 * 7);
  absl::Duration staff_invitation = absl::Hours(72);
  absl::Duration venue_log_in = absl::Hours(1);
  absl::Duration diary = absl::Hours(24 * 7);
};

// How long a link is still answered for after it was used or ran out: its reader is told so instead of "unknown".
constexpr absl::Duration kLinkEpilogue = absl::Hours(24);

struct Link {
  LinkPurpose purpose = LinkPurpose::kVerifyAddress;
  std::string payload;  // the owner's, at most 1,024 bytes
  std::string owner;    // service
  RequestId request_id; // of the call that made it
  absl::Time created_at;
  absl::Time expires_at;
  std::optional<absl::Time> consumed_at = std::nullopt;
  std::optional<RequestId> consumed_by = std::nullopt;
};

struct LinkDraft {
  LinkPurpose purpose = LinkPurpose::kVerifyAddress;
  std::string payload;
  std::string owner;
  RequestId request_id = {};
  std::optional<absl::Time> expires_at = std::nullopt;  // unset: as long as the purpose allows
};

// The purpose's lifetime is the longest: a later time is cut to it. PERMISSION_DENIED: PURPOSE_OF_ANOTHER_SERVICE.
// BadField: PAYLOAD_TOO_LONG, EXPIRE_TIME_PASSED.
absl::StatusOr<Link> MakeLink(LinkDraft draft, absl::Time now, const LinkPolicy& policy);

// Whether the link is past its epilogue and as good as unknown.
bool IsForgotten(const Link& link, absl::Time now);
bool IsUsable(const Link& link, absl::Time now);

// What becomes of a link when `owner` wants to use it up.
enum class LinkUse {
  kNow,    // it is used up by this request
  kAgain,  // this very request used it up before
};
// NOT_FOUND: LINK_UNKNOWN (forgotten, another service's or of another purpose). FAILED_PRECONDITION: LINK_USED,
// LINK_EXPIRED.
absl::StatusOr<LinkUse> JudgeUse(const Link& link, std::string_view owner, LinkPurpose purpose,
                                 const RequestId& request_id, absl::Time now);

// How often its reader may guess what she must know beside a link of purpose kDiary (privacy.md 21).
constexpr int kMostTries = 3;

// One guess. The fingerprint is the owner's: a MAC of what was guessed, 16 bytes.
struct LinkTry {
  RequestId request_id;
  std::string fingerprint;
};

// The number of this guess, 1 to kMostTries: among `tries`, which are in their order, or one behind them. A retry counts
// once, whatever became of the link since. Fails as JudgeUse does; ALREADY_EXISTS: REQUEST_ID_REUSED (for another guess);
// FAILED_PRECONDITION: LINK_SPOILED (there were kMostTries).
absl::StatusOr<int> JudgeTry(const Link& link, const std::vector<LinkTry>& tries, std::string_view owner,
                             const LinkTry& guess, absl::Time now);

absl::Status LinkUnknown();

}  // namespace mimamori::identity
