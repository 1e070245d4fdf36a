// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/jobs/corrector.hpp"

#include "services/exposure/jobs/alert_mails.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::exposure {
namespace {

constexpr int kBatch = 500;  // mail's limit
constexpr absl::Duration kStepTime = absl::Seconds(20);
constexpr absl::Duration kMailLifetime = absl::Hours(7 * 24);

}  // namespace

Corrector::Corrector(CorrectionStore& corrections, ExposureStore& exposures, platform::rpc::ServiceChannel mail,
                     const platform::crypto::Signer& permits)
    : corrections_(corrections), exposures_(exposures), channel_(std::move(mail)),
      mail_(mail::v1::MailService::NewStub(channel_.channel())), permits_(permits) {}

absl::Status Corrector::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto exposures, corrections_.Correcting(absl::Now() + kStepTime));
  absl::Status first_failure;
  for (const Exposure& exposure : exposures) first_failure.Update(Correct(exposure, now));
  return first_failure;
}

absl::StatusOr<Corrector::Count> Corrector::CountTold(absl::Time deadline, const ExposureId& id) {
  Count count;
  RETURN_IF_ERROR(EachUndecided(deadline, id, [&](const Fates& fates) {
    count.told += static_cast<int>(fates.told.size());
    count.open += static_cast<int>(fates.open.size());
    return absl::OkStatus();
  }));
  return count;
}

absl::Status Corrector::EachUndecided(absl::Time deadline, const ExposureId& id,
                                      const std::function<absl::Status(const Fates&)>& take) {
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const auto undecided, corrections_.Undecided(deadline, id, after, kBatch));
    if (undecided.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Fates fates, FatesOf(deadline, id, undecided));
    RETURN_IF_ERROR(take(fates));
    after = undecided.back().contact_mac;
  }
}

absl::StatusOr<Corrector::Fates> Corrector::FatesOf(absl::Time deadline, const ExposureId& id,
                                                    const std::vector<CorrectionStore::Mailed>& recipients) {
  mail::v1::FindFatesRequest request;
  for (const auto& recipient : recipients) {
    request.add_request_ids(MessageIdOf(MailKind::kAlert, id, recipient.contact_mac));
  }
  mail::v1::FindFatesResponse answer;
  const auto context = channel_.Context(deadline);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(mail_->FindFates(context.get(), request, &answer)));
  if (answer.fates_size() != request.request_ids_size()) {
    return absl::InternalError("mail answered another number of messages than it was asked");
  }
  Fates fates;
  for (int i = 0; i < answer.fates_size(); ++i) {
    const auto& [mac, queued] = recipients[static_cast<size_t>(i)];
    switch (answer.fates(i)) {
      case mail::v1::FATE_LEFT: fates.told.push_back(mac); break;
      case mail::v1::FATE_STAYED: fates.not_told.push_back(mac); break;
      // Mail never heard of it, or has forgotten it: then it may have left.
      case mail::v1::FATE_UNKNOWN: (queued ? fates.told : fates.not_told).push_back(mac); break;
      default: fates.open.push_back(mac);
    }
  }
  return fates;
}

absl::Status Corrector::Correct(const Exposure& exposure, absl::Time now) {
  RETURN_IF_ERROR(EachUndecided(absl::Now() + kStepTime, exposure.id, [&](const Fates& fates) {
    return corrections_.Decide(absl::Now() + kStepTime, exposure.id, fates.told, fates.not_told);
  }));
  // The words of the moment of approval, as the alert's.
  ASSIGN_OR_RETURN(const AlertPolicy policy,
                   exposures_.AlertPolicyAt(absl::Now() + kStepTime, exposure.correction.approved_at.value_or(now)));
  while (true) {
    ASSIGN_OR_RETURN(const auto waiting, corrections_.Waiting(absl::Now() + kStepTime, exposure.id, kBatch));
    if (waiting.empty()) return corrections_.Finish(absl::Now() + kStepTime, exposure.id, now);
    RETURN_IF_ERROR(Queue(exposure, policy, waiting));
  }
}

absl::Status Corrector::Queue(const Exposure& exposure, const AlertPolicy& policy,
                              const std::vector<Recipient>& recipients) {
  ASSIGN_OR_RETURN(const mail::v1::EnqueueRequest request,
                   MailsTo(recipients, MailKind::kCorrection, exposure,
                           ContactTextOf(MailKind::kCorrection, exposure, policy, {}),
                           *exposure.correction.approved_at + kMailLifetime, permits_));
  mail::v1::EnqueueResponse answer;
  const auto context = channel_.Context(absl::Now() + kStepTime);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(mail_->Enqueue(context.get(), request, &answer)));
  return corrections_.MarkQueued(absl::Now() + kStepTime, exposure.id, MacsOf(recipients));
}

}  // namespace mimamori::exposure
