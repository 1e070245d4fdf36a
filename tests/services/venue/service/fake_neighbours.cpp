// SPDX-License-Identifier: Apache-2.0
#include "tests/services/venue/service/fake_neighbours.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/rpc/caller.hpp"
#include "services/platform/rpc/status.hpp"

namespace mimamori::venue {
namespace {

grpc::Status Fail(absl::StatusCode code, std::string_view reason) {
  return platform::rpc::ToGrpc(platform::Failure(code, reason, "as the test wants it"));
}

}  // namespace

Neighbour::Neighbour(std::string name, std::string keys, const platform::Clock& clock)
    : name_(std::move(name)), keys_(std::move(keys)), clock_(clock) {}

grpc::Status Neighbour::Enter(const grpc::ServerContext& context) const {
  if (down_) return Fail(absl::StatusCode::kUnavailable, "DOWN");
  const auto token = context.client_metadata().find("mimamori-caller-bin");
  if (token == context.client_metadata().end()) return Fail(absl::StatusCode::kUnauthenticated, "CALLER_MISSING");
  const auto caller = platform::rpc::CallerVerifier(name_, keys_, clock_)
                          .Verify(std::string_view(token->second.data(), token->second.size()));
  if (!caller.ok()) return platform::rpc::ToGrpc(caller.status());
  if (!(*caller)->service || (*caller)->issuer != "venue") {
    return Fail(absl::StatusCode::kPermissionDenied, "ACCESS_DENIED");
  }
  return grpc::Status::OK;
}

std::vector<std::string> FakeIdentity::Tokens() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> tokens;
  for (const auto& [token, link] : links_) tokens.push_back(token);
  return tokens;
}

// One area a page, so that whoever forgets to turn the page is found out.
grpc::Status FakeIdentity::ListAreas(grpc::ServerContext* context, const identity::v1::ListAreasRequest* request,
                                     identity::v1::ListAreasResponse* response) {
  ++area_questions;
  if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
  const size_t at = request->page_token().empty() ? 0 : std::stoul(request->page_token());
  response->add_areas()->set_code(areas[at]);
  if (at + 1 < areas.size()) response->set_next_page_token(fmt::format("{}", at + 1));
  return grpc::Status::OK;
}

grpc::Status FakeIdentity::CreateLink(grpc::ServerContext* context, const identity::v1::CreateLinkRequest* request,
                                      identity::v1::CreatedLink* response) {
  if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
  const std::lock_guard lock(mutex_);
  std::erase_if(links_, [&](const auto& entry) { return entry.second.request_id == request->request_id(); });
  const std::string token = fmt::format("link-token-{:011}", ++made_);
  links_[token] = {request->request_id(), request->payload(), request->purpose(), ""};
  response->set_token(token);
  *response->mutable_expire_time() = request->expire_time();
  return grpc::Status::OK;
}

grpc::Status FakeIdentity::ConsumeLink(grpc::ServerContext* context, const identity::v1::ConsumeLinkRequest* request,
                                       identity::v1::ConsumedLink* response) {
  if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
  const std::lock_guard lock(mutex_);
  const auto link = links_.find(request->token());
  if (link == links_.end() || link->second.purpose != request->purpose()) {
    return Fail(absl::StatusCode::kNotFound, "LINK_UNKNOWN");
  }
  if (!link->second.used_by.empty() && link->second.used_by != request->request_id()) {
    return Fail(absl::StatusCode::kFailedPrecondition, "LINK_USED");
  }
  link->second.used_by = request->request_id();
  response->set_payload(link->second.payload);
  return grpc::Status::OK;
}

grpc::Status FakeIdentity::OpenOperatorSession(grpc::ServerContext* context,
                                               const identity::v1::OpenOperatorSessionRequest* request,
                                               identity::v1::OperatorSession* response) {
  if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
  response->set_session_cookie("session of " + request->venue_id() + " for " + request->request_id());
  return grpc::Status::OK;
}

platform::crypto::Opened FakeVault::Open(const std::string& sealed) const {
  return *platform::crypto::OpenSealed(pair_.private_key.Reveal(), sealed);
}

grpc::Status FakeVault::GetSealingKey(grpc::ServerContext* context, const vault::v1::GetSealingKeyRequest* request,
                                      vault::v1::SealingKey* response) {
  ++key_questions;
  if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
  if (request->ring() != vault::v1::RING_OPERATOR) return Fail(absl::StatusCode::kPermissionDenied, "ACCESS_DENIED");
  response->set_ring_name("operator");
  response->set_period(request->period());
  response->set_public_key(pair_.public_key);
  return grpc::Status::OK;
}

std::vector<mail::v1::NewMessage> FakeMail::Messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

grpc::Status FakeMail::Enqueue(grpc::ServerContext* context, const mail::v1::EnqueueRequest* request,
                               mail::v1::EnqueueResponse* response) {
  ++calls;
  if (const grpc::Status entered = Enter(*context); !entered.ok()) return entered;
  vault::v1::DispatchPermit permit;
  const bool permitted =
      permit.ParseFromString(request->permit().permit()) && permit.issuer() == "venue" &&
      permit.ring() == vault::v1::RING_OPERATOR && (permit.template_() == "venue-registration" || permit.template_() == "venue-log-in") &&
      permits_.Verify("venue", "mimamori.permit.v1", request->permit().permit(), request->permit().signature()).ok();
  if (!permitted || request->template_() != permit.template_()) {
    return Fail(absl::StatusCode::kPermissionDenied, "PERMIT_NOT_AUTHENTIC");
  }
  if (mood == Mood::kQuotaExceeded) return Fail(absl::StatusCode::kResourceExhausted, "MAIL_QUOTA_EXCEEDED");
  const std::lock_guard lock(mutex_);
  for (const auto& message : request->messages()) {
    const bool known = std::ranges::any_of(
        messages_, [&](const auto& kept) { return kept.request_id() == message.request_id(); });
    if (!known) messages_.push_back(message);
    response->add_message_ids(message.request_id());
  }
  if (mood == Mood::kLosesTheAnswer) return Fail(absl::StatusCode::kUnavailable, "DOWN");
  return grpc::Status::OK;
}

}  // namespace mimamori::venue
