// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/visit/v1/record_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/visit/service/record_desk.hpp"

namespace mimamori::visit {

// The RPCs of mimamori.visit.v1.RecordService; what they do is RecordDesk's.
class RecordService final : public v1::RecordService::CallbackService {
 public:
  RecordService(RecordDesk& desk, platform::rpc::Runner& runner) : desk_(desk), runner_(runner) {}

  grpc::ServerUnaryReactor* MailRecordLink(grpc::CallbackServerContext* context,
                                           const v1::MailRecordLinkRequest* request,
                                           v1::RecordLinkMailed* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::MailLink, &desk_));
  }
  grpc::ServerUnaryReactor* OpenRecord(grpc::CallbackServerContext* context, const v1::OpenRecordRequest* request,
                                       v1::OpenedRecord* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::Open, &desk_));
  }
  grpc::ServerUnaryReactor* GetRecord(grpc::CallbackServerContext* context, const v1::GetRecordRequest* request,
                                      v1::Record* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::Get, &desk_));
  }
  grpc::ServerUnaryReactor* ShortenStay(grpc::CallbackServerContext* context, const v1::ShortenStayRequest* request,
                                        v1::RecordedStay* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::Shorten, &desk_));
  }
  grpc::ServerUnaryReactor* DeleteStay(grpc::CallbackServerContext* context, const v1::DeleteStayRequest* request,
                                       v1::DeletedStay* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::Delete, &desk_));
  }
  grpc::ServerUnaryReactor* SetMailStop(grpc::CallbackServerContext* context, const v1::SetMailStopRequest* request,
                                        v1::MailStop* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::SetMailStop, &desk_));
  }
  grpc::ServerUnaryReactor* OpenConsent(grpc::CallbackServerContext* context, const v1::OpenConsentRequest* request,
                                        v1::OpenedRecord* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::OpenConsent, &desk_));
  }
  grpc::ServerUnaryReactor* GiveStays(grpc::CallbackServerContext* context, const v1::GiveStaysRequest* request,
                                      v1::AskedStays* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::GiveStays, &desk_));
  }
  grpc::ServerUnaryReactor* TakeBackStays(grpc::CallbackServerContext* context,
                                          const v1::TakeBackStaysRequest* request, v1::AskedStays* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&RecordDesk::TakeBackStays, &desk_));
  }
  grpc::ServerUnaryReactor* CloseRecord(grpc::CallbackServerContext* context, const v1::CloseRecordRequest* request,
                                        v1::ClosedRecord* response) override {
    return runner_.Unary(context, request, response, [](const platform::rpc::Call&, const v1::CloseRecordRequest&) {
      return absl::StatusOr<v1::ClosedRecord>(v1::ClosedRecord());  // an empty cookie: the gateway deletes it
    });
  }

 private:
  RecordDesk& desk_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::visit
