// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "mimamori/exposure/v1/exposure_service.grpc.pb.h"
#include "mimamori/mail/v1/mail_service.grpc.pb.h"
#include "mimamori/mail/v1/text_service.grpc.pb.h"
#include "mimamori/registry/v1/registry_service.grpc.pb.h"
#include "mimamori/venue/v1/venue_service.grpc.pb.h"
#include "services/exposure/jobs/corrector.hpp"
#include "services/exposure/service/gatherer.hpp"
#include "services/exposure/store/exposure_store.hpp"
#include "services/platform/core/clock.hpp"
#include "services/platform/rpc/runner.hpp"
#include "services/platform/rpc/wire.hpp"

namespace mimamori::exposure {

// The services below that exposure asks.
struct Neighbours {
  platform::rpc::ServiceChannel venue;
  platform::rpc::ServiceChannel registry;
  platform::rpc::ServiceChannel mail;
};

// What every handler works with.
struct Rooms {
  ExposureStore& store;
  Gatherer& gatherer;
  Corrector& corrector;
  const platform::rpc::PageTokens& page_tokens;
  const platform::Clock& clock;        // a stream lasts longer than one reading of the time
  std::function<void()> wake_dispatch;  // after an approval, a recall and an approved correction
  std::set<std::string, std::less<>> contact_hosts = {};  // as the dispatcher's
};

class ExposureService final : public v1::ExposureService::CallbackService {
 public:
  ExposureService(Rooms rooms, const Neighbours& neighbours, platform::rpc::Runner& runner);

  grpc::ServerUnaryReactor* DeclareExposure(grpc::CallbackServerContext* context,
                                            const v1::DeclareExposureRequest* request, v1::Exposure* response) override;
  grpc::ServerUnaryReactor* GetExposure(grpc::CallbackServerContext* context, const v1::GetExposureRequest* request,
                                        v1::Exposure* response) override;
  grpc::ServerUnaryReactor* ListExposures(grpc::CallbackServerContext* context, const v1::ListExposuresRequest* request,
                                          v1::ListExposuresResponse* response) override;
  grpc::ServerUnaryReactor* PreviewExposure(grpc::CallbackServerContext* context,
                                            const v1::PreviewExposureRequest* request, v1::Preview* response) override;
  grpc::ServerUnaryReactor* PreviewMails(grpc::CallbackServerContext* context, const v1::PreviewMailsRequest* request,
                                         v1::PreviewedMails* response) override;
  grpc::ServerUnaryReactor* ApproveExposure(grpc::CallbackServerContext* context,
                                            const v1::ApproveExposureRequest* request, v1::Exposure* response) override;
  grpc::ServerUnaryReactor* ChooseLevel(grpc::CallbackServerContext* context, const v1::ChooseLevelRequest* request,
                                        v1::Exposure* response) override;
  grpc::ServerUnaryReactor* CancelExposure(grpc::CallbackServerContext* context,
                                           const v1::CancelExposureRequest* request, v1::Exposure* response) override;
  grpc::ServerUnaryReactor* RecallExposure(grpc::CallbackServerContext* context,
                                           const v1::RecallExposureRequest* request, v1::Exposure* response) override;
  grpc::ServerUnaryReactor* PreviewCorrection(grpc::CallbackServerContext* context,
                                              const v1::PreviewCorrectionRequest* request,
                                              v1::CorrectionPreview* response) override;
  grpc::ServerUnaryReactor* ProposeCorrection(grpc::CallbackServerContext* context,
                                              const v1::ProposeCorrectionRequest* request,
                                              v1::Exposure* response) override;
  grpc::ServerUnaryReactor* ApproveCorrection(grpc::CallbackServerContext* context,
                                              const v1::ApproveCorrectionRequest* request,
                                              v1::Exposure* response) override;
  grpc::ServerWriteReactor<v1::Progress>* WatchProgress(grpc::CallbackServerContext* context,
                                                        const v1::WatchProgressRequest* request) override;

 private:
  using Call = platform::rpc::Call;
  absl::StatusOr<v1::Exposure> DoDeclare(const Call& call, const v1::DeclareExposureRequest& request);
  absl::StatusOr<v1::Exposure> DoGet(const Call& call, const v1::GetExposureRequest& request);
  absl::StatusOr<v1::ListExposuresResponse> DoList(const Call& call, const v1::ListExposuresRequest& request);
  absl::StatusOr<v1::Preview> DoPreview(const Call& call, const v1::PreviewExposureRequest& request);
  absl::StatusOr<v1::PreviewedMails> DoPreviewMails(const Call& call, const v1::PreviewMailsRequest& request);
  absl::StatusOr<v1::Exposure> DoApprove(const Call& call, const v1::ApproveExposureRequest& request);
  absl::StatusOr<v1::Exposure> DoChooseLevel(const Call& call, const v1::ChooseLevelRequest& request);
  absl::StatusOr<v1::Exposure> DoCancel(const Call& call, const v1::CancelExposureRequest& request);
  absl::StatusOr<v1::Exposure> DoRecall(const Call& call, const v1::RecallExposureRequest& request);
  absl::StatusOr<v1::CorrectionPreview> DoPreviewCorrection(const Call& call,
                                                            const v1::PreviewCorrectionRequest& request);
  absl::StatusOr<v1::Exposure> DoProposeCorrection(const Call& call, const v1::ProposeCorrectionRequest& request);
  absl::StatusOr<v1::Exposure> DoApproveCorrection(const Call& call, const v1::ApproveCorrectionRequest& request);
  absl::Status DoWatch(const Call& call, const v1::WatchProgressRequest& request,
                       platform::rpc::Sink<v1::Progress>& sink);

  absl::StatusOr<venue::v1::Venue> VenueOf(const Call& call, const VenueId& id);
  absl::Status CheckCase(const Call& call, const CaseId& id, const ExposureId& exposure);
  absl::StatusOr<v1::Progress> ProgressOf(const Exposure& exposure);
  absl::StatusOr<mail::v1::Progress> MailsOf(const std::string& group);
  absl::Status CheckNotEnded(const Call& call, const Exposure& exposure);

  const Rooms rooms_;
  const Neighbours neighbours_;
  platform::rpc::Runner& runner_;
  const std::unique_ptr<venue::v1::VenueService::Stub> venue_;
  const std::unique_ptr<registry::v1::RegistryService::Stub> registry_;
  const std::unique_ptr<mail::v1::MailService::Stub> mail_;
  const std::unique_ptr<mail::v1::TextService::Stub> texts_;
};

absl::StatusOr<Level> LevelOf(v1::Level level);  // MISSING_FIELD
v1::Exposure Encode(const Exposure& exposure);
// In the exposure's area, so that its auditors find the entry.
AuditEntry AuditOf(const platform::rpc::Call& call, const char* action, const Exposure& exposure,
                   std::string payload = "{}");

}  // namespace mimamori::exposure
