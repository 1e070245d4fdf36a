// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/capacity/v1/report_service.grpc.pb.h"
#include "services/capacity/store/facility_store.hpp"
#include "services/capacity/store/report_store.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::capacity {

// The RPCs of mimamori.capacity.v1.ReportService: decode, decide, keep, encode.
class ReportService final : public v1::ReportService::CallbackService {
 public:
  struct Rooms {
    ReportStore& reports;
    FacilityStore& facilities;
    platform::rpc::PageTokens page_tokens;
  };
  ReportService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerUnaryReactor* SubmitReport(grpc::CallbackServerContext* context, const v1::SubmitReportRequest* request,
                                         v1::SubmittedReport* response) override;
  grpc::ServerUnaryReactor* SubmitMeasureReport(grpc::CallbackServerContext* context,
                                                const v1::SubmitMeasureReportRequest* request,
                                                v1::SubmittedReport* response) override;
  grpc::ServerUnaryReactor* ImportReports(grpc::CallbackServerContext* context, const v1::ImportReportsRequest* request,
                                          v1::ImportedReports* response) override;
  grpc::ServerUnaryReactor* CorrectReport(grpc::CallbackServerContext* context, const v1::CorrectReportRequest* request,
                                          v1::SubmittedReport* response) override;
  grpc::ServerUnaryReactor* ListReports(grpc::CallbackServerContext* context, const v1::ListReportsRequest* request,
                                        v1::ListReportsResponse* response) override;
  grpc::ServerUnaryReactor* ListReportVersions(grpc::CallbackServerContext* context,
                                               const v1::ListReportVersionsRequest* request,
                                               v1::ListReportVersionsResponse* response) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::SubmittedReport> DoSubmit(const Call& call, const v1::SubmitReportRequest& request);
  absl::StatusOr<v1::SubmittedReport> DoSubmitMeasure(const Call& call, const v1::SubmitMeasureReportRequest& request);
  absl::StatusOr<v1::ImportedReports> DoImport(const Call& call, const v1::ImportReportsRequest& request);
  absl::StatusOr<v1::SubmittedReport> DoCorrect(const Call& call, const v1::CorrectReportRequest& request);
  absl::StatusOr<v1::ListReportsResponse> DoList(const Call& call, const v1::ListReportsRequest& request);
  absl::StatusOr<v1::ListReportVersionsResponse> DoListVersions(const Call& call,
                                                                const v1::ListReportVersionsRequest& request);
  absl::StatusOr<v1::SubmittedReport> SubmitOne(const Call& call, const ReportRules& rules, const std::string& request_id,
                                                ToldReport told, const char* action);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::capacity
