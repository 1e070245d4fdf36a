// SPDX-License-Identifier: Apache-2.0
#include "services/platform/print/pen.hpp"

#ifdef __SANITIZE_ADDRESS__
// What fontconfig keeps of its configuration file, once for each process: 288 bytes that nothing can give back.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig.so\n"; }
#endif

namespace mimamori::platform::print {
namespace {

constexpr const char* kFont = "Noto Sans CJK JP";
// This family's lines are 1.45 em apart, which is too airy for a poster.
constexpr float kLineSpacing = 0.88F;
constexpr double kDotsPerInch = 72;  // one unit is one point

Extent ExtentOf(PangoLayout* layout) {
  int width = 0;
  int height = 0;
  pango_layout_get_size(layout, &width, &height);
  return {pango_units_to_double(width), pango_units_to_double(height), pango_layout_get_line_count(layout)};
}

}  // namespace

Fonts::Fonts() : map_(pango_cairo_font_map_new()) {
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map_), kDotsPerInch);
  context_ = pango_font_map_create_context(map_);
  // A page is a drawing, not a screen: glyphs stand where the metrics say, whatever the pixels.
  cairo_font_options_t* const options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_, options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context_, FALSE);
}

Fonts::~Fonts() {
  g_object_unref(context_);
  g_object_unref(map_);
}

Pen::Layout Pen::LayOut(double width, const TextStyle& style, std::string_view text) const {
  Layout layout(pango_layout_new(fonts_.context()));
  PangoFontDescription* const font = pango_font_description_new();
  pango_font_description_set_family_static(font, kFont);
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  PangoAttrList* const attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_language_new(pango_language_from_string(style.language)));
  pango_layout_set_attributes(layout.get(), attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_width(layout.get(), pango_units_from_double(width));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout.get(), style.align);
  pango_layout_set_line_spacing(layout.get(), kLineSpacing);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

Extent Pen::Measure(double width, const TextStyle& style, std::string_view text) const {
  return ExtentOf(LayOut(width, style, text).get());
}

Extent Pen::Text(double x, double y, double width, const TextStyle& style, std::string_view text) {
  const Layout layout = LayOut(width, style, text);
  Ink(style.colour);
  // As outlines, as printers like it: embedding this font's subsets takes 900 KB and most of the time.
  cairo_new_path(cairo_);
  cairo_move_to(cairo_, x, y);
  pango_cairo_layout_path(cairo_, layout.get());
  cairo_fill(cairo_);
  return ExtentOf(layout.get());
}

void Pen::FittedText(double x, double y, double width, double height, int lines, double least, TextStyle style,
                     std::string_view text) {
  Extent extent = Measure(width, style, text);
  while ((extent.lines > lines || extent.height > height || extent.width > width) && style.size - 0.5 >= least) {
    style.size -= 0.5;
    extent = Measure(width, style, text);
  }
  // The narrowest box with as many lines makes them alike, instead of leaving one word alone in the last.
  double narrow = width / 2;
  double wide = width;
  while (extent.lines > 1 && wide - narrow > 1) {
    const double middle = (narrow + wide) / 2;
    const Extent tried = Measure(middle, style, text);
    (tried.lines > extent.lines || tried.width > middle ? narrow : wide) = middle;
  }
  const double left = style.align == PANGO_ALIGN_CENTER ? x + (width - wide) / 2 : x;
  Text(left, y + (height - extent.height) / 2, wide, style, text);
}

}  // namespace mimamori::platform::print
