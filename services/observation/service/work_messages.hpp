// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mimamori/observation/v1/worklist_service.pb.h"
#include "services/observation/store/work_store.hpp"
#include "services/platform/rpc/call.hpp"

namespace mimamori::observation {

// As of `now`: a claim that lapsed is none any more.
v1::Item ToProto(const ListedItem& listed, absl::Time now);
v1::Deed ToProto(const RecordedDeed& deed);

// Who looked at the list.
AuditEntry AuditOfList(const platform::rpc::Call& call, std::string action, size_t items);

}  // namespace mimamori::observation
