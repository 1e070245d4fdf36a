// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mimamori/visit/v1/receipt_service.grpc.pb.h"
#include "services/platform/rpc/runner.hpp"
#include "services/visit/service/receipt_desk.hpp"

namespace mimamori::visit {

// The RPCs of mimamori.visit.v1.ReceiptService; what they do is ReceiptDesk's.
class ReceiptService final : public v1::ReceiptService::CallbackService {
 public:
  ReceiptService(ReceiptDesk& desk, platform::rpc::Runner& runner) : desk_(desk), runner_(runner) {}

  grpc::ServerUnaryReactor* MailReceipt(grpc::CallbackServerContext* context, const v1::MailReceiptRequest* request,
                                        v1::ReceiptMailed* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReceiptDesk::Mail, &desk_));
  }
  grpc::ServerUnaryReactor* GetReceipt(grpc::CallbackServerContext* context, const v1::GetReceiptRequest* request,
                                       v1::Receipt* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReceiptDesk::Get, &desk_));
  }
  grpc::ServerUnaryReactor* LeaveByReceipt(grpc::CallbackServerContext* context,
                                           const v1::LeaveByReceiptRequest* request, v1::Receipt* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&ReceiptDesk::Leave, &desk_));
  }

 private:
  ReceiptDesk& desk_;
  platform::rpc::Runner& runner_;
};

}  // namespace mimamori::visit
