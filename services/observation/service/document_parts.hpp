// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "mimamori/rpc/v1/annotations.pb.h"
#include "services/platform/rpc/runner.hpp"

namespace mimamori::observation {

// Passes a file on in parts of a handy size; the first says what it is.
class DocumentParts {
 public:
  DocumentParts(const char* content_type, const std::string& file_name,
                platform::rpc::Sink<mimamori::rpc::v1::Document>& sink)
      : sink_(sink) {
    part_.set_content_type(content_type);
    part_.set_file_name(file_name);
  }
  // False when nobody takes it.
  bool Take(std::string_view bytes) {
    part_.mutable_content()->append(bytes);
    return part_.content().size() < kPartSize || Flush();
  }
  bool Flush() {
    const bool wanted = sink_.Write(part_);
    part_.Clear();
    return wanted;
  }

 private:
  static constexpr size_t kPartSize = 64 * 1024;
  platform::rpc::Sink<mimamori::rpc::v1::Document>& sink_;
  mimamori::rpc::v1::Document part_;
};

}  // namespace mimamori::observation
