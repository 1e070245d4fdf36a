// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "services/capacity/service/hold_messages.hpp"
#include "services/capacity/service/hold_service.hpp"
#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/rest.hpp"

namespace mimamori::capacity {
namespace {

constexpr int kBatch = 500;
constexpr absl::Duration kReadTime = absl::Seconds(5);
// How soon followers hear.
constexpr absl::Duration kPause = absl::Milliseconds(500);

absl::Time DeadlineOf(const platform::rpc::Call& call) { return std::min(call.deadline, absl::Now() + kReadTime); }

v1::HoldChange ChangeOf(const HoldNews& news, int64_t sequence, absl::Time now) {
  v1::HoldChange change;
  change.set_sequence(sequence);
  if (news.hold) {
    *change.mutable_current() = ToProto(*news.hold, now);
  } else {
    change.mutable_current()->set_id(news.id.ToString());
    change.mutable_current()->set_facility_id(news.facility.ToString());
  }
  if (news.stay) *change.mutable_stay() = ToProto(*news.stay);
  return change;
}

}  // namespace

grpc::ServerWriteReactor<v1::HoldChange>* HoldService::StreamHoldChanges(grpc::CallbackServerContext* context,
                                                                         const v1::StreamHoldChangesRequest* request) {
  return runner_.Stream<v1::HoldChange>(context, request, std::bind_front(&HoldService::DoStreamHoldChanges, this));
}

// A follower that stops within it begins anew: only with the last one has it heard of all.
absl::StatusOr<bool> HoldService::TellAll(const Call& call, int64_t before, int64_t through, Sink& sink) {
  FacilityId facility;
  HoldId hold;
  std::optional<HoldNews> last;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<HoldNews> page, rooms_.holds.All(DeadlineOf(call), facility, hold, kBatch));
    for (const HoldNews& one : page) {
      if (last && !sink.Write(ChangeOf(*last, before, rooms_.clock.Now()))) return false;
      last = one;
    }
    if (page.size() < kBatch) break;
    facility = page.back().facility;
    hold = page.back().id;
  }
  return !last || sink.Write(ChangeOf(*last, through, rooms_.clock.Now()));
}

absl::StatusOr<bool> HoldService::TellNews(const Call& call, int64_t& sequence, Sink& sink) {
  while (true) {
    ASSIGN_OR_RETURN(const HoldStore::News news, rooms_.holds.NewsAfter(DeadlineOf(call), sequence, kBatch));
    if (news.through == sequence) return true;
    for (const HoldNews& one : news.holds) {
      if (!sink.Write(ChangeOf(one, one.sequence, rooms_.clock.Now()))) return false;
    }
    sequence = news.through;
  }
}

absl::Status HoldService::DoStreamHoldChanges(const Call& call, const v1::StreamHoldChangesRequest& request, Sink& sink) {
  if (request.after_sequence() < 0) {
    return platform::BadField("after_sequence", "BAD_SEQUENCE", "after_sequence is not negative");
  }
  int64_t sequence = request.after_sequence();
  do {
    auto told = TellNews(call, sequence, sink);
    if (platform::ReasonOf(told.status()) == "CHANGES_DROPPED") {
      // What changes while all is told is told again behind it.
      const int64_t before = sequence;
      ASSIGN_OR_RETURN(sequence, rooms_.holds.LastChange(DeadlineOf(call)));
      ASSIGN_OR_RETURN(const bool there, TellAll(call, before, sequence, sink));
      if (!there) return absl::OkStatus();
      told = TellNews(call, sequence, sink);
    }
    RETURN_IF_ERROR(told.status());
    if (!*told) return absl::OkStatus();
  } while (platform::rpc::Rest(call, kPause));
  return absl::OkStatus();
}

}  // namespace mimamori::capacity
