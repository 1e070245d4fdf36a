// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mimamori::platform::print {

// White modules around a symbol that ISO/IEC 18004 asks for.
constexpr int kQuietZone = 4;

// A QR symbol: a square of dark and light modules.
class Symbol {
 public:
  // In QR's alphanumeric mode (5.5 bits a character; bytes would take 8): the smallest version that holds `text` at
  // level M, at the strongest level of error correction that this version still holds, since that costs no space.
  // INVALID_ARGUMENT (TEXT_NOT_ALPHANUMERIC) for characters outside 0–9 A–Z $ % * + - . / : and blank,
  // (TEXT_TOO_LONG) for more than fit.
  static absl::StatusOr<Symbol> Of(std::string_view text);
  // Of any bytes, as texts with small letters are: the smallest version at level M. INVALID_ARGUMENT (TEXT_TOO_LONG), for
  // nothing, too.
  static absl::StatusOr<Symbol> OfBytes(std::string_view bytes);

  int version() const { return version_; }  // 1–40
  int width() const { return width_; }      // modules, without the quiet zone
  bool Dark(int row, int column) const { return dark_[static_cast<size_t>(row * width_ + column)]; }

 private:
  Symbol(int version, int width, const unsigned char* modules);
  int version_;
  int width_;
  std::vector<bool> dark_;
};

// A stand-alone SVG document with the quiet zone, one path for all dark modules, `module_px` pixels to each where nobody
// says how large it is. Without "#" and "%".
std::string ToSvg(const Symbol& symbol, int module_px = 20);

// `size_px` pixels wide and high, black on white; modules are whole pixels, what is left over joins the quiet zone.
// INVALID_ARGUMENT (BAD_SIZE) unless 128 ≤ size_px ≤ 4,096.
absl::StatusOr<std::string> ToPng(const Symbol& symbol, int size_px);

}  // namespace mimamori::platform::print
