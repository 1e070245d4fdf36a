// SPDX-License-Identifier: Apache-2.0
#include "services/visit/store/policy_reader.hpp"

#include "services/platform/core/status_macros.hpp"
#include "services/platform/postgres/policy_body.hpp"

namespace mimamori::visit {

using platform::postgres::PolicyBody;

absl::StatusOr<StayPolicy> ReadStayPolicy(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const int longest, body.Int("longest_stay_minutes", 15, 2880));
  ASSIGN_OR_RETURN(const int offline, body.Int("offline_minutes", 0, 1440));
  ASSIGN_OR_RETURN(const int skew, body.Int("clock_skew_seconds", 0, 600));
  ASSIGN_OR_RETURN(const int starts, body.Int("service_day_starts_hour", 0, 12));
  return StayPolicy{.longest_stay = absl::Minutes(longest), .offline_limit = absl::Minutes(offline),
                    .clock_skew = absl::Seconds(skew), .service_day_starts_hour = starts};
}

absl::StatusOr<HoursTolerance> ReadHoursTolerance(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const int early, body.Int("early_minutes", 0, 240));
  ASSIGN_OR_RETURN(const int late, body.Int("late_minutes", 0, 240));
  return HoursTolerance{.early = absl::Minutes(early), .late = absl::Minutes(late)};
}

absl::StatusOr<ProofPolicy> ReadProofPolicy(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const int renew, body.Int("renew_after_days", 1, 90));
  ASSIGN_OR_RETURN(const int again, body.Int("confirm_again_after_days", 1, 3650));
  return ProofPolicy{.renew_after = absl::Hours(24 * renew), .confirm_again = absl::Hours(24 * again)};
}

absl::StatusOr<CrowdPolicy> ReadCrowdPolicy(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const int least, body.Int("least", 1, 100));
  ASSIGN_OR_RETURN(const int round_to, body.Int("round_to", 1, 100));
  ASSIGN_OR_RETURN(const int step, body.Int("step_minutes", 1, 60));
  return CrowdPolicy{.least = least, .round_to = round_to, .step = absl::Minutes(step)};
}

absl::StatusOr<RecordPolicy> ReadRecordPolicy(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const int link, body.Int("link_minutes", 5, 1440));
  ASSIGN_OR_RETURN(const int session, body.Int("session_minutes", 5, 240));
  ASSIGN_OR_RETURN(const int at_once, body.Int("links_at_once", 1, 10'000));
  ASSIGN_OR_RETURN(const int per_hour, body.Int("links_per_hour", 1, 100'000));
  ASSIGN_OR_RETURN(const int shown, body.Int("questions_shown_after_days", 0, 28));
  return RecordPolicy{.link = absl::Minutes(link), .session = absl::Minutes(session),
                      .links_at_once = static_cast<double>(at_once), .links_per_second = per_hour / 3600.0,
                      .questions_shown_after = absl::Hours(24 * shown)};
}

absl::StatusOr<BurstPolicy> ReadBurstPolicy(const std::string& json) {
  ASSIGN_OR_RETURN(const int per_minute, PolicyBody(json).Int("unconfirmed_per_minute", 1, 100'000));
  return BurstPolicy{.unconfirmed_per_minute = per_minute};
}

absl::StatusOr<KioskPolicy> ReadKioskPolicy(const std::string& json) {
  const PolicyBody body(json);
  ASSIGN_OR_RETURN(const int skew, body.Int("skew_minutes", 0, 10));
  ASSIGN_OR_RETURN(const int accepted, body.Int("accepted_minutes", skew, 60));
  return KioskPolicy{.skew_minutes = skew, .accepted_minutes = accepted};
}

absl::StatusOr<RetentionPolicy> ReadRetentionPolicy(const std::string& json) {
  ASSIGN_OR_RETURN(const int days, PolicyBody(json).Int("days", 1, 90));
  return RetentionPolicy{.days = days};
}

}  // namespace mimamori::visit
