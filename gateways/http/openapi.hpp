// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateways/http/cookies.hpp"
#include "gateways/http/origin.hpp"
#include "gateways/http/route_table.hpp"

namespace mimamori::http {

// The OpenAPI 3.1 document of what a door exposes: made from the descriptors that also route the requests, so that it can't
// say anything else. `descriptor_set`: a serialized google.protobuf.FileDescriptorSet with source info, for the comments;
// a type that is not in it has no description. INVALID_ARGUMENT: the set can't be read.
absl::StatusOr<std::string> MakeOpenApi(const RouteTable& routes, std::string_view title, const DoorUrl& url,
                                        const CookieJar& cookies, std::string_view descriptor_set);

}  // namespace mimamori::http
