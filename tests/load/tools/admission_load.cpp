// SPDX-License-Identifier: Apache-2.0
#include "absl/time/clock.h"
#include "fmt/format.h"
#include "mimamori/admission/v1/placement_service.grpc.pb.h"
#include "tests/load/tools/caller.hpp"
#include "tests/load/tools/latencies.hpp"
#include "tests/load/tools/tools.hpp"

namespace mimamori::load {
namespace {

using Placements = admission::v1::PlacementService::Stub;

// An officer of the prefecture, as the staff gateway vouches for her.
class Desk {
 public:
  explicit Desk(const Arguments& arguments)
      : gateway_("gateway_staff", arguments.Get("keys")), channel_(gateway_.Channel("admission", arguments.Get("address"))),
        placements_(admission::v1::PlacementService::NewStub(channel_.channel())) {
    caller_.issuer = "gateway_staff";
    caller_.subject = "00000000-0000-4000-8000-000000000001";
    caller_.roles = {rpc::v1::ROLE_HEALTH_OFFICER};
    caller_.areas = {platform::AreaCode::Parse("270008").value()};
  }

  // Ends the program when it fails.
  template <class Request, class Response>
  Response Ask(grpc::Status (Placements::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request) {
    platform::rpc::Call call;
    call.deadline = absl::Now() + absl::Seconds(30);
    call.trace = platform::rpc::Trace::Fresh();
    const auto answer = platform::rpc::Ask(*placements_, method, *channel_.ContextFor(call, caller_), request);
    if (!answer.ok()) Die("admission: " + answer.status().ToString());
    return *answer;
  }

 private:
  const Colleague gateway_;
  const platform::rpc::ServiceChannel channel_;
  const std::unique_ptr<Placements> placements_;
  platform::rpc::Caller caller_;
};

}  // namespace

int RecommendLoad(const Arguments& arguments) {
  Desk desk(arguments);
  admission::v1::RecommendRequest request;
  request.set_admission_id(arguments.Get("admission"));
  Latencies taken;
  int places = 0;
  const int rounds = arguments.Int("rounds", 300);
  for (int round = -50; round < rounds; ++round) {
    const absl::Time start = absl::Now();
    places = desk.Ask(&Placements::Recommend, request).candidates_size();
    if (round >= 0) taken.Add(absl::Now() - start);
  }
  fmt::print("places={} {}\n", places, taken.Summary());
  return 0;
}

int AssignLoad(const Arguments& arguments) {
  Desk desk(arguments);
  Latencies taken;
  admission::v1::Assignment answer;
  const int rounds = arguments.Int("rounds", 5);
  for (int round = -1; round < rounds; ++round) {
    const absl::Time start = absl::Now();
    answer = desk.Ask(&Placements::ProposeAssignment, admission::v1::ProposeAssignmentRequest());
    if (round >= 0) taken.Add(absl::Now() - start);
  }
  fmt::print("patients={} placed={} greedy_placed={} greedy_cost={} optimum_cost={} seconds={:.3f}\n", answer.places_size(),
             answer.placed(), answer.in_turn_placed(), answer.in_turn_cost(), answer.cost(), taken.Percentile(100) / 1000);
  return 0;
}

}  // namespace mimamori::load
