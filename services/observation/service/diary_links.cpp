// SPDX-License-Identifier: Apache-2.0
#include "services/observation/service/diary_links.hpp"

#include <qrencode.h>

#include <memory>

#include "fmt/format.h"
#include "services/platform/core/error.hpp"
#include "services/platform/crypto/aead.hpp"

namespace mimamori::observation {
namespace {

constexpr size_t kTokenBytes = 16;
constexpr size_t kFingerprintBytes = 16;
constexpr int kQuietZone = 4;  // modules that ISO/IEC 18004 asks for
constexpr int kModulePixels = 10;

std::string BaseOf(std::string public_url) {
  while (public_url.ends_with('/')) public_url.pop_back();
  return public_url + "/diary/";
}

}  // namespace

DiaryLinks::DiaryLinks(const platform::Secret& key, std::string public_url)
    : mac_(key, "mimamori.diary-link.v1"), base_(BaseOf(std::move(public_url))) {}

std::string DiaryLinks::TokenOf(const InvitationId& id) const {
  return platform::crypto::ToBase64Url(mac_.Of(id.ToString(), kTokenBytes));
}

std::string DiaryLinks::HashOf(const InvitationId& id) const {
  return platform::crypto::Sha256(mac_.Of(id.ToString(), kTokenBytes));
}

std::string DiaryLinks::UrlOf(const InvitationId& id) const { return base_ + TokenOf(id); }

std::string FingerprintOf(std::string_view token, const platform::RequestId& request_id, int birth_year) {
  const platform::crypto::Mac mac(platform::Secret(std::string(token)), "mimamori.diary-guess.v1");
  return mac.Of(fmt::format("{} {}", request_id.ToString(), birth_year), kFingerprintBytes);
}

absl::StatusOr<std::string> ToSymbolSvg(const std::string& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) {
    return platform::Failure(absl::StatusCode::kInvalidArgument, "TEXT_TOO_LONG", "the text does not fit into a symbol");
  }
  const int width = code->width, side = width + 2 * kQuietZone;
  const auto dark = [&](int row, int column) { return (code->data[row * width + column] & 1) != 0; };
  std::string path;
  for (int row = 0; row < width; ++row) {
    for (int column = 0; column < width; ++column) {
      if (dark(row, column)) path += fmt::format("M{} {}h1v1h-1z", column + kQuietZone, row + kQuietZone);
    }
  }
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}" viewBox="0 0 {1} {1}" shape-rendering="crispEdges">)"
      R"(<path fill="white" d="M0 0h{1}v{1}H0z"/><path d="{2}"/></svg>)"
      "\n",
      side * kModulePixels, side, path);
}

}  // namespace mimamori::observation
