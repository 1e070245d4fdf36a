// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <type_traits>

#include "mimamori/rpc/v1/policies.grpc.pb.h"
#include "services/platform/postgres/policies.hpp"
#include "services/platform/postgres/policy_body.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::platform::oversight {

// Whether the service can work by this body: what its own reader says. FAILED_PRECONDITION (POLICY_MALFORMED) with the
// field that is to blame.
using PolicyReader = std::function<absl::Status(const std::string& body)>;

using PolicyReaders = std::map<std::string, PolicyReader>;  // by the policies' names

// A function that returns what it read of a body, as text or as PolicyBody: Reads(&ReadStayPolicy).
template <class Read>
PolicyReader Reads(Read read) {
  return [read](const std::string& body) -> absl::Status {
    if constexpr (std::is_invocable_v<Read, const std::string&>) {
      return read(body).status();
    } else {
      return read(postgres::PolicyBody(body)).status();
    }
  };
}

// policies.proto for one process. There is no policy without a reader.
class PolicyService final : public mimamori::rpc::v1::PolicyService::CallbackService {
 public:
  PolicyService(std::string service, rpc::Runner& runner, postgres::Pool& pool, rpc::PageTokens page_tokens,
                PolicyReaders readers)
      : service_(std::move(service)),
        runner_(runner),
        pool_(pool),
        page_tokens_(std::move(page_tokens)),
        readers_(std::move(readers)) {}

  grpc::ServerUnaryReactor* ListPolicies(grpc::CallbackServerContext* context,
                                         const mimamori::rpc::v1::ListPoliciesRequest* request,
                                         mimamori::rpc::v1::ListPoliciesResponse* response) override;
  grpc::ServerUnaryReactor* ProposePolicy(grpc::CallbackServerContext* context,
                                          const mimamori::rpc::v1::ProposePolicyRequest* request,
                                          mimamori::rpc::v1::Policy* response) override;
  grpc::ServerUnaryReactor* ApprovePolicy(grpc::CallbackServerContext* context,
                                          const mimamori::rpc::v1::ApprovePolicyRequest* request,
                                          mimamori::rpc::v1::Policy* response) override;

 private:
  absl::StatusOr<mimamori::rpc::v1::ListPoliciesResponse> DoList(const rpc::Call& call,
                                                                 const mimamori::rpc::v1::ListPoliciesRequest& request);
  absl::StatusOr<mimamori::rpc::v1::Policy> DoPropose(const rpc::Call& call,
                                                      const mimamori::rpc::v1::ProposePolicyRequest& request);
  absl::StatusOr<mimamori::rpc::v1::Policy> DoApprove(const rpc::Call& call,
                                                      const mimamori::rpc::v1::ApprovePolicyRequest& request);
  absl::Status CheckBody(const std::string& name, const std::string& body) const;

  const std::string service_;
  rpc::Runner& runner_;
  postgres::Pool& pool_;
  const rpc::PageTokens page_tokens_;
  const PolicyReaders readers_;
};

// NOT_FOUND (SERVICE_UNKNOWN): the door asked the wrong process.
absl::Status CheckServiceName(const std::string& asked, const std::string& own);

}  // namespace mimamori::platform::oversight
