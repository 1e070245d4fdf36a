// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "mimamori/visit/v1/inbound_mail_service.grpc.pb.h"
#include "services/platform/redis/redis.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/visit/service/receipt_desk.hpp"

namespace mimamori::visit {

// Check-ins by mail: what came in at our mail system, as inbound_mail read it. A stay by mail belongs to no browser: nobody
// extends, closes or confirms it. Who is verified gets a receipt, once; nobody else is answered (privacy.md 10).
class MailDesk {
 public:
  // Where a check-in is decided, kept and answered.
  struct Rooms {
    const CheckInDesk& desk;
    VisitStore& store;
    CheckInCommits& commits;
    const ReceiptDesk& receipts;
    platform::redis::Pool& redis;
  };
  MailDesk(CheckInTools tools, Rooms rooms, const platform::rpc::ServiceChannel& venue);

  absl::StatusOr<v1::CheckedInByMail> CheckIn(const platform::rpc::Call& call, const v1::CheckInByMailRequest& request);

 private:
  absl::Status CheckRate(const platform::EmailAddress& from, bool verified, absl::Time now) const;
  // As CheckInDesk::Place; a typed code is looked up at venue.
  absl::StatusOr<ScannedPlace> Place(const platform::rpc::Call& call, const std::string& code, absl::Time seen_at,
                                     const KioskPolicy& kiosk, const platform::EmailAddress& from) const;
  absl::StatusOr<CheckInKept> Keep(CheckInWrite write) const;  // waits for its commit
  // Only what may pass is a failure: the mail comes again, and its stay is kept already.
  absl::Status Answer(const platform::rpc::Call& call, const Stay& stay, const platform::EmailAddress& from,
                      const std::string& language) const;

  const CheckInTools tools_;
  const Rooms rooms_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<venue::v1::VenueService::Stub> venue_;
};

// The RPC of mimamori.visit.v1.InboundMailService.
class InboundMailService final : public v1::InboundMailService::CallbackService {
 public:
  InboundMailService(MailDesk& desk, platform::rpc::Runner& runner) : desk_(desk), runner_(runner) {}
  grpc::ServerUnaryReactor* CheckInByMail(grpc::CallbackServerContext* context, const v1::CheckInByMailRequest* request,
                                          v1::CheckedInByMail* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&MailDesk::CheckIn, &desk_));
  }

 private:
  MailDesk& desk_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::visit
