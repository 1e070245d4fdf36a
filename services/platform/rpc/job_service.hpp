// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/rpc/v1/jobs.grpc.pb.h"
#include "services/platform/rpc/job_board.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::platform::rpc {

// Lets tests and operators run a process's jobs at once.
class JobService final : public mimamori::rpc::v1::JobService::CallbackService {
 public:
  JobService(JobBoard& board, Runner& runner) : board_(board), runner_(runner) {}

  grpc::ServerUnaryReactor* ListJobs(grpc::CallbackServerContext* context,
                                     const mimamori::rpc::v1::ListJobsRequest* request,
                                     mimamori::rpc::v1::ListJobsResponse* response) override;
  grpc::ServerUnaryReactor* RunJob(grpc::CallbackServerContext* context,
                                   const mimamori::rpc::v1::RunJobRequest* request,
                                   mimamori::rpc::v1::Job* response) override;

 private:
  JobBoard& board_;
  Runner& runner_;
};

}  // namespace mimamori::platform::rpc
