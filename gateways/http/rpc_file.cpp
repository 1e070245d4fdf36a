// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/rpc_file.hpp"

#include <utility>

#include "gateways/http/transcode.hpp"

namespace mimamori::http {

void RpcFile::Begin(std::shared_ptr<ServerStream> stream, Begun begun) {
  const auto file = std::make_shared<RpcFile>(std::move(stream));
  file->stream_->Read(file->part_, [file, begun = std::move(begun)](bool ok, const absl::Status& status) {
    if (!ok) return begun(status.ok() ? absl::InternalError("a file without a part") : status);
    Response out = EncodeDocument(file->part_);
    file->first_ = std::exchange(out.body, {});
    out.file = file;
    begun(std::move(out));
  });
}

void RpcFile::Next(std::function<void(std::optional<std::string>)> ready) {
  if (first_) return ready(std::exchange(first_, std::nullopt));
  stream_->Read(part_, [self = shared_from_this(), ready = std::move(ready)](bool ok, const absl::Status& status) {
    if (ok) return ready(std::move(*self->part_.mutable_content()));
    {
      const std::lock_guard lock(self->mutex_);
      self->whole_ = status.ok();
    }
    ready(std::nullopt);
  });
}

bool RpcFile::Whole() const {
  const std::lock_guard lock(mutex_);
  return whole_;
}

}  // namespace mimamori::http
