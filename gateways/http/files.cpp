// SPDX-License-Identifier: Apache-2.0
#include "gateways/http/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateways/http/percent.hpp"
#include "services/platform/core/ascii.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::http {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = 64 * 1024 * 1024;

std::string_view TypeOf(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".js", "text/javascript; charset=utf-8"}, {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},       {".svg", "image/svg+xml"},
      {".png", "image/png"},                     {".jpg", "image/jpeg"},
      {".webp", "image/webp"},                   {".ico", "image/x-icon"},
      {".json", "application/json"},             {".webmanifest", "application/manifest+json"},
      {".woff2", "font/woff2"},                  {".txt", "text/plain; charset=utf-8"},
      {".map", "application/json"},              {".pdf", "application/pdf"},
      {".wasm", "application/wasm"},
  };
  for (const auto& [ending, type] : kTypes) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// A bundler's "name-<at least 8 characters of a hash>.ext". What lies in /assets/ is named so.
bool Hashed(std::string_view path) {
  if (!path.starts_with("/assets/")) return false;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string_view stem = name.substr(0, name.find('.'));
  const size_t dash = stem.size() < 9 ? std::string_view::npos : stem.rfind('-', stem.size() - 9);
  if (dash == std::string_view::npos) return false;
  const std::string_view hash = stem.substr(dash + 1);
  return std::all_of(hash.begin(), hash.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool LeftOut(const std::string& path) {
  return path.find("/.") != std::string::npos || path.ends_with(".html") || path == "/pages.json";
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Does an Accept-Encoding list the coding, and not with q=0?
bool Accepts(std::string_view header, std::string_view coding) {
  while (!header.empty()) {
    std::string_view quality = TakeItem(header, ',');
    const std::string_view name = TakeItem(quality, ';');
    const bool refused = quality.find("q=0") != std::string_view::npos &&
                         quality.find_first_of("123456789") == std::string_view::npos;
    if (platform::EqualsIgnoringCase(name, coding)) return !refused;
  }
  return false;
}

bool Matches(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

}  // namespace

absl::StatusOr<StaticFiles> StaticFiles::Load(const std::string& folder) {
  StaticFiles out;
  if (folder.empty()) return out;
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return absl::NotFoundError(fmt::format("no folder {}", folder));
  size_t total = 0;
  std::map<std::string, Form> forms;
  for (auto it = fs::recursive_directory_iterator(root, error); !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    if (it->is_symlink() || !it->is_regular_file()) continue;
    const std::string path = "/" + it->path().lexically_relative(root).generic_string();
    if (LeftOut(path)) continue;
    auto content = std::make_shared<const std::string>(ReadAll(it->path()));
    total += content->size();
    if (total > kMostBytes) return absl::ResourceExhaustedError(fmt::format("{} holds more than 64 MiB", folder));
    const std::string digest = platform::crypto::ToHex(platform::crypto::Sha256(*content)).substr(0, 32);
    forms[path] = {std::move(content), fmt::format("\"{}\"", digest)};
  }
  for (const auto& [path, form] : forms) {
    if ((path.ends_with(".gz") || path.ends_with(".br")) && forms.contains(path.substr(0, path.size() - 3))) continue;
    File file{.content_type = std::string(TypeOf(path)), .immutable = Hashed(path), .plain = form, .gzip = {}, .brotli = {}};
    if (const auto gzip = forms.find(path + ".gz"); gzip != forms.end()) file.gzip = gzip->second;
    if (const auto brotli = forms.find(path + ".br"); brotli != forms.end()) file.brotli = brotli->second;
    out.files_[path] = std::move(file);
  }
  return out;
}

std::optional<Response> StaticFiles::Answer(const Request& request) const {
  const auto path = PercentDecode(request.path, Percent::kPath);
  const auto found = path ? files_.find(*path) : files_.end();
  if (found == files_.end()) return std::nullopt;
  const File& file = found->second;
  const std::string_view accepted = request.Header("accept-encoding");
  const bool brotli = file.brotli.content && Accepts(accepted, "br");
  const bool gzip = !brotli && file.gzip.content && Accepts(accepted, "gzip");
  const Form& form = brotli ? file.brotli : gzip ? file.gzip : file.plain;

  Response out;
  out.route = "/{file=**}";
  out.Add("ETag", form.etag);
  out.Add("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (file.gzip.content || file.brotli.content) out.Add("Vary", "Accept-Encoding");
  if (Matches(request.Header("if-none-match"), form.etag)) {
    out.status = 304;
    return out;
  }
  out.Add("Content-Type", file.content_type);
  if (brotli || gzip) out.Add("Content-Encoding", brotli ? "br" : "gzip");
  out.shared_body = form.content;
  return out;
}

}  // namespace mimamori::http
