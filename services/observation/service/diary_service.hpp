// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mimamori/observation/v1/diary_service.grpc.pb.h"
#include "services/observation/service/report_desk.hpp"
#include "services/observation/store/device_store.hpp"
#include "services/platform/rpc/lane_service.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::observation {

// The RPCs of mimamori.observation.v1.DiaryService: decode, decide, keep, encode.
class DiaryService final : public v1::DiaryService::CallbackService {
 public:
  struct Rooms {
    DiaryStore& diaries;
    DeviceStore& devices;
    ReportStore& reports;
    const RuleBook& rules;
    ReportCommits& commits;
    platform::rpc::PageTokens page_tokens;
  };
  DiaryService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}
  void OfferOn(platform::rpc::LaneService& lanes);  // the methods with the option `lane`

  grpc::ServerUnaryReactor* GetDiary(grpc::CallbackServerContext* context, const v1::GetDiaryRequest* request,
                                     v1::Diary* response) override;
  grpc::ServerUnaryReactor* SubmitReport(grpc::CallbackServerContext* context, const v1::SubmitReportRequest* request,
                                         v1::Next* response) override;
  grpc::ServerUnaryReactor* EnterReport(grpc::CallbackServerContext* context, const v1::EnterReportRequest* request,
                                        v1::Next* response) override;
  grpc::ServerUnaryReactor* CorrectReport(grpc::CallbackServerContext* context, const v1::CorrectReportRequest* request,
                                          v1::Next* response) override;
  grpc::ServerUnaryReactor* GetPatient(grpc::CallbackServerContext* context, const v1::GetPatientRequest* request,
                                       v1::WatchedPatient* response) override;
  grpc::ServerUnaryReactor* ListReports(grpc::CallbackServerContext* context, const v1::ListReportsRequest* request,
                                        v1::ListReportsResponse* response) override;

 private:
  using Call = platform::rpc::Call;
  using Answered = std::function<void(absl::StatusOr<v1::Next>)>;
  absl::StatusOr<v1::Diary> DoGetDiary(const Call& call, const v1::GetDiaryRequest& request);
  void DoSubmitReport(const Call& call, const v1::SubmitReportRequest& request, Answered answered);
  absl::StatusOr<v1::Next> DoEnterReport(const Call& call, const v1::EnterReportRequest& request);
  absl::StatusOr<v1::Next> DoCorrectReport(const Call& call, const v1::CorrectReportRequest& request);
  absl::StatusOr<v1::WatchedPatient> DoGetPatient(const Call& call, const v1::GetPatientRequest& request);
  absl::StatusOr<v1::ListReportsResponse> DoListReports(const Call& call, const v1::ListReportsRequest& request);

  absl::StatusOr<NewReport> ReportIn(const Call& call, const v1::SubmitReportRequest& request,
                                     const RulesInForce& rules) const;
  // An officer's: judged at once, not with a batch. `audit`: its action.
  absl::StatusOr<v1::Next> KeepOfficers(const Call& call, NewReport report, const RulesInForce& rules, const char* action);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
};

}  // namespace mimamori::observation
