// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/rest.hpp"
#include "services/registry/service/messages.hpp"
#include "services/registry/service/registry_service.hpp"

namespace mimamori::registry {
namespace {

constexpr int kBatch = 100;
constexpr absl::Duration kReadTime = absl::Seconds(5);
// How soon followers hear.
constexpr absl::Duration kPause = absl::Milliseconds(500);

// Exposures rest on kinds, dates and places: who the patient is their service need not know.
void LeavePatientOut(v1::Case& shown) {
  shown.clear_birth_year();
  shown.clear_sex();
  shown.clear_risk_factors();
  shown.clear_language();
  shown.clear_time_zone();
  shown.clear_route();
  shown.clear_plan();
  shown.clear_status();
  shown.clear_severe();
  shown.clear_status_date();
  shown.clear_reporter_id();
}

v1::CaseChange ChangeOf(const CaseNews& news, const InfectiousRules& rules, const absl::TimeZone& zone) {
  v1::CaseChange change;
  change.set_sequence(news.sequence);
  change.mutable_current()->set_id(news.id.ToString());
  if (news.current) *change.mutable_current() = ToProto(*news.current, rules.DaysOf(*news.current, zone));
  for (const Place& place : news.places) *change.add_places() = ToProto(place);
  return change;
}

}  // namespace

grpc::ServerWriteReactor<v1::CaseChange>* RegistryService::StreamChanges(grpc::CallbackServerContext* context,
                                                                         const v1::StreamChangesRequest* request) {
  return runner_.Stream<v1::CaseChange>(context, request, std::bind_front(&RegistryService::DoStreamChanges, this));
}

// The log of changes is kept from the first case on, so that what is there and the news are one and the same reading.
absl::Status RegistryService::DoStreamChanges(const Call& call, const v1::StreamChangesRequest& request,
                                              platform::rpc::Sink<v1::CaseChange>& sink) {
  if (request.after_sequence() < 0) {
    return platform::BadField("after_sequence", "BAD_SEQUENCE", "after_sequence is not negative");
  }
  int64_t sequence = request.after_sequence();
  do {
    while (true) {
      const absl::Time deadline = std::min(call.deadline, absl::Now() + kReadTime);
      ASSIGN_OR_RETURN(const std::vector<CaseNews> news, rooms_.cases.NewsAfter(deadline, sequence, kBatch));
      if (news.empty()) break;
      ASSIGN_OR_RETURN(const InfectiousRules rules, rooms_.cases.Rules(deadline));
      for (const CaseNews& item : news) {
        v1::CaseChange change = ChangeOf(item, rules, rooms_.zone);
        if (call.caller->issuer == "exposure") LeavePatientOut(*change.mutable_current());
        if (!sink.Write(change)) return absl::OkStatus();
        sequence = item.sequence;
      }
      if (news.size() < kBatch) break;
    }
  } while (platform::rpc::Rest(call, kPause));
  return absl::OkStatus();
}

}  // namespace mimamori::registry
