// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string_view>

namespace mimamori::platform::print {

struct Colour {
  double red, green, blue;  // 0–1
};

struct TextStyle {
  double size = 10;  // points
  bool bold = false;
  Colour colour{0, 0, 0};
  PangoAlignment align = PANGO_ALIGN_LEFT;
  const char* language = "ja";  // BCP 47: chooses glyphs and where a line may break
};

struct Extent {
  double width;
  double height;
  int lines;
};

// Fonts of one print: prints on several threads share nothing, and what the fonts took is given back with them. Not
// thread-safe.
class Fonts {
 public:
  Fonts();
  ~Fonts();
  Fonts(const Fonts&) = delete;
  PangoContext* context() const { return context_; }

 private:
  PangoFontMap* map_;
  PangoContext* context_;
};

// Draws on a page or a part of one. Lengths are points (1/72 inch), the origin is the upper left corner. Fonts and cairo
// outlive it. Not thread-safe.
class Pen {
 public:
  Pen(cairo_t* cairo, const Fonts& fonts) : cairo_(cairo), fonts_(fonts) {}

  // The text wrapped to `width`; returns what it takes.
  Extent Measure(double width, const TextStyle& style, std::string_view text) const;
  // Its box's upper left corner at (x, y); the same extent.
  Extent Text(double x, double y, double width, const TextStyle& style, std::string_view text);
  // The largest size, at most the style's, at which the text takes no more than `lines` lines and `height`; lines of
  // like length; centred between y and y + height. Below half a point of `least` it is drawn at `least` all the same.
  void FittedText(double x, double y, double width, double height, int lines, double least, TextStyle style,
                  std::string_view text);

  // For shapes; text leaves the path alone.
  cairo_t* cairo() const { return cairo_; }
  void Ink(const Colour& colour) { cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue); }

 private:
  struct Unref {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  };
  using Layout = std::unique_ptr<PangoLayout, Unref>;
  Layout LayOut(double width, const TextStyle& style, std::string_view text) const;

  cairo_t* const cairo_;
  const Fonts& fonts_;
};

}  // namespace mimamori::platform::print
