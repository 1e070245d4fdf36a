// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <memory>

#include "services/capacity/service/hold_service.hpp"
#include "services/capacity/service/stay_service.hpp"
#include "services/platform/crypto/aead.hpp"
#include "tests/services/capacity/store/hold_store_fixture.hpp"
#include "tests/support/callers.hpp"
#include "tests/support/fake_clock.hpp"

namespace mimamori::capacity {

using platform::FieldOf;
using platform::ReasonOf;
using platform::RequestId;

inline const char kOwnHospital[] = "0192f0c1-0000-4000-8000-00000000000a";  // an organisation

// Holds, stays and beds behind a real entrance, on real PostgreSQL.
class HoldHouse : public HoldStoreTest {
 protected:
  using Holds = v1::HoldService::Stub;
  using Stays = v1::StayService::Stub;

  // Not in the header: every file of tests would be built with all of it.
  HoldHouse();
  ~HoldHouse() override;

  std::string Admission() const { return callers_.Service("admission"); }
  std::string Officer(const char* area = "271004") const { return callers_.Officer(kOfficer, {area}); }
  std::string Sakai() const { return Officer("271403"); }  // in the same prefecture
  std::string Nurse(const std::string& organisation = kOwnHospital) const;

  v1::CreateHoldRequest AsksForHold() const;
  template <class Request>
  Request Of(const v1::Hold& hold) const {
    Request request;
    request.set_request_id(RequestId::Random().ToString());
    request.set_facility_id(hold.facility_id());
    request.set_hold_id(hold.id());
    request.set_version(hold.version());
    request.set_officer_id(kOfficer);
    return request;
  }
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const std::string& token,
                               grpc::Status (Holds::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return tests::CallWith(token, *hold_stub_, method, request);
  }
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const std::string& token,
                               grpc::Status (Stays::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return tests::CallWith(token, *stay_stub_, method, request);
  }
  absl::StatusOr<v1::Hold> TakeHold(const v1::CreateHoldRequest& request);
  absl::StatusOr<v1::Hold> TakeHold() { return TakeHold(AsksForHold()); }
  absl::StatusOr<v1::CreateBedsResponse> MakesBeds(const std::string& token, const std::vector<std::string>& names);
  absl::StatusOr<v1::ListHoldsResponse> List(const std::string& token, v1::HoldState state = v1::HOLD_STATE_UNSPECIFIED,
                                             int page_size = 0, const std::string& page_token = "");
  // The first `count` changes behind a sequence.
  std::vector<v1::HoldChange> Follow(int64_t after, size_t count);

  tests::FakeClock clock_{kNow};
  const tests::Callers callers_{"capacity", clock_};
  platform::observe::Metrics metrics_;
  const platform::rpc::CallerVerifier verifier_{"capacity", callers_.keys(), clock_};
  platform::rpc::Runner runner_{{.threads = 4, .queue_limit = 64, .stream_threads = 4}, verifier_, clock_, metrics_};
  std::unique_ptr<HoldCommits> commits_;
  std::unique_ptr<HoldService> hold_service_;
  std::unique_ptr<StayService> stay_service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Holds> hold_stub_;
  std::unique_ptr<Stays> stay_stub_;
};

}  // namespace mimamori::capacity
