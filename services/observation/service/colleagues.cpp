// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/colleagues.hpp"

#include <utility>

#include "services/platform/core/error.hpp"
#include "services/platform/core/id.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::observation {
namespace {

struct ToAccountTag { static constexpr const char* kName = "to_account_id"; };

absl::Status Unknown() {
  return platform::Failure(absl::StatusCode::kNotFound, "COLLEAGUE_UNKNOWN", "no colleague of that area is known so",
                           ToAccountTag::kName);
}

}  // namespace

Colleagues::Colleagues(platform::rpc::ServiceChannel identity)
    : channel_(std::move(identity)), stub_(identity::v1::ColleagueService::NewStub(channel_.channel())) {}

absl::Status Colleagues::Check(const platform::rpc::Call& call, const platform::AreaCode& area,
                               const std::string& account) const {
  RETURN_IF_ERROR(platform::Id<ToAccountTag>::Parse(account).status());
  if (account == call.caller->subject) return Unknown();
  identity::v1::GetColleagueRequest request;
  request.set_account_id(account);
  request.set_area_code(area.ToString());
  const auto found = platform::rpc::Ask(*stub_, &identity::v1::ColleagueService::Stub::GetColleague,
                                        *channel_.Context(call), request);
  return platform::ReasonOf(found.status()) == "COLLEAGUE_UNKNOWN" ? Unknown() : found.status();
}

}  // namespace mimamori::observation
