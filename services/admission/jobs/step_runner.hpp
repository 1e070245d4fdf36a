// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "mimamori/capacity/v1/hold_service.grpc.pb.h"
#include "mimamori/capacity/v1/stay_service.grpc.pb.h"
#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/registry/v1/contact_service.grpc.pb.h"
#include "mimamori/registry/v1/status_service.grpc.pb.h"
#include "services/admission/store/step_store.hpp"
#include "services/platform/crypto/signature.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::admission {

// Tells the services below what was decided, step by step, each by its own id, again and again until it is answered. It may die
// between any two lines: the step's row is there before the call, whoever is called does one id once, and what was answered is
// kept in one transaction with what comes of it. What is refused for good is kept to be seen.
class StepRunner {
 public:
  struct Neighbours {
    platform::rpc::ServiceChannel registry;
    platform::rpc::ServiceChannel capacity;
    platform::rpc::ServiceChannel mail;
  };
  // `nation`: whose calendar the registry's dates follow.
  StepRunner(StepStore& steps, const Neighbours& neighbours, const platform::crypto::Signer& permits, absl::TimeZone nation);

  // All that are due, and what follows from them. The first failure that a later try may mend; the others are made all the same.
  absl::Status Run(absl::Time now);

 private:
  // What came of the bed, where a step is about one.
  struct Answer {
    std::optional<Bed> bed = std::nullopt;
    bool let_go = false;
  };
  absl::Status Make(const DueStep& due, absl::Time now);
  absl::StatusOr<Answer> Tell(const DueStep& due, absl::Time now);
  absl::StatusOr<Answer> PlaceCase(const DueStep& due);
  absl::StatusOr<Answer> Hold(const DueStep& due);
  absl::StatusOr<Answer> ReleaseHold(const DueStep& due);
  absl::StatusOr<Answer> ExtendHold(const DueStep& due);
  absl::StatusOr<Answer> ConvertHold(const DueStep& due);
  absl::StatusOr<Answer> EndStay(const DueStep& due);
  absl::StatusOr<Answer> Mail(const DueStep& due, absl::Time now);

  StepStore& steps_;
  const Neighbours neighbours_;
  const std::unique_ptr<registry::v1::StatusService::Stub> statuses_;
  const std::unique_ptr<registry::v1::ContactService::Stub> contacts_;
  const std::unique_ptr<capacity::v1::HoldService::Stub> holds_;
  const std::unique_ptr<capacity::v1::StayService::Stub> stays_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const platform::crypto::Signer& permits_;
  const absl::TimeZone nation_;
};

}  // namespace mimamori::admission
