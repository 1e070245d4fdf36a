// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateways/http/message.hpp"

namespace mimamori::http {

// The web client's files, read once at start: no request ever reaches the disk, so that no path can leave the folder.
// HTML and pages.json are left out: pages go through the page table (pages.hpp).
class StaticFiles {
 public:
  // Every regular file below `folder`; names that begin with a dot and links out of the folder are left out. `x.gz` and
  // `x.br` beside `x` are its compressed forms. Empty `folder`: no files.
  // NOT_FOUND: no such folder. RESOURCE_EXHAUSTED: more than 64 MiB.
  static absl::StatusOr<StaticFiles> Load(const std::string& folder);

  // nullopt: no such file. ETag and If-None-Match, Accept-Encoding; `immutable` for a year under /assets/ with a hash in
  // the name ("app-B8c1dE_2.js"), else `no-cache`, which asks each time and costs a 304.
  std::optional<Response> Answer(const Request& request) const;
  bool Has(std::string_view path) const { return files_.contains(path); }
  size_t size() const { return files_.size(); }

 private:
  struct Form {
    std::shared_ptr<const std::string> content;  // null: there is none
    std::string etag;
  };
  struct File {
    std::string content_type;
    bool immutable = false;
    Form plain, gzip, brotli;
  };
  std::map<std::string, File, std::less<>> files_;  // "/assets/app.js"
};

}  // namespace mimamori::http
