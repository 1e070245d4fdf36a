// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/capacity/v1/figure_service.grpc.pb.h"
#include "services/capacity/store/board_store.hpp"
#include "services/capacity/store/facility_store.hpp"
#include "services/capacity/store/figure_store.hpp"
#include "services/capacity/store/plan_store.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::capacity {

// The RPCs of mimamori.capacity.v1.FigureService: decode, decide, keep, encode.
class FigureService final : public v1::FigureService::CallbackService {
 public:
  struct Rooms {
    FigureStore& figures;
    PlanStore& plans;
    BoardStore& board;           // for the duties
    FacilityStore& facilities;   // for the classes, and where a facility's clocks are
    absl::TimeZone zone;         // whose calendar phases and days follow
  };
  FigureService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(rooms) {}

  grpc::ServerUnaryReactor* GetFigures(grpc::CallbackServerContext* context, const v1::GetFiguresRequest* request,
                                       v1::Figures* response) override;
  grpc::ServerUnaryReactor* SetPlan(grpc::CallbackServerContext* context, const v1::SetPlanRequest* request,
                                    v1::Plan* response) override;
  grpc::ServerUnaryReactor* GetPlan(grpc::CallbackServerContext* context, const v1::GetPlanRequest* request,
                                    v1::Plan* response) override;
  grpc::ServerUnaryReactor* SetPhase(grpc::CallbackServerContext* context, const v1::SetPhaseRequest* request,
                                     v1::Phase* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Figures> DoGetFigures(const Call& call, const v1::GetFiguresRequest& request);
  absl::StatusOr<v1::Plan> DoSetPlan(const Call& call, const v1::SetPlanRequest& request);
  absl::StatusOr<v1::Plan> DoGetPlan(const Call& call, const v1::GetPlanRequest& request);
  absl::StatusOr<v1::Phase> DoSetPhase(const Call& call, const v1::SetPhaseRequest& request);
  // On a facility's clocks.
  absl::StatusOr<absl::CivilDay> TodayAt(const Call& call, const Scope& scope, const FacilityId& facility);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::capacity
