// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "gateways/http/message.hpp"
#include "gateways/http/upstream.hpp"
#include "mimamori/rpc/v1/annotations.pb.h"

namespace mimamori::http {

// A stream of mimamori.rpc.v1.Document as one file: the first message says what it is, each brings the next part.
class RpcFile final : public FileSource, public std::enable_shared_from_this<RpcFile> {
 public:
  using Begun = std::function<void(absl::StatusOr<Response>)>;
  // Reads the first message before it answers, so that a refusal is a problem document and not half a file. INTERNAL for a
  // stream that ends without a message; else the method's failures.
  static void Begin(std::shared_ptr<ServerStream> stream, Begun begun);

  explicit RpcFile(std::shared_ptr<ServerStream> stream) : stream_(std::move(stream)) {}

  void Next(std::function<void(std::optional<std::string>)> ready) override;
  void Close() override { stream_->Cancel(); }
  bool Whole() const override;

 private:
  const std::shared_ptr<ServerStream> stream_;
  rpc::v1::Document part_;  // read into, one read at a time
  std::optional<std::string> first_;
  mutable std::mutex mutex_;
  bool whole_ = false;
};

}  // namespace mimamori::http
