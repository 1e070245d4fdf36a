// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mimamori/rpc/v1/audit.grpc.pb.h"
#include "services/platform/postgres/pool.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::platform::oversight {

// audit.proto for one process.
class AuditService final : public mimamori::rpc::v1::AuditService::CallbackService {
 public:
  AuditService(std::string service, rpc::Runner& runner, postgres::Pool& pool, rpc::PageTokens page_tokens)
      : service_(std::move(service)), runner_(runner), pool_(pool), page_tokens_(std::move(page_tokens)) {}

  grpc::ServerUnaryReactor* ListAuditEntries(grpc::CallbackServerContext* context,
                                             const mimamori::rpc::v1::ListAuditEntriesRequest* request,
                                             mimamori::rpc::v1::ListAuditEntriesResponse* response) override;

 private:
  absl::StatusOr<mimamori::rpc::v1::ListAuditEntriesResponse> DoList(
      const rpc::Call& call, const mimamori::rpc::v1::ListAuditEntriesRequest& request);

  const std::string service_;
  rpc::Runner& runner_;
  postgres::Pool& pool_;
  const rpc::PageTokens page_tokens_;
};

}  // namespace mimamori::platform::oversight
