// SPDX-License-Identifier: Apache-2.0
#include "services/identity/store/policy_book.hpp"

#include "services/platform/core/status_macros.hpp"

namespace mimamori::identity {

absl::StatusOr<HashingPolicy> ReadHashingPolicy(const PolicyBody& body) {
  HashingPolicy policy;
  ASSIGN_OR_RETURN(policy.memory_kib, body.Int("memory_kib", 8, 1 << 20));
  ASSIGN_OR_RETURN(policy.passes, body.Int("passes", 1, 20));
  return policy;
}

absl::StatusOr<SlowingPolicy> ReadSlowingPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const int window, body.Int("window_seconds", 60, 86'400));
  ASSIGN_OR_RETURN(const int first, body.Int("first_delay_seconds", 1, 3'600));
  ASSIGN_OR_RETURN(const int longest, body.Int("longest_delay_seconds", 1, 3'600));
  SlowingPolicy policy{.window = absl::Seconds(window),
                       .first_delay = absl::Seconds(first),
                       .longest_delay = absl::Seconds(longest)};
  ASSIGN_OR_RETURN(policy.account_free_failures, body.Int("account_free_failures", 1, 1'000));
  ASSIGN_OR_RETURN(policy.network_free_failures, body.Int("network_free_failures", 1, 100'000));
  return policy;
}

absl::StatusOr<SessionPolicy> ReadSessionPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const int staff, body.Int("staff_hours", 1, 24));
  ASSIGN_OR_RETURN(const int idle, body.Int("staff_idle_minutes", 5, 24 * 60));
  ASSIGN_OR_RETURN(const int device, body.Int("operator_days", 1, 90));
  return SessionPolicy{.staff = absl::Hours(staff),
                       .staff_idle = absl::Minutes(idle),
                       .operator_device = absl::Hours(24 * device)};
}

absl::StatusOr<LinkPolicy> ReadLinkPolicy(const PolicyBody& body) {
  ASSIGN_OR_RETURN(const int verify, body.Int("verify_address_hours", 1, 24 * 7));
  ASSIGN_OR_RETURN(const int venue, body.Int("venue_registration_hours", 1, 24 * 30));
  ASSIGN_OR_RETURN(const int log_in, body.Int("venue_log_in_minutes", 5, 24 * 60));
  LinkPolicy policy;
  policy.verify_address = absl::Hours(verify);
  policy.venue_registration = absl::Hours(venue);
  policy.venue_log_in = absl::Minutes(log_in);
  return policy;
}

absl::StatusOr<DiaryPolicy> ReadDiaryPolicy(const PolicyBody& body) {
  // A mail waits 14 days at most.
  ASSIGN_OR_RETURN(const int link, body.Int("link_hours", 1, 13 * 24));
  ASSIGN_OR_RETURN(const int session, body.Int("session_days", 1, 90));
  return DiaryPolicy{.link = absl::Hours(link), .session = absl::Hours(24 * session)};
}

absl::StatusOr<StaffPolicy> ReadStaffPolicy(const PolicyBody& body) {
  StaffPolicy policy;
  ASSIGN_OR_RETURN(policy.totp_required, body.Bool("totp_required"));
  // A mail waits 14 days at most.
  ASSIGN_OR_RETURN(const int invitation, body.Int("invitation_hours", 1, 13 * 24));
  policy.invitation = absl::Hours(invitation);
  return policy;
}

absl::StatusOr<HashingPolicy> PolicyBook::Hashing(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "identity.password_hashing"));
  return ReadHashingPolicy(*body);
}

absl::StatusOr<SlowingPolicy> PolicyBook::Slowing(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "identity.log_in_slowing"));
  return ReadSlowingPolicy(*body);
}

absl::StatusOr<SessionPolicy> PolicyBook::Sessions(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "identity.sessions"));
  ASSIGN_OR_RETURN(SessionPolicy policy, ReadSessionPolicy(*body));
  ASSIGN_OR_RETURN(const auto diaries, shelf_.At(deadline, now, "identity.diaries"));
  ASSIGN_OR_RETURN(const DiaryPolicy patients, ReadDiaryPolicy(*diaries));
  policy.patient_device = patients.session;
  return policy;
}

absl::StatusOr<LinkPolicy> PolicyBook::Links(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "identity.links"));
  ASSIGN_OR_RETURN(LinkPolicy policy, ReadLinkPolicy(*body));
  ASSIGN_OR_RETURN(const auto diaries, shelf_.At(deadline, now, "identity.diaries"));
  ASSIGN_OR_RETURN(const DiaryPolicy patients, ReadDiaryPolicy(*diaries));
  policy.diary = patients.link;
  return policy;
}

absl::StatusOr<StaffPolicy> PolicyBook::Staff(absl::Time deadline, absl::Time now) {
  ASSIGN_OR_RETURN(const auto body, shelf_.At(deadline, now, "identity.staff"));
  return ReadStaffPolicy(*body);
}

}  // namespace mimamori::identity
