// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "mimamori/observation/v1/export_service.grpc.pb.h"
#include "services/observation/store/export_store.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::observation {

// The RPCs of mimamori.observation.v1.ExportService.
class ExportService final : public v1::ExportService::CallbackService {
 public:
  using Document = mimamori::rpc::v1::Document;
  struct Rooms {
    ExportStore& exports;
    std::string public_url;  // under which FHIR's resources are identified
    int page = 200;          // people that are read at a time
  };
  ExportService(platform::rpc::Runner& runner, Rooms rooms) : runner_(runner), rooms_(std::move(rooms)) {}

  grpc::ServerWriteReactor<Document>* GetLineList(grpc::CallbackServerContext* context,
                                                  const v1::GetLineListRequest* request) override {
    return runner_.Stream<Document>(context, request, std::bind_front(&ExportService::DoGetLineList, this));
  }
  grpc::ServerWriteReactor<Document>* GetReportTable(grpc::CallbackServerContext* context,
                                                     const v1::GetReportTableRequest* request) override {
    return runner_.Stream<Document>(context, request, std::bind_front(&ExportService::DoGetReportTable, this));
  }
  grpc::ServerWriteReactor<Document>* GetFhirBundle(grpc::CallbackServerContext* context,
                                                    const v1::GetFhirBundleRequest* request) override {
    return runner_.Stream<Document>(context, request, std::bind_front(&ExportService::DoGetFhirBundle, this));
  }

 private:
  using Call = platform::rpc::Call;
  using Sink = platform::rpc::Sink<Document>;
  absl::Status DoGetLineList(const Call& call, const v1::GetLineListRequest& request, Sink& sink);
  absl::Status DoGetReportTable(const Call& call, const v1::GetReportTableRequest& request, Sink& sink);
  absl::Status DoGetFhirBundle(const Call& call, const v1::GetFhirBundleRequest& request, Sink& sink);

  // A table, page by page; `rows` writes those of a page and says how many there are.
  struct Table {
    const char* action;
    const char* file_name;
    std::string heading;
    std::string payload;  // what was asked for, a JSON object's members
  };
  using Rows = std::function<absl::StatusOr<int64_t>(const std::vector<ListedPatient>& page, std::string& rows)>;
  absl::Status Send(const Call& call, const Scope& scope, const Table& table, const Rows& rows, Sink& sink);

  platform::rpc::Runner& runner_;
  const Rooms rooms_;
  std::atomic<int> exporting_ = 0;
};

}  // namespace mimamori::observation
