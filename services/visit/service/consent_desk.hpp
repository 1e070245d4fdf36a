// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mimamori/registry/v1/consent_service.grpc.pb.h"
#include "mimamori/visit/v1/record_service.pb.h"
#include "services/platform/redis/redis.hpp"
#include "services/platform/rpc/call.hpp"
#include "services/platform/rpc/client.hpp"
#include "services/visit/domain/record.hpp"
#include "services/visit/service/visitor_cookies.hpp"

namespace mimamori::visit {

// Where a person hands stays of her own to the health centre whose code she has entered (privacy.md 14). The registry keeps
// what she gives; here nothing is kept, the code is in her cookie.
class ConsentDesk {
 public:
  ConsentDesk(const VisitorCookies& cookies, platform::redis::Pool& redis, platform::rpc::ServiceChannel registry);

  using Call = platform::rpc::Call;
  // The pass with the code in it. CONSENT_UNKNOWN, CONSENT_EXPIRED, TOO_MANY_REQUESTS.
  absl::StatusOr<RecordPass> Enter(const Call& call, RecordPass pass, const std::string& code) const;

  // What is asked and how it stands, and of `stays`, all that the person has, those that may be given.
  struct Asked {
    registry::v1::Consent consent;
    std::vector<Stay> givable;
  };
  // NO_CODE_ENTERED, CONSENT_UNKNOWN, CONSENT_EXPIRED.
  absl::StatusOr<Asked> Look(const Call& call, const RecordPass& pass, const std::vector<Stay>& stays) const;
  // Look's, NO_STAY, MISSING_FIELD, CONSENT_GIVEN, TOO_MANY_PLACES.
  absl::StatusOr<Asked> Give(const Call& call, const RecordPass& pass, const v1::GiveStaysRequest& request,
                             const std::vector<Stay>& stays) const;
  // NO_CODE_ENTERED, CONSENT_UNKNOWN.
  absl::StatusOr<Asked> TakeBack(const Call& call, const RecordPass& pass) const;

 private:
  const VisitorCookies& cookies_;
  platform::redis::Pool& redis_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<registry::v1::ConsentService::Stub> registry_;
};

}  // namespace mimamori::visit
