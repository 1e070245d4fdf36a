// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <thread>

#include "services/platform/rpc/lane.hpp"
#include "services/platform/rpc/methods.hpp"
#include "tests/services/visit/service/visit_house.hpp"

namespace mimamori::visit {
namespace {

class CheckInLaneTest : public VisitHouse {
 protected:
  CheckInLaneTest() {
    service_.OfferOn(lanes_);
    lane_server_.emplace(lanes_);
    lane_.emplace(platform::rpc::ServiceChannel("visit", lane_server_->Channel(), gateway_),
                  platform::rpc::Lane::Options{.between_tries = absl::ZeroDuration()});
  }

  absl::StatusOr<v1::CheckedIn> Send(const v1::CheckInRequest& request) {
    std::promise<absl::StatusOr<v1::CheckedIn>> answered;
    lane_->Send("mimamori.visit.v1.VisitService/CheckIn",
                {.deadline = absl::Now() + absl::Seconds(20), .trace = platform::rpc::Trace::Fresh()},
                {.roles = {rpc::v1::ROLE_ANYONE}}, request,
                [&answered](const absl::Status& status, const std::string& bytes) {
                  v1::CheckedIn answer;
                  EXPECT_TRUE(answer.ParseFromString(bytes));
                  answered.set_value(status.ok() ? absl::StatusOr<v1::CheckedIn>(answer) : status);
                });
    return answered.get_future().get();
  }

  const platform::rpc::CallerSigner gateway_ = callers_.SignerOf("gateway_public");
  platform::rpc::LaneService lanes_{runner_, metrics_};
  std::optional<tests::InProcess> lane_server_;
  std::optional<platform::rpc::Lane> lane_;
};

TEST_F(CheckInLaneTest, CarriesEveryMethodThatTheProtosMark) {
  int marked = 0;
  const auto& methods = *v1::CheckInRequest::descriptor()->file()->service(0);
  for (int i = 0; i < methods.method_count(); ++i) {
    if (!methods.method(i)->options().GetExtension(rpc::v1::lane)) continue;
    ++marked;
    while (!lane_->Carries(platform::rpc::FullNameOf(*methods.method(i)))) std::this_thread::yield();
  }
  EXPECT_EQ(marked, 1);
}

TEST_F(CheckInLaneTest, KeepsAStayAndRefusesAsACallOfItsOwnWould) {
  while (!lane_->Carries("mimamori.visit.v1.VisitService/CheckIn")) std::this_thread::yield();
  const auto kept = Send(ARequest(kTanaka));
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->stay().venue_name(), "喫茶みまもり");
  EXPECT_EQ(Stays(), 1);

  v1::CheckInRequest forged = ARequest(kTanaka);
  forged.set_code("not a code");
  EXPECT_EQ(ReasonOf(Send(forged).status()), "CODE_UNKNOWN");
  EXPECT_EQ(Stays(), 1);
}

}  // namespace
}  // namespace mimamori::visit
