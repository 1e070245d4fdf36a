// SPDX-License-Identifier: Apache-2.0
#include "services/exposure/jobs/dispatcher.hpp"

#include "services/exposure/jobs/alert_mails.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::exposure {
namespace {

constexpr int kBatch = 500;                           // mail's and vault's limit
constexpr int kGatherings = 3;                        // before the next run
constexpr absl::Duration kStepTime = absl::Seconds(20);
constexpr absl::Duration kMailLifetime = absl::Hours(7 * 24);  // a warning that comes later than that warns nobody

}  // namespace

Dispatcher::Dispatcher(ExposureStore& store, Gatherer& gatherer, platform::rpc::ServiceChannel mail,
                       const platform::crypto::Signer& permits, std::set<std::string, std::less<>> contact_hosts)
    : store_(store), gatherer_(gatherer), channel_(std::move(mail)),
      mail_(mail::v1::MailService::NewStub(channel_.channel())), permits_(permits),
      contact_hosts_(std::move(contact_hosts)) {}

absl::Status Dispatcher::Run(absl::Time now) {
  ASSIGN_OR_RETURN(const auto recalling, store_.Recalling(absl::Now() + kStepTime));
  absl::Status first_failure;
  for (const ExposureId& id : recalling) first_failure.Update(TakeBack(id, now));
  // Afterwards: others may have to look for their people again.
  ASSIGN_OR_RETURN(const auto exposures, store_.Dispatching(absl::Now() + kStepTime));
  for (const Exposure& exposure : exposures) {
    // The rules of the moment of approval, also when the dispatch is resumed later.
    const auto policy = store_.AlertPolicyAt(absl::Now() + kStepTime, exposure.approved_at.value_or(now));
    first_failure.Update(policy.ok() ? Dispatch(exposure, *policy, now) : policy.status());
  }
  return first_failure;
}

absl::Status Dispatcher::TakeBack(const ExposureId& id, absl::Time now) {
  mail::v1::CancelGroupRequest request;
  request.set_group(GroupOf(MailKind::kAlert, id));
  mail::v1::Progress progress;
  const auto context = channel_.Context(absl::Now() + kStepTime);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(mail_->CancelGroup(context.get(), request, &progress)));
  return store_.FinishRecall(absl::Now() + kStepTime, id, now);
}

absl::Status Dispatcher::Fix(const Exposure& exposure, const AlertPolicy& policy, absl::Time now) {
  for (int time = 0; time < kGatherings; ++time) {
    ASSIGN_OR_RETURN(const auto result, gatherer_.Gather(exposure, policy, {.officer = exposure.approved_by,
                                                                            .purpose = "dispatch",
                                                                            .deadline = absl::Now() + kStepTime}));
    ASSIGN_OR_RETURN(const bool fixed, store_.KeepRecipients(absl::Now() + kStepTime, exposure.id, result.recipients,
                                                             result.heeded, now));
    if (fixed) return absl::OkStatus();
  }
  return absl::AbortedError("others were told of the same venue meanwhile, time and again");
}

absl::Status Dispatcher::Dispatch(const Exposure& exposure, const AlertPolicy& policy, absl::Time now) {
  ASSIGN_OR_RETURN(const bool gathered, store_.IsGathered(absl::Now() + kStepTime, exposure.id));
  if (!gathered) RETURN_IF_ERROR(Fix(exposure, policy, now));
  while (true) {
    ASSIGN_OR_RETURN(const auto waiting, store_.Waiting(absl::Now() + kStepTime, exposure.id, kBatch));
    if (waiting.empty()) return store_.FinishDispatch(absl::Now() + kStepTime, exposure.id);
    RETURN_IF_ERROR(Queue(exposure, policy, waiting, now));
  }
}

absl::Status Dispatcher::Queue(const Exposure& exposure, const AlertPolicy& policy,
                               const std::vector<Recipient>& recipients, absl::Time now) {
  ASSIGN_OR_RETURN(const mail::v1::EnqueueRequest request,
                   MailsTo(recipients, MailKind::kAlert, exposure,
                           ContactTextOf(MailKind::kAlert, exposure, policy, contact_hosts_),
                           exposure.approved_at.value_or(now) + kMailLifetime, permits_));
  mail::v1::EnqueueResponse answer;
  const auto context = channel_.Context(absl::Now() + kStepTime);
  RETURN_IF_ERROR(platform::rpc::FromGrpc(mail_->Enqueue(context.get(), request, &answer)));
  return store_.MarkQueued(absl::Now() + kStepTime, exposure.id, MacsOf(recipients), now);
}

absl::Status EndOldExposures(ExposureStore& store, const platform::rpc::ServiceChannel& vault, absl::Time now) {
  ASSIGN_OR_RETURN(const int days, store.RetentionDaysAt(absl::Now() + kStepTime, now));
  ASSIGN_OR_RETURN(const auto due, store.DueToEnd(absl::Now() + kStepTime, now - absl::Hours(24 * days)));
  const auto stub = vault::v1::VaultService::NewStub(vault.channel());
  absl::Status first_failure;
  for (const ExposureId& id : due) {
    vault::v1::EndEventRequest request;
    request.set_event_id(id.ToString());
    vault::v1::EndEventResponse ended;
    const auto context = vault.Context(absl::Now() + kStepTime);
    const absl::Status destroyed = platform::rpc::FromGrpc(stub->EndEvent(context.get(), request, &ended));
    first_failure.Update(destroyed);
    if (absl::IsUnavailable(destroyed) || absl::IsDeadlineExceeded(destroyed)) break;  // nobody answers
    if (destroyed.ok()) first_failure.Update(store.End(absl::Now() + kStepTime, id, now));
  }
  return first_failure;
}

}  // namespace mimamori::exposure
