// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/observation/v1/release_service.pb.h"
#include "services/observation/store/release_store.hpp"

namespace mimamori::observation {

// Of the evidence alone: it stays the same until something else is known.
std::string VersionOf(const ReleaseEvidence& evidence);

v1::ReleaseEvidence ToProto(const ReleaseEvidence& evidence);
v1::ReleaseProposal ToProto(const ReleaseCandidate& candidate, const ReleaseEvidence& evidence);
v1::Release ToProto(const Release& release);

}  // namespace mimamori::observation
