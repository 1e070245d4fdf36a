// SPDX-License-Identifier: Apache-2.0
#include "services/venue/service/served_areas.hpp"

#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"

namespace mimamori::venue {
namespace {

constexpr absl::Duration kFresh = absl::Minutes(5);
constexpr absl::Duration kFreshForUnknown = absl::Seconds(10);
constexpr int kPageSize = 500;

}  // namespace

ServedAreas::ServedAreas(platform::rpc::ServiceChannel identity)
    : channel_(std::move(identity)), stub_(identity::v1::IdentityService::NewStub(channel_.channel())) {}

bool ServedAreas::Heard::Cover(const platform::AreaCode& area) const {
  return std::ranges::any_of(areas, [&](const platform::AreaCode& served) { return served.Covers(area); });
}

absl::Status ServedAreas::Check(const platform::rpc::Call& call, const platform::AreaCode& area) {
  Heard heard;
  {
    const std::lock_guard lock(mutex_);
    heard = heard_;
  }
  if (call.now - heard.at > (heard.Cover(area) ? kFresh : kFreshForUnknown)) {
    // Asked without the lock: two that ask at once do no harm, one that waits would hold up all.
    auto areas = Ask(call);
    if (areas.ok()) {
      heard = {.areas = *std::move(areas), .at = call.now};
      const std::lock_guard lock(mutex_);
      heard_ = heard;
    } else if (heard.at == absl::InfinitePast()) {
      return areas.status();
    }
  }
  if (heard.Cover(area)) return absl::OkStatus();
  return platform::BadField("area_code", "AREA_NOT_SERVED", "this service is not offered in that area");
}

absl::StatusOr<std::vector<platform::AreaCode>> ServedAreas::Ask(const platform::rpc::Call& call) const {
  std::vector<platform::AreaCode> areas;
  identity::v1::ListAreasRequest request;
  request.set_page_size(kPageSize);
  do {
    const auto context = channel_.Context(call);
    ASSIGN_OR_RETURN(const identity::v1::ListAreasResponse page,
                     platform::rpc::Ask(*stub_, &identity::v1::IdentityService::Stub::ListAreas, *context, request));
    for (const auto& area : page.areas()) {
      if (const auto code = platform::AreaCode::Parse(area.code()); code.ok()) areas.push_back(*code);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return areas;
}

}  // namespace mimamori::venue
