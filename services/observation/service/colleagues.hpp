// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "mimamori/identity/v1/colleague_service.grpc.pb.h"
#include "services/platform/core/area_code.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/platform/rpc/client.hpp"

namespace mimamori::observation {

// Who may be handed an item, as identity knows it at the moment.
class Colleagues {
 public:
  explicit Colleagues(platform::rpc::ServiceChannel identity);

  // Whether the caller may hand what is about `area` over to an account. INVALID_ARGUMENT: MALFORMED_ID. NOT_FOUND:
  // COLLEAGUE_UNKNOWN (who isn't a health officer of that area, may not log in any more, or is the caller). Of both the field is
  // to_account_id. And those of a call that found nobody.
  absl::Status Check(const platform::rpc::Call& call, const platform::AreaCode& area, const std::string& account) const;

 private:
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<identity::v1::ColleagueService::Stub> stub_;
};

}  // namespace mimamori::observation
