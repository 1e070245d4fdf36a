// SPDX-License-Identifier: Apache-2.0
#include "services/observation/jobs/release_teller.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::observation {
namespace {

constexpr int kBatch = 100;
constexpr absl::Duration kStepTime = absl::Seconds(10);

// Asked again it would say the same.
bool ForGood(const absl::Status& answer) {
  if (platform::ReasonOf(answer) == "DATE_IN_FUTURE") return false;  // its clock is a little behind, at midnight
  return absl::IsFailedPrecondition(answer) || absl::IsNotFound(answer) || absl::IsInvalidArgument(answer) ||
         absl::IsAlreadyExists(answer);
}

}  // namespace

ReleaseTeller::ReleaseTeller(ReleaseStore& releases, platform::rpc::ServiceChannel registry, absl::TimeZone nation)
    : releases_(releases), channel_(std::move(registry)),
      registry_(registry::v1::StatusService::NewStub(channel_.channel())), nation_(nation) {}

absl::Status ReleaseTeller::Tell(const Release& release) {
  registry::v1::ReleaseCaseRequest request;
  request.set_request_id(release.id.ToString());
  request.set_case_id(release.case_id.ToString());
  request.set_status_date(absl::FormatCivilTime(absl::ToCivilDay(release.confirmed_at, nation_)));
  request.set_officer_id(release.confirmed_by);
  registry::v1::ReleasedCase released;
  const auto context = channel_.Context(absl::Now() + kStepTime);
  return platform::rpc::FromGrpc(registry_->ReleaseCase(context.get(), request, &released));
}

absl::Status ReleaseTeller::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto waiting, releases_.Waiting(absl::Now() + kStepTime, kBatch));
  absl::Status first_failure;
  for (const Release& release : waiting) {
    const absl::Status answer = Tell(release);
    if (!answer.ok() && !ForGood(answer)) {
      first_failure.Update(answer);
      if (absl::IsUnavailable(answer) || absl::IsDeadlineExceeded(answer)) break;  // nobody answers
      continue;
    }
    const std::string reason = platform::ReasonOf(answer);
    first_failure.Update(releases_.Settle(absl::Now() + kStepTime, release.id,
                                          answer.ok() ? "" : reason.empty() ? "UNKNOWN" : reason, now));
  }
  return first_failure;
}

}  // namespace mimamori::observation
