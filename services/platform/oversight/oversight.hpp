// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/oversight/audit_service.hpp"
#include "services/platform/oversight/policy_service.hpp"
#include "services/platform/rpc/server.hpp"

namespace mimamori::platform::oversight {

// What every process with a database serves beside its own methods: its policies and its audit.
class Oversight {
 public:
  // `readers`: of the service's own policies; that of audit.retention comes by itself. Page tokens are sealed under a key
  // that is derived from the process's own caller key, which its replicas share. Fails as ReadSecretFile does.
  static absl::StatusOr<std::unique_ptr<Oversight>> Create(rpc::Process& process, const rpc::ProcessConfig& config,
                                                           postgres::Pool& pool, PolicyReaders readers);
  // These and `own`, for Process::Serve.
  std::vector<grpc::Service*> With(std::vector<grpc::Service*> own);

 private:
  Oversight(rpc::Process& process, postgres::Pool& pool, const Secret& key, PolicyReaders readers);

  PolicyService policies_;
  AuditService audit_;
};

}  // namespace mimamori::platform::oversight
