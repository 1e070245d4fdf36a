// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "mimamori/mail/v1/text_service.grpc.pb.h"
#include "services/mail/domain/rendering.hpp"
#include "services/mail/store/policy_book.hpp"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::mail {

class TextService final : public v1::TextService::CallbackService {
 public:
  struct Surroundings {
    std::string public_url;  // without a trailing slash
    std::string staff_url;
    std::function<absl::StatusOr<std::shared_ptr<const TextPolicies>>(absl::Time deadline, absl::Time now)> texts;
  };

  TextService(Renderer renderer, platform::rpc::Runner& runner, Surroundings surroundings)
      : renderer_(std::move(renderer)), runner_(runner), surroundings_(std::move(surroundings)) {}

  grpc::ServerUnaryReactor* RenderText(grpc::CallbackServerContext* context, const v1::RenderTextRequest* request,
                                        v1::RenderedText* response) override {
    return runner_.Unary(context, request, response, std::bind_front(&TextService::DoRenderText, this));
  }

 private:
  absl::StatusOr<v1::RenderedText> DoRenderText(const platform::rpc::Call& call,
                                                  const v1::RenderTextRequest& request);

  const Renderer renderer_;
  platform::rpc::Runner& runner_;
  const Surroundings surroundings_;
};

}  // namespace mimamori::mail
