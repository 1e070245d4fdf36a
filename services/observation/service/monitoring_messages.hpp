// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mimamori/observation/v1/monitoring_service.pb.h"
#include "services/observation/store/binding_store.hpp"
#include "services/observation/store/invitation_store.hpp"
#include "services/platform/rpc/call.hpp"

namespace mimamori::observation {

v1::Invitation ToProto(const Invitation& invitation, absl::Time now);
// `own`: the device that asks, or empty.
v1::Device ToProto(const BoundDevice& bound, std::string_view own = "");

// Whoever made a list is asked for in its page token, with the areas that it was made for.
std::string QuestionOf(const platform::rpc::Call& call, std::string_view list, const CaseId& id);

// Pages go on after a moment and an id. MALFORMED for anything else, which a sealed token never holds.
std::string WritePosition(absl::Time time, std::string_view id);
struct ListPosition {
  absl::Time time = absl::InfiniteFuture();
  std::string id = {};
};
absl::StatusOr<ListPosition> ReadPosition(const std::string& text);

// Who did what, when; the store adds the object.
platform::postgres::AuditEntry DeedOf(const platform::rpc::Call& call, std::string actor, const char* action,
                                      std::string payload = "{}");

}  // namespace mimamori::observation
