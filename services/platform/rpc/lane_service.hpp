// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "mimamori/rpc/v1/lane.grpc.pb.h"
#include "services/platform/rpc/methods.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::platform::rpc {

// The service's end of a lane (lane.proto; Lane is the gateway's). Every Process has one; a service offers the methods
// that its protos mark with the option `lane`.
class LaneService final : public mimamori::rpc::v1::LaneService::CallbackService {
 public:
  LaneService(Runner& runner, observe::Metrics& metrics)
      : runner_(runner),
        batches_(metrics.CounterOf("mimamori_rpc_lane_batches_total", "Messages with calls that came over lanes.")) {}

  // A handler as Runner::Later takes it; it runs on gRPC's thread and must not block. Before the server starts.
  template <class Request, class Response, class Handler>
  void Offer(Handler handler) {
    offers_[FullNameOf(*MethodTaking(*Request::descriptor()))] =
        [this, handler = std::move(handler)](const Envelope& envelope, const std::string& bytes,
                                             Runner::Answered answered) {
          runner_.OffLane<Request, Response>(envelope, bytes, handler, std::move(answered));
        };
  }
  bool empty() const { return offers_.empty(); }

  grpc::ServerBidiReactor<mimamori::rpc::v1::CarryRequest, mimamori::rpc::v1::CarryResponse>* Carry(
      grpc::CallbackServerContext* context) override;

  // Ends every lane once its calls are answered; the runner refuses new ones by then.
  void Drain();

 private:
  using Take = std::function<void(const Envelope&, const std::string& bytes, Runner::Answered)>;
  class Carrier;

  Runner& runner_;
  observe::Metrics::Counter& batches_;
  std::map<std::string, Take, std::less<>> offers_;
  std::mutex mutex_;
  std::set<std::shared_ptr<Carrier>> carriers_;
};

}  // namespace mimamori::platform::rpc
