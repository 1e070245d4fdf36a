// SPDX-License-Identifier: Apache-2.0
#include "services/platform/rpc/job_service.hpp"

#include "services/platform/core/error.hpp"
#include "services/platform/core/status_macros.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::platform::rpc {
namespace {

namespace v1 = mimamori::rpc::v1;

v1::Job ToProto(const JobBoard::Report& report) {
  v1::Job job;
  job.set_name(report.name);
  const int64_t milliseconds = absl::ToInt64Milliseconds(report.period);
  job.mutable_period()->set_seconds(milliseconds / 1000);
  job.mutable_period()->set_nanos(static_cast<int32_t>(milliseconds % 1000 * 1'000'000));
  if (report.last_end) *job.mutable_last_end_time() = ToTimestamp(*report.last_end);
  if (!report.last.ok()) {
    const std::string reason = ReasonOf(report.last);
    job.set_last_failure(reason.empty() ? absl::StatusCodeToString(report.last.code()) : reason);
  }
  job.set_runs(report.runs);
  return job;
}

}  // namespace

grpc::ServerUnaryReactor* JobService::ListJobs(grpc::CallbackServerContext* context, const v1::ListJobsRequest* request,
                                               v1::ListJobsResponse* response) {
  return runner_.Unary(context, request, response,
                       [this](const Call&, const v1::ListJobsRequest&) -> absl::StatusOr<v1::ListJobsResponse> {
                         v1::ListJobsResponse list;
                         for (const auto& report : board_.List()) *list.add_jobs() = ToProto(report);
                         return list;
                       });
}

grpc::ServerUnaryReactor* JobService::RunJob(grpc::CallbackServerContext* context, const v1::RunJobRequest* request,
                                             v1::Job* response) {
  return runner_.Unary(context, request, response,
                       [this](const Call& call, const v1::RunJobRequest& asked) -> absl::StatusOr<v1::Job> {
                         ASSIGN_OR_RETURN(const auto report, board_.RunNow(asked.job(), call.deadline));
                         return ToProto(report);
                       });
}

}  // namespace mimamori::platform::rpc
