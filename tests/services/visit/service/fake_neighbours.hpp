// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>

#include "mimamori/identity/v1/identity_service.grpc.pb.h"
#include "mimamori/registry/v1/consent_service.grpc.pb.h"
#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "tests/services/visit/support/neighbours.hpp"

namespace mimamori::visit {

// Links as identity promises them: a retry of CreateLink gets the same token.
class FakeIdentity final : public tests::Neighbour, public identity::v1::IdentityService::Service {
 public:
  FakeIdentity(const tests::Callers& callers, const platform::Clock& clock)
      : Neighbour("identity", "visit", callers, clock) {}
  std::atomic<int> links_made = 0;

  grpc::Status CreateLink(grpc::ServerContext* context, const identity::v1::CreateLinkRequest* request,
                          identity::v1::CreatedLink* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    ++links_made;
    const std::string token = "token-of-" + request->request_id();
    links_.try_emplace(token, Link{request->payload(), request->purpose(), ""});
    response->set_token(token);
    *response->mutable_expire_time() = request->expire_time();
    return grpc::Status::OK;
  }

  // Anybody may ask.
  grpc::Status ListAreas(grpc::ServerContext*, const identity::v1::ListAreasRequest*,
                         identity::v1::ListAreasResponse* response) override {
    auto& area = *response->add_areas();
    area.set_code("271004");
    area.set_display_name("大阪市");
    return grpc::Status::OK;
  }

  grpc::Status ConsumeLink(grpc::ServerContext* context, const identity::v1::ConsumeLinkRequest* request,
                           identity::v1::ConsumedLink* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    const auto link = links_.find(request->token());
    if (link == links_.end() || link->second.purpose != request->purpose()) {
      return tests::Fail(absl::StatusCode::kNotFound, "LINK_UNKNOWN");
    }
    if (!link->second.used_by.empty() && link->second.used_by != request->request_id()) {
      return tests::Fail(absl::StatusCode::kFailedPrecondition, "LINK_USED");
    }
    link->second.used_by = request->request_id();
    response->set_payload(link->second.payload);
    return grpc::Status::OK;
  }

 private:
  struct Link {
    std::string payload;
    identity::v1::LinkPurpose purpose;
    std::string used_by;
  };
  std::mutex mutex_;
  std::map<std::string, Link> links_;
};

// Changes as venue tells them, typed codes, and nothing else.
class FakeVenue final : public tests::Neighbour, public venue::v1::VenueService::Service {
 public:
  FakeVenue(const tests::Callers& callers, const platform::Clock& clock)
      : Neighbour("venue", "visit", callers, clock) {}
  std::map<std::string, venue::v1::Place> typed;  // by typed code

  void Tell(const venue::v1::Venue& venue, bool deleted = false, const std::vector<venue::v1::Space>& spaces = {},
            const std::vector<venue::v1::Event>& events = {}) {
    const std::lock_guard lock(mutex_);
    venue::v1::VenueChange change;
    change.set_sequence(static_cast<int64_t>(changes_.size()) + 1);
    *change.mutable_venue() = venue;
    change.set_deleted(deleted);
    for (const auto& space : spaces) *change.add_spaces() = space;
    for (const auto& event : events) *change.add_events() = event;
    changes_.push_back(change);
    news_.notify_all();
  }
  // Ends the streams, as a server does that stops.
  void EndStreams() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    news_.notify_all();
  }
  void Resume() {
    const std::lock_guard lock(mutex_);
    ending_ = false;
  }

  grpc::Status ResolveCode(grpc::ServerContext* context, const venue::v1::ResolveCodeRequest* request,
                           venue::v1::Place* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const auto place = typed.find(request->code());
    if (place == typed.end()) return tests::Fail(absl::StatusCode::kNotFound, "CODE_UNKNOWN");
    *response = place->second;
    return grpc::Status::OK;
  }

  grpc::Status StreamChanges(grpc::ServerContext* context, const venue::v1::StreamChangesRequest* request,
                             grpc::ServerWriter<venue::v1::VenueChange>* writer) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    auto next = static_cast<size_t>(request->after_sequence());
    std::unique_lock lock(mutex_);
    while (!ending_ && !context->IsCancelled()) {
      for (; next < changes_.size(); ++next) writer->Write(changes_[next]);
      news_.wait_for(lock, std::chrono::milliseconds(20));
    }
    return tests::Fail(absl::StatusCode::kUnavailable, "DRAINING");
  }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<venue::v1::VenueChange> changes_;
  bool ending_ = false;
};

// One code, and what is given with it, as registry promises.
class FakeRegistry final : public tests::Neighbour, public registry::v1::ConsentService::Service {
 public:
  FakeRegistry(const tests::Callers& callers, const platform::Clock& clock)
      : Neighbour("registry", "visit", callers, clock) {}
  std::string code = "K7QP2M9XD4";
  registry::v1::Consent consent;
  std::vector<registry::v1::GivenStay> given;
  std::string giver, request_id;

  grpc::Status GetConsent(grpc::ServerContext* context, const registry::v1::GetConsentRequest* request,
                          registry::v1::Consent* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    if (!Knows(request->code(), request->giver())) return tests::Fail(absl::StatusCode::kNotFound, "CONSENT_UNKNOWN");
    *response = consent;
    return grpc::Status::OK;
  }
  grpc::Status GiveConsent(grpc::ServerContext* context, const registry::v1::GiveConsentRequest* request,
                           registry::v1::Consent* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    if (!Knows(request->code(), request->giver())) return tests::Fail(absl::StatusCode::kNotFound, "CONSENT_UNKNOWN");
    if (!request_id.empty() && request_id != request->request_id()) {
      return tests::Fail(absl::StatusCode::kFailedPrecondition, "CONSENT_GIVEN");
    }
    giver = request->giver();
    request_id = request->request_id();
    given.assign(request->stays().begin(), request->stays().end());
    consent.set_stays(request->stays_size());
    consent.mutable_give_time()->set_seconds(1);
    *response = consent;
    return grpc::Status::OK;
  }
  grpc::Status WithdrawConsent(grpc::ServerContext* context, const registry::v1::WithdrawConsentRequest* request,
                               registry::v1::Consent* response) override {
    if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
    const std::lock_guard lock(mutex_);
    if (giver.empty() || !Knows(request->code(), request->giver())) {
      return tests::Fail(absl::StatusCode::kNotFound, "CONSENT_UNKNOWN");
    }
    given.clear();
    consent.mutable_withdraw_time()->set_seconds(2);
    *response = consent;
    return grpc::Status::OK;
  }

 private:
  bool Knows(const std::string& asked, const std::string& by) const {
    return asked == code && by.size() == 16 && (giver.empty() || giver == by);
  }
  std::mutex mutex_;
};

}  // namespace mimamori::visit
