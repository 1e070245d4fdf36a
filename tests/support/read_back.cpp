// SPDX-License-Identifier: Apache-2.0
#include "tests/support/read_back.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <sstream>

#include "fmt/format.h"
#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"

namespace mimamori::tests {
namespace {

std::string Scan(const std::string& file) {
  ChildProcess reader({.words = {"zbarimg", "-q", "--raw", "--nodbus", file}, .environment = {}});
  reader.Wait();
  std::string text = reader.Output();
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

// Shades of grey, as pdftoppm writes them (PGM, "P5 <width> <height> 255").
struct Picture {
  int width = 0, height = 0;
  std::vector<uint8_t> shades;

  static Picture Parse(const std::string& pgm) {
    Picture out;
    std::istringstream in(pgm);
    std::string magic;
    int most = 0;
    in >> magic >> out.width >> out.height >> most;
    in.get();
    out.shades.assign(std::istreambuf_iterator<char>(in), {});
    return out;
  }
  std::string Print() const {
    return fmt::format("P5\n{} {}\n255\n", width, height) + std::string(shades.begin(), shades.end());
  }
  // White beyond the paper.
  double At(int x, int y) const {
    if (x < 0 || y < 0 || x >= width || y >= height) return 255;
    return shades[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
  }
  double Between(double x, double y) const {
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    const double right = x - left, down = y - top;
    return (At(left, top) * (1 - right) + At(left + 1, top) * right) * (1 - down) +
           (At(left, top + 1) * (1 - right) + At(left + 1, top + 1) * right) * down;
  }
  template <class Shade>
  Picture Redrawn(Shade shade) const {
    Picture out{width, height, {}};
    out.shades.reserve(shades.size());
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) out.shades.push_back(static_cast<uint8_t>(std::clamp(shade(x, y), 0.0, 255.0)));
    }
    return out;
  }
};

Picture Worn(const Picture& page, const Wear& wear) {
  const double turn = wear.degrees * std::numbers::pi / 180;
  const double middle_x = page.width / 2.0, middle_y = page.height / 2.0;
  const Picture askew = wear.degrees == 0 ? page : page.Redrawn([&](int x, int y) {
    const double dx = x - middle_x, dy = y - middle_y;
    return page.Between(middle_x + dx * std::cos(turn) + dy * std::sin(turn),
                        middle_y - dx * std::sin(turn) + dy * std::cos(turn));
  });
  const Picture blurred = wear.blur == 0 ? askew : askew.Redrawn([&](int x, int y) {
    double sum = 0;
    for (int j = -wear.blur; j <= wear.blur; ++j) {
      for (int i = -wear.blur; i <= wear.blur; ++i) sum += askew.At(x + i, y + j);
    }
    return sum / ((2 * wear.blur + 1) * (2 * wear.blur + 1));
  });
  std::mt19937 random(1);  // the same wear every time
  std::uniform_real_distribution<double> grain(-wear.noise, wear.noise);
  return blurred.Redrawn([&](int x, int y) {
    const double light = 1 - wear.fade * 0.4 * x / page.width;  // darker to the right
    return (255 - (255 - blurred.At(x, y)) * (1 - wear.fade)) * light + grain(random);
  });
}

}  // namespace

std::string ReadPng(const std::string& png) {
  const TempFolder folder;
  return Scan(folder.Write("symbol.png", png));
}

std::string ReadSvg(const std::string& svg) {
  const TempFolder folder;
  const std::string drawing = folder.Write("symbol.svg", svg);
  RunToEnd({.words = {"rsvg-convert", "-o", folder.File("symbol.png"), drawing}, .environment = {}});
  return Scan(folder.File("symbol.png"));
}

std::string ReadPdf(const std::string& pdf) {
  const TempFolder folder;
  const std::string page = folder.Write("poster.pdf", pdf);
  RunToEnd(
      {.words = {"pdftoppm", "-r", "100", "-png", "-singlefile", page, folder.File("page")}, .environment = {}});
  return Scan(folder.File("page.png"));
}

namespace {

std::vector<std::string> LookAt(const std::string& pdf, const Wear& wear, int dots_an_inch) {
  const TempFolder folder;
  RunToEnd({.words = {"pdftoppm", "-r", std::to_string(dots_an_inch), "-gray", folder.Write("print.pdf", pdf),
                             folder.File("page")},
                   .environment = {}});
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().extension() == ".pgm") names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  std::vector<std::string> out;
  for (const std::string& name : names) {
    const Picture page = Worn(Picture::Parse(folder.Read(name)), wear);
    std::istringstream lines(Scan(folder.Write(name, page.Print())));
    for (std::string line; std::getline(lines, line);) out.push_back(line);
  }
  return out;
}

}  // namespace

std::vector<std::string> ReadPages(const std::string& pdf, const Wear& wear) { return LookAt(pdf, wear, 150); }

std::vector<std::string> ReadPages(const std::string& pdf, size_t codes) {
  std::vector<std::string> read;
  for (const int dots_an_inch : {150, 180, 220}) {
    read = LookAt(pdf, {}, dots_an_inch);
    if (read.size() >= codes) break;
  }
  return read;
}

}  // namespace mimamori::tests
